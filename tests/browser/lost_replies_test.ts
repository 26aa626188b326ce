/** Wifi loses the reply to a request; a second press makes nothing twice (SYNC-3, J-1). */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { frame } from "texts/everywhere.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { live, share } from "texts/sharing_live.ts";
import { assignQuiz } from "texts/quizzes.ts";
import { sharing, templates } from "texts/templates.ts";
import { review } from "texts/review.ts";
import { api, becomes, type Person, testStage as test } from "./stage.ts";

const quiz = {
  name: "Rivers",
  questions: [{ kind: "text", text: "Which river?", correct: ["Nile"] }],
};
const template = { name: "Tutor", instructions: "Ask back." };

/** Lets the next request to a path arrive, and loses its reply with its cookies. Resolves with its status. */
async function losesReply(
  page: Page,
  path: string,
): Promise<() => Promise<number>> {
  const answered = Promise.withResolvers<number>();
  await page.route(path, async (route) => {
    const request = route.request();
    const { "content-length": _, host: __, ...headers } = await request
      .allHeaders();
    const response = await fetch(request.url(), {
      method: request.method(),
      headers,
      body: request.postData(),
    });
    await response.body?.cancel();
    await route.abort("connectionreset");
    answered.resolve(response.status);
  }, { times: 1 });
  return () => answered.promise;
}

async function twice(
  { page }: Person,
  path: string,
  press: () => Promise<void>,
) {
  const answered = await losesReply(page, path);
  await press();
  assert.equal(await answered(), 201, "it arrived");
  await page.getByRole("dialog").getByText(frame.noNetwork).waitFor();
  await press();
}

test("a button that has other words takes a press, though the reply to the one before is late", async ({ person }) => {
  const teacher = await person();
  const { page } = teacher;
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = api(teacher, session.id);
  const { resource } = await desk("POST", "/resources", { wall: {} });
  await teacher.toBoard();
  await teacher.part(review.tabs.resources);
  const change = `/api/sessions/${session.id}/resources/${resource.id}`;
  const mayAnswer = Promise.withResolvers<void>();
  await page.route(`**${change}`, async (route) => {
    const response = await route.fetch();
    await mayAnswer.promise;
    await route.fulfill({ response });
  }, { times: 1 });
  const button = (name: string) => page.getByRole("button", { name });
  await page.locator(".shared-name").click();
  await button(live.close).click();
  await button(live.reopen).click();
  await button(live.close).waitFor();
  mayAnswer.resolve();
  const { resources } = await desk("GET", "/resources");
  assert.equal(resources[0].closed ?? false, false);
});

test("what a teacher's press makes is there once, where its reply was lost and it was pressed again (SYNC-3)", async ({ person, step }) => {
  const teacher = await person();
  const { page } = teacher;
  await teacher.signUp("Ms Lin");
  for (
    const [path, data] of [
      ["/api/quizzes", quiz],
      ["/api/templates", template],
    ] as const
  ) assert.equal((await page.request.post(path, { data })).status(), 201);
  const session = await teacher.createSession();
  const at = `/api/sessions/${session.id}`;
  const dialog = page.getByRole("dialog");
  const kinds = async () => {
    const answer = await page.request.get(`${at}/resources`);
    const { resources } = await answer.json();
    return resources.map(({ kind }: { kind: string }) => kind);
  };
  const main = page.getByRole("main");

  await step("shared at the class (R-1, R-2)", async () => {
    await teacher.part(review.tabs.resources);
    const open = main.getByRole("button", {
      name: share.template,
      exact: true,
    });
    await open.click();
    await dialog.getByRole("radio", { name: template.name }).check();
    const go = dialog.getByRole("button", { name: share.share, exact: true });
    const answered = await losesReply(page, "**/resources");
    await go.click();
    assert.equal(await answered(), 201);
    await dialog.getByText(frame.noNetwork).waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await open.click();
    await dialog.getByRole("radio", { name: template.name }).check();
    await go.click();
    await dialog.waitFor({ state: "detached" });
    assert.deepEqual(await kinds(), ["template"]);

    await main.getByRole("button", { name: share.quiz, exact: true }).click();
    await dialog.getByRole("radio", { name: quiz.name }).check();
    await twice(
      teacher,
      "**/resources",
      () =>
        dialog.getByRole("button", { name: share.assign, exact: true })
          .click(),
    );
    await dialog.waitFor({ state: "detached" });
    assert.deepEqual(await kinds(), ["template", "quiz"]);
  });

  await step("a broadcast, and one more group (B-11)", async () => {
    const made = await page.request.post(`${at}/breakouts/rooms`, {
      data: { names: ["Red"] },
    });
    assert.equal(made.status(), 201);
    await teacher.part(review.tabs.groups);
    await main.getByRole("button", { name: groupsDesk.broadcast }).click();
    await page.getByRole("textbox", { name: groupsDesk.broadcastText })
      .fill("five more minutes");
    await twice(
      teacher,
      "**/broadcast",
      () => dialog.getByRole("button", { name: groupsDesk.sendToAll }).click(),
    );
    await dialog.waitFor({ state: "detached" });
    const history = await page.request.get(`${at}/history?format=json`);
    const text = await history.text();
    assert.equal(text.split("five more minutes").length - 1, 1);
  });

  await step("shared from the lists (R-1, R-2)", async () => {
    await page.goto("/teacher/quizzes");
    await teacher.button(assignQuiz.of({ name: quiz.name })).click();
    await twice(
      teacher,
      "**/resources",
      () =>
        dialog.getByRole("button", { name: assignQuiz.go, exact: true })
          .click(),
    );
    await page.waitForURL(`**/teacher/sessions/${session.id}`);
    await page.goto("/teacher/templates");
    await teacher.button(templates.shareOf({ name: template.name })).click();
    await twice(
      teacher,
      "**/resources",
      () => dialog.getByRole("button", { name: sharing.share }).click(),
    );
    await dialog.waitFor({ state: "detached" });
    assert.deepEqual(await kinds(), ["template", "quiz", "quiz", "template"]);
  });
});

test("a pupil whose reply to Join was lost joins by the next press, as new (J-1)", async ({ person }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  for (const [name, isReloaded] of [["Ben", false], ["Cem", true]] as const) {
    const pupil = await person({ phone: true });
    const { page } = pupil;
    const fill = async () => {
      await page.goto(`/join?sessionCode=${session.code}`);
      await page.getByLabel("Display name").fill(name);
    };
    await fill();
    const answered = await losesReply(page, "**/api/join");
    await pupil.button(/^Join$/).click();
    assert.equal(await answered(), 201, "it arrived");
    await pupil.sees(frame.noNetwork);
    const left = await page.evaluate(() =>
      sessionStorage.getItem("homeroom/join")
    );
    const parts = Object.keys(JSON.parse(left ?? "{}"));
    assert.deepEqual(parts, ["press", "at"], "and not whose it is");
    assert.equal(
      (await pupil.context.cookies()).some(({ name }) =>
        name.startsWith("member_")
      ),
      false,
    );
    if (isReloaded) await fill();
    await pupil.button(/^Join$/).click();
    await page.waitForURL("**/class/*");
    assert.equal(new URL(page.url()).search, "", "they are not back");
    const kept = await page.evaluate(() => Object.keys(sessionStorage));
    assert.deepEqual(kept.filter((key) => key === "homeroom/join"), []);
  }
  const { page } = teacher;
  const answer = await page.request.get(`/api/sessions/${session.id}/members`);
  const { members } = await answer.json();
  assert.deepEqual(
    members.filter(({ role }: { role: string }) => role === "student")
      .map(({ name }: { name: string }) => name).sort(),
    ["Ben", "Cem"],
  );
  await teacher.sees(page.getByText("Cem", { exact: true }));
  await becomes(() => page.locator(".strip-place").count(), 0);
});
