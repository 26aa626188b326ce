import assert from "node:assert/strict";
import { chat } from "texts/chat.ts";
import { eventually } from "../people.ts";
import { testStage as test } from "./stage.ts";

test("the sheet fits above an iPad's keyboard, also where it pushes the page up (D-5, C-1)", async ({ person }) => {
  const teacher = await person();
  const amy = await person({ phone: true });
  await amy.page.addInitScript(() => {
    const view = Object.assign(new EventTarget(), {
      height: 740,
      offsetTop: 0,
    });
    Object.defineProperty(globalThis, "visualViewport", { value: view });
  });
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  await amy.join(session.code, "Amy");
  await amy.openChat();
  const sheet = amy.page.locator('.chat-panel[data-mode="sheet"]');
  const place = async () => {
    const box = await sheet.boundingBox();
    return box && [Math.round(box.y), Math.round(box.height)];
  };
  const keyboard = (height: number, offsetTop: number, event: string) =>
    amy.page.evaluate(({ event, ...size }) => {
      const view = globalThis.visualViewport!;
      Object.assign(view, size).dispatchEvent(new Event(event));
    }, { height, offsetTop, event });
  const becomes = (wanted: number[]) =>
    eventually(place, (it) => String(it) === String(wanted), "it fitted");
  await becomes([0, 740]);
  await keyboard(400, 0, "resize");
  await becomes([0, 400]);
  await keyboard(400, 140, "scroll");
  await becomes([140, 400]);
  const box = amy.page.getByRole("textbox", { name: chat.message });
  const { y, height } = (await box.boundingBox())!;
  assert(y >= 140 && y + height <= 540, "one sees what one writes in");
  await keyboard(740, 0, "resize");
  await becomes([0, 740]);
});

test("the first press prepares sound, since an iPad plays none by itself (D-5, B-12)", async ({ person }) => {
  const teacher = await person();
  await teacher.page.addInitScript(() => {
    const page = globalThis as unknown as { resumed: boolean[] };
    page.resumed = [];
    const { resume } = AudioContext.prototype;
    AudioContext.prototype.resume = function () {
      page.resumed.push(navigator.userActivation.isActive);
      return resume.call(this);
    };
  });
  await teacher.signUp("Ms Lin");
  await teacher.createSession();
  const resumed = () =>
    teacher.page.evaluate(() =>
      (globalThis as unknown as { resumed: boolean[] }).resumed
    );
  await teacher.openChat();
  await eventually(
    async () => {
      await teacher.page.locator("h1, h2").filter({ visible: true }).first()
        .click();
      return await resumed();
    },
    (it) => it.length > 0,
    "sound was made ready",
  );
  assert.deepEqual([...new Set(await resumed())], [true]);
});
