/** The history on a desk, a phone, without a script and printed. */
import assert from "node:assert/strict";
import type { SessionView } from "../../../classroom/model/views.ts";
import { frame } from "texts/everywhere.ts";
import { history as t } from "texts/record_history.ts";
import { shoot } from "../../browser.ts";
import { eventually, join, teachersSeat, type Visitor } from "../../people.ts";
import { becomes, testStage as test } from "../stage.ts";

test("the history is searched and read by keyboard, on a phone and without a script (C-9, C-10)", async ({ server, person }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const visitor = await teacher.visitor(server);
  await fill(visitor, session);
  const path = `/teacher/sessions/${session.id}/history`;
  const { page } = teacher;
  await page.goto(path);
  await teacher.sees("This message was deleted.");
  const { y } = (await page.locator(".history").first().boundingBox())!;
  assert(y < page.viewportSize()!.height, `it begins at ${y} px`);
  await page.getByRole("link", { name: "Faster?" }).click();
  await page.getByRole("table").waitFor();
  await teacher.accessible("history-poll");
  await page.goBack();
  const filters = page.getByText(t.filters);
  await filters.focus();
  await page.keyboard.press("Enter");
  const before = page.getByText(t.versions({ count: 2 })).first();
  await before.focus();
  await page.keyboard.press("Enter");
  await teacher.sees("The mitochondria is the power house");
  await page.getByText(t.what, { exact: true }).click();
  await teacher.sees("You are all so darn silly");
  await teacher.shoot("history");
  await page.getByLabel(t.person).selectOption({ label: "Ben" });
  await page.getByLabel(t.searchLabel).fill("plants");
  await page.getByLabel(t.searchLabel).press("Enter");
  await teacher.sees(t.found({ count: 1 }));
  await becomes(() => page.locator(".history > li").count(), 1);
  assert.match(page.url(), /q=plants/);
  await becomes(
    () => page.getByLabel(t.person).locator("option:checked").textContent(),
    "Ben",
  );
  await page.getByRole("link", { name: t.clear }).click();
  await teacher.sees("This message was deleted.");

  await teacher.button(frame.dark).click();
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const colours = await page.evaluate(() => {
    const of = (element: Element) => getComputedStyle(element);
    const card = document.querySelector(".history-room")!;
    return [
      of(document.documentElement).backgroundColor,
      of(card).backgroundColor,
      of(card.querySelector("strong")!).color,
    ];
  });
  const white = "rgb(255, 255, 255)";
  assert.deepEqual(colours, [white, white, "rgb(0, 0, 0)"]);
  const back = page.getByRole("link", { name: t.back });
  await becomes(() => back.isVisible(), false);

  const phone = await person({ phone: true, script: false });
  await phone.context.addCookies(
    [...visitor.cookies].map(([name, value]) => ({
      name,
      value,
      url: phone.network.url,
    })),
  );
  await phone.page.goto(`${path}?q=the&person=${session.member}`);
  await phone.sees(t.found({ count: 1 }));
  await phone.page.goto(path);
  await shoot(phone.page, "history-phone", true);
  const wide = await phone.page.evaluate(() =>
    document.documentElement.scrollWidth - innerWidth
  );
  assert.ok(wide <= 0, "nothing stands out of the page");
});

async function fill(teacher: Visitor, session: SessionView): Promise<void> {
  const { id, code } = session;
  const path = `/api/sessions/${id}`, room = "main";
  const lin = teachersSeat(teacher, session);
  const amy = await join(teacher.place, code, "Amy");
  const ben = await join(teacher.place, code, "Ben");
  const seats = [lin, amy, ben];
  try {
    for (const seat of seats) await seat.enter();
    const question = await lin.sayAndSee(
      "What does a **mitochondrion** do in the cell?",
    );
    const answer = await amy.sayAndSee("The mitochondria is the power house");
    for (const text of ["It is the power house", "It makes **ATP**"]) {
      amy.command({ kind: "edit", room, message: answer, text });
    }
    await ben.sees(ben.command({
      kind: "say",
      room,
      text: "Also in plants? The leaves have chloroplasts, don't they?",
      replyTo: question,
    }));
    const silly = await lin.sayAndSee("You are all so darn silly");
    await teacher.get(204, "DELETE", `${path}/rooms/main/messages/${silly}`);
    await lin.sayAndSee("Well done today.");
    const { body: { resource } } = await teacher.get(
      201,
      "POST",
      `${path}/resources`,
      { poll: { kind: "letters", question: "Faster?", anonymous: false } },
    );
    const on = `${path}/resources/${resource.id}`;
    const [asked] = (await teacher.get(200, "GET", on)).body.questions;
    const answers = { [asked.id]: [asked.choices[1].id] };
    amy.command({ kind: "answer", resource: resource.id, answers, done: true });
    await eventually(
      () => teacher.get(200, "GET", on),
      ({ body }) => body.questions[0].answered === 1,
      "she had answered",
    );
  } finally {
    seats.forEach((seat) => seat.close());
  }
}
