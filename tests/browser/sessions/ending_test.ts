import assert from "node:assert/strict";
import { classPage as t } from "texts/sessions_class.ts";
import { over } from "texts/sessions_over.ts";
import { session as sessionText } from "texts/sessions_live.ts";
import { testStage as test, waitForAnswer } from "../stage.ts";

const timer = /Ends in \d:\d\d/;

test("members see the last five minutes count down, also over the chat (S-4)", async ({ person }) => {
  const teacher = await person(), amy = await person();
  const ben = await person({ phone: true });
  await teacher.signUp("Ms Lin");
  const made = await teacher.page.request.post("/api/sessions", {
    data: { name: "Short", hours: 4 / 60 },
  });
  const { session } = await made.json();
  await teacher.page.goto(`/teacher/sessions/${session.id}`);
  await teacher.sees(/\d:\d\d left/);
  await amy.join(session.code, "Amy");
  await amy.sees(timer);
  // The announcement has the time that is left when it is read out.
  const rest = /class ends in (4 minutes|3 minutes and \d+ seconds?)\./;
  for (const one of [amy, teacher]) {
    await one.page.locator("[role=status], [aria-live]:not([data-voice] *)")
      .filter({ hasText: rest }).first()
      .waitFor({ state: "attached" });
  }
  await ben.join(session.code, "Ben");
  await ben.openChat();
  await ben.sees(ben.page.getByRole("dialog").getByText(timer));
  await teacher.pressInDeskMenu(sessionText.extendMinutes({ minutes: 15 }));
  await amy.page.getByText(timer).first().waitFor({ state: "hidden" });
  await teacher.pressInDeskMenu("End session");
  await amy.sees(t.ending);
  await ben.sees(ben.page.getByRole("dialog").getByText(t.ending));
  await teacher.button("Undo").click();
  await amy.page.getByText(t.ending).first()
    .waitFor({ state: "hidden" });
  await waitForAnswer(() => ben.page.getByText(timer).count(), 0);
});

test("a member who learns of the end only over HTTP sees that the class is over (S-5)", async ({ person }) => {
  const teacher = await person(), amy = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  await amy.join(session.code, "Amy");
  await amy.page.routeWebSocket(/\/sync\//, (socket) => socket.close());
  amy.network.cut();
  const ended = await teacher.page.request.post(
    `/api/sessions/${session.id}/end`,
    { data: { now: true } },
  );
  assert.equal(ended.status(), 200);
  amy.network.restore();
  await amy.sees(t.isOver);
  await waitForAnswer(() => amy.text(over.gone.title).count(), 0);
});

test("a slowly loaded page still shows the server's time (S-4)", async ({ person }) => {
  const teacher = await person();
  const { page } = teacher;
  await teacher.signUp("Ms Lin");
  const made = await page.request.post("/api/sessions", {
    data: { name: "Short", hours: 4 / 60 },
  });
  const { session } = await made.json();
  // As if the page's script came two minutes after it.
  await page.addInitScript(() => {
    const { now } = Date;
    document.addEventListener("readystatechange", () => {
      Date.now = () => now() + 120_000;
    });
  });
  await page.goto(`/teacher/sessions/${session.id}`);
  await teacher.sees(/[01]:\d\d left/);
});

test("the focus stays when a colleague ends the class after a refused end (S-4)", async ({ person }) => {
  const teacher = await person();
  const { page } = teacher;
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const end = `/api/sessions/${session.id}/end`;
  await page.route(`**${end}`, (route) =>
    route.fulfill({
      status: 503,
      contentType: "application/problem+json",
      body: JSON.stringify({
        type: "about:blank",
        status: 503,
        kind: "busy",
        detail: "Not now.",
      }),
    }));
  await teacher.pressInDeskMenu("End session");
  await teacher.sees("Not now.");
  await page.unroute(`**${end}`);
  const ended = await page.request.post(end, { data: {} });
  assert.equal(ended.status(), 200);
  const undo = teacher.button("Undo");
  await undo.waitFor();
  assert(!await undo.evaluate((it) => it === document.activeElement));
  await undo.click();
  await undo.waitFor({ state: "hidden" });
  await teacher.pressInDeskMenu("End session");
  await undo.waitFor();
  await waitForAnswer(
    () => undo.evaluate((it) => it === document.activeElement),
    true,
  );
});
