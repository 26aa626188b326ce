import assert from "node:assert/strict";
import { assistant } from "texts/assistant.ts";
import { chat } from "texts/chat.ts";
import { classPage } from "texts/sessions_class.ts";
import { frame } from "texts/everywhere.ts";
import { groups } from "texts/groups.ts";
import { assertLayoutAndSave } from "../../browser.ts";
import { answersInState, askAssistant } from "../assistant/asking.ts";
import { joinClass } from "../../people.ts";
import { isOnScreen, testStage as test, waitForAnswer } from "../stage.ts";
import {
  expectTabSelected,
  makeClassWithGroups,
  openRoomTab,
} from "./two_groups.ts";

const long = "Observers of the long river in the spring".slice(0, 40);

/** The sentence that names a group, up to the group's letter. */
const [inGroup] = groups.youAreFirst({ name: "Group" }).split(".");

test("a group's notice covers no controls, and a returning student counts as known (B-9)", async (stage) => {
  const { person } = stage;
  const { session, desk, put } = await makeClassWithGroups(stage, [
    "Group B",
    long,
  ]);
  const amy = await person();
  await amy.join(session.code, "Amy");
  await askAssistant(amy, "Ideas?");
  await answersInState(amy).waitFor();
  const { page } = amy;
  const box = page.getByRole("textbox", { name: assistant.prompt });
  await box.fill("Why is");
  await put("Amy", 0);
  await desk("POST", "/breakouts/start");
  await amy.sees(inGroup);
  const notice = page.locator(".class-main .arrival");
  const close = notice.getByRole("button", { name: frame.close });
  await close.click();
  await notice.waitFor({ state: "detached" });
  assert.equal(await box.inputValue(), "Why is", "B-7: nothing was taken");
  assert.equal(await amy.log.isVisible(), false);
  await put("Amy", 1);

  const assistantPage = page.locator(".assistant");
  for (const [width, height] of [[390, 844], [1280, 800]]) {
    await page.setViewportSize({ width, height });
    await notice.waitFor();
    const whole = (await notice.boundingBox())!;
    const below = (await assistantPage.boundingBox())!;
    if (width < 700) {
      // On a phone it lies over the edge below the one row, which is as high as ever.
      assert.equal(below.y, 56, "nothing has moved");
      assert.equal(whole.y, 56);
    } else {
      for (const name of [assistant.conversations, assistant.begin]) {
        const control = amy.button(name).filter({ visible: true }).first();
        if (await control.count() === 0) continue;
        await waitForAnswer(
          () => isOnScreen(control),
          true,
          `${name} on screen`,
        );
      }
      assert(below.y >= whole.y + whole.height - 1, `over it at ${width}`);
      const cross = (await close.boundingBox())!;
      assert(cross.y - whole.y < 12, `× is ${cross.y - whole.y} px down`);
    }
    assert(whole.height < 150, `${whole.height} px high`);
    await assertLayoutAndSave(page, `group-notice-${width}`);
  }
  await close.click();
  await notice.waitFor({ state: "detached" });

  await page.close();
  await put("Amy", 0);
  const back = await person();
  await back.page.setViewportSize({ width: 390, height: 844 });
  await back.page.context().addCookies(await amy.context.cookies());
  await back.page.goto(`/class/${session.id}?rejoined=1`);
  await back.sees(classPage.welcomeBack({ name: "Amy" }));
  await back.sees(groups.backAlone({ name: "Group B" }));
  await waitForAnswer(
    () => back.text(groups.youAreFirst({ name: "Group B" })).count(),
    0,
  );
  // The notice stays while the pointer is over it.
  await back.page.locator(".class-main .arrival").hover();
  await assertLayoutAndSave(back.page, "group-notice-back");
  await back.button(groups.goTo({ name: "Group B" })).click();
  await expectTabSelected(back, "Group B");
});

test("a group's notice closes once seen or answered, but not under a pointer (B-9)", async (stage) => {
  const { person, step } = stage;
  const { session, desk, put } = await makeClassWithGroups(stage);
  const amy = await person();
  await amy.join(session.code, "Amy");
  await amy.openChat();
  const { page } = amy;
  await put("Amy", 0);
  await desk("POST", "/breakouts/start");
  await openRoomTab(amy, "Group A");
  const notice = page.locator(".arrival");
  await notice.waitFor({ state: "detached" });
  await page.clock.install();
  const places = () =>
    page.locator(
      ".chat-panel :is(button, textarea, summary):not(.chat-scroll *, .arrival *)",
    ).evaluateAll((all) =>
      all.map((it) => {
        const { x, y } = it.getBoundingClientRect();
        return [it.textContent, x, y];
      })
    );

  await step("it closes once seen", async () => {
    await put("Amy", 1);
    await amy.sees(groups.youAreFirst({ name: "Group B" }));
    await amy.sees(page.locator(".group-with"));
    const before = await places();
    // Less time than a server may be silent (SYNC-14): a reconnecting page moves its content.
    await page.clock.runFor(3_000);
    assert.equal(await notice.count(), 1);
    await notice.hover();
    await page.clock.runFor(6_000);
    assert.equal(await notice.count(), 1);
    await page.mouse.move(0, 0);
    await notice.getByRole("button", { name: frame.close }).focus();
    await page.clock.runFor(6_000);
    assert.equal(await notice.count(), 1);
    await amy.page.getByRole("textbox", { name: chat.message }).focus();
    await page.locator(".group-with").hover();
    await page.clock.runFor(6_000);
    assert.equal(await notice.count(), 1);
    await page.mouse.move(0, 0);
    await page.clock.runFor(6_000);
    await notice.waitFor({ state: "detached" });
    await waitForAnswer(places, before);
  });

  await step("it closes once a message is sent there", async () => {
    await put("Amy", 0);
    await amy.sees(groups.youAreFirst({ name: "Group A" }));
    await expectTabSelected(amy, "Group A");
    await amy.say("here I am");
    await waitForAnswer(() => notice.count(), 0);
  });

  await step("it closes once the chat was open", async () => {
    await page.locator(".chat-head")
      .getByRole("button", { name: chat.close }).click();
    await put("Amy", 1);
    await amy.sees(groups.youAreFirst({ name: "Group B" }));
    await amy.openChat();
    await page.locator(".chat-head")
      .getByRole("button", { name: chat.close }).click();
    await waitForAnswer(() => notice.count(), 0);
    await put("Amy", 0);
    await amy.sees(groups.youAreFirst({ name: "Group A" }));
    await page.mouse.move(0, 0);
    await page.clock.runFor(12_000);
    await waitForAnswer(() => notice.count(), 0);
  });
});

test("on a phone an open chat follows to the group, but not while the student writes (B-7)", async (stage) => {
  const { person, step } = stage;
  const { session, desk, put } = await makeClassWithGroups(stage);
  const amy = await person({ phone: true });
  await amy.join(session.code, "Amy");
  await amy.openChat();
  const { page } = amy;
  const box = page.getByRole("textbox", { name: chat.message });
  await box.waitFor();
  await page.clock.install();
  await put("Amy", 0);
  const way = amy.button(groups.goTo({ name: "Group A" }));

  await step("the chat stays while they write", async () => {
    await box.fill("The source of");
    await desk("POST", "/breakouts/start");
    await way.waitFor();
    await page.clock.runFor(12_000);
    assert(await way.isVisible(), "the way there is gone");
    await expectTabSelected(amy, groups.main);
  });
  await step("it follows after that", async () => {
    await amy.say("The source of the river");
    await page.clock.runFor(12_000);
    await expectTabSelected(amy, "Group A");
    await way.waitFor({ state: "detached" });
  });
});

test("a small panel keeps its box, its bar and reading room in a group with a long name (C-2)", async (stage) => {
  const { person } = stage;
  const { teacher, session, desk, put } = await makeClassWithGroups(stage, [
    long,
  ]);
  const amy = await person(), phone = await person({ phone: true });
  await amy.join(session.code, "Amy");
  await phone.join(session.code, "Phoebe");
  const name = long;
  await desk("PATCH", "/breakouts", {
    instructions: "Read page **12** and write down *three* questions.",
  });
  await put("Amy", 0);
  await put("Phoebe", 0);
  await desk("POST", "/breakouts/start");
  await desk("PATCH", "", { blockedWords: ["sea"] });
  for (const one of [amy, phone]) {
    await one.button(groups.goTo({ name })).click();
    await one.sees(one.page.locator(".group-with"));
  }
  await amy.say("It flows to the sea");
  await amy.sees(chat.held);
  await teacher.openChat();
  await teacher.page.getByRole("tab", { name: new RegExp(name) }).click();
  await teacher.sees(teacher.page.locator(".held"));
  await teacher.sees(teacher.page.locator(".group-with"));
  for (const one of [amy, teacher]) {
    await one.page.evaluate(() => {
      const kept = JSON.parse(localStorage.getItem("homeroom/panel")!);
      const box = { x: 800, y: 100, width: 300, height: 480 };
      const now = { ...kept, open: true, pinned: false, box };
      localStorage.setItem("homeroom/panel", JSON.stringify(now));
    });
    await one.page.reload();
    if (one === teacher) {
      await one.page.getByRole("tab", { name: new RegExp(name) }).click();
      await one.sees(one.page.locator(".held"));
    }
    await one.sees(one.page.locator(".group-with"));
  }
  for (
    const [one, who] of [[amy, "student"], [teacher, "teacher"], [
      phone,
      "phone",
    ]] as const
  ) {
    const at = async (selector: string) =>
      (await one.page.locator(`.chat-panel ${selector}`).boundingBox())!;
    const panel = (await one.page.locator(".chat-panel").boundingBox())!;
    const composer = await at(".composer");
    await assertLayoutAndSave(one.page, `panel-long-group-${who}`);
    assert(
      composer.y + composer.height <= panel.y + panel.height,
      `${who}: the box is cut off`,
    );
    const input = await at(".composer textarea");
    assert(input.height < 50, `${who}: the box is ${input.height} px high`);
    const [bar, button] = [await at(".group-bar"), await at(".group-with")];
    assert(
      button.y >= bar.y - 1 &&
        button.y + button.height <= bar.y + bar.height + 1,
      `${who}: the bar is cut: ${button.height} px in ${bar.height} px`,
    );
    const read = (await one.log.boundingBox())!;
    assert(read.height >= 120, `${who}: ${read.height} px to read`);
  }
});

test("no long name runs over an edge of the teacher's chat beside the class", async (stage) => {
  const { server } = stage;
  const { session, teacher, desk, put } = await makeClassWithGroups(stage);
  const { page } = teacher;
  await page.setViewportSize({ width: 1366, height: 768 });
  const names = ["Amy", "Ben", "Chloe", "Dan"]
    .map((name) => `${name} Maximilian-Alexander Smith`);
  const [amy, ...others] = await Promise.all(names.map(async (name) => {
    const seat = await joinClass(server, session.code, name);
    return await seat.openPage();
  }));
  try {
    for (const name of names) await put(name, 0);
    await desk("POST", "/breakouts/start");
    await amy.sayAndSee("Plants breathe");
    await teacher.openChat();
    const menu = page.locator(".message-menu");
    const message = page.locator(".message", { hasText: "Plants breathe" });
    await message.hover();
    await message.getByRole("button", { name: /^More for/ }).click();
    await menu.waitFor();
    const overflowing = (all: Element[]) =>
      all.filter((it) => it.scrollWidth > it.clientWidth)
        .map((it) => it.textContent);
    const items = menu.locator(".button");
    assert.deepEqual(await items.evaluateAll(overflowing), []);
    await page.keyboard.press("Escape");
    await page.getByRole("tab", { name: /Group A/ }).click();
    const who = page.locator(".group-with > span");
    await who.waitFor();
    // An ellipsis ends its last line.
    assert.deepEqual(await who.evaluateAll(overflowing), []);
    assert(await who.evaluate((it) => it.scrollHeight > it.clientHeight));
    await teacher.shoot("group-with-long-names");
  } finally {
    for (const seat of [amy, ...others]) seat.close();
  }
});
