import assert from "node:assert/strict";
import { activity as t } from "texts/monitoring_activity.ts";
import { lately as recent } from "texts/monitoring_live.ts";
import { languages } from "texts/languages.ts";
import { assertLayoutAndSave } from "../../browser.ts";
import {
  playLivelyLesson,
  quickModel,
} from "../../classroom/monitoring/lively_lesson.ts";
import { School } from "../../classroom/school.ts";
import { createSessionBody } from "../../../classroom/sessions/new_session.ts";
import { Random } from "../../random.ts";
import { type Person, testStage, waitForAnswer } from "../stage.ts";

const names = (
  "Amy Ben Chloe Dan Eva Finn Gil Hugo Ines Jack Kim Lea Mia Nora Oskar Pia Quentin Rosa Sam Tess Uma Vera Will " +
  "Xenia Yan Zoe 小明 小美"
).split(" ");
const credentials = {
  email: `${crypto.randomUUID()}@school.example`,
  password: "correct horse battery",
};

/** A class of 28 that was held an hour ago, and one without a message. */
async function pastLessons(folder: string) {
  const now = Date.now() - 3 * 60 * 60_000;
  await using school = await School.open(`${folder}/homeroom.kv`, now, {
    model: quickModel,
  });
  const { app, time } = school;
  const { teacher } = await app.accounts.signUp(
    { name: "Ms Lin", ...credentials },
    { address: "192.0.2.1" },
  );
  const random = new Random(28);
  const lesson = await playLivelyLesson(school, teacher, { names, random });
  await app.sessions.end(teacher, lesson.session.id, { now: true });
  time.now += 10 * 60_000;
  const empty = await app.sessions.create(
    teacher,
    createSessionBody.parse({ name: "Nobody" }),
  );
  time.now += 60_000;
  await app.sessions.end(teacher, empty.id, { now: true });
  return { lesson, empty };
}

const folder = await Deno.makeTempDir({ prefix: "homeroom-" });
const { lesson, empty } = await pastLessons(folder);
const page = `/teacher/sessions/${lesson.session.id}`;

async function signIn({ page }: Person) {
  const answer = await page.request.post("/api/login", { data: credentials });
  assert.equal(answer.status(), 200);
}

testStage(
  "an ended class shows the activity of class, groups and students, also as a table (M-4)",
  async ({ person, step }) => {
    const teacher = await person({ script: false });
    await signIn(teacher);
    const section = teacher.page.locator("#activity");
    const plot = section.getByRole("img").filter({ visible: true });

    await step("works without a script, by links alone", async () => {
      await teacher.page.goto(page);
      assert.equal(await plot.count(), 1);
      await teacher.sees(section.getByText("Eyes on me ended"));
      assert.equal(await section.locator("[style]").count(), 0);
      assert.equal(await section.locator("style").count(), 0);
      const choice = section.getByRole("navigation", { name: t.whose });
      await choice.getByRole("link", { name: "Blue" }).click();
      await teacher.page.waitForURL(/of=.*#activity$/);
      await teacher.sees(section.getByRole("heading", { name: "Blue" }));
      await choice.locator("summary").click();
      await choice.getByRole("link", { name: "小明" }).click();
      await teacher.sees(section.getByRole("heading", { name: "小明" }));
      await waitForAnswer(
        () => choice.locator("[aria-current]").allInnerTexts(),
        ["小明"],
      );
      await section.getByText(t.table).click();
      const cells = section.getByRole("row").nth(1).getByRole("cell");
      assert.equal(await cells.last().innerText(), t.happenings.started);
      await teacher.page.goto(`${page}?of=nobody`);
      await teacher.sees(section.getByRole("heading", { name: t.class }));
    });

    await step("fits a desk and a phone, in light and dark", async () => {
      const other = await person();
      await signIn(other);
      await other.page.goto(`${page}#activity`);
      const own = other.page.locator("#activity");
      await own.scrollIntoViewIfNeeded();
      await other.assertAccessible("activity");
      await own.getByText(t.table).click();
      await other.shoot("activity-table");
      await other.page.emulateMedia({ media: "print" });
      await assertLayoutAndSave(other.page, "activity-print", true);
      await other.page.goto(`/teacher/sessions/${empty.id}#activity`);
      await other.sees(t.empty);
      await assertLayoutAndSave(other.page, "activity-empty", true);
    });

    await step("a running class's page has a quiet line", async () => {
      const lin = await person(), amy = await person();
      await signIn(lin);
      const session = await lin.createSession();
      await amy.join(session.code, "Amy");
      await lin.startLesson();
      const none = { last: 20, messages: 0, questions: 0, answers: 0 };
      await lin.sees(recent.class(none));
      await amy.openChat();
      await amy.say("Hello");
      await lin.sees(recent.class({ ...none, messages: 1 }));
    });

    await step("fits a phone in Chinese", async () => {
      const language = languages.find(({ tag }) => tag === "zh-TW")!;
      const other = await person({ phone: true, language });
      await signIn(other);
      await other.page.goto(`/zh${page}#activity`);
      const words = other.inOwnLanguage(() => t.happenings["eyes-on"]);
      const own = other.page.locator("#activity");
      await own.getByText(words).first().scrollIntoViewIfNeeded();
      await assertLayoutAndSave(other.page, "activity-chinese", true);
      const box = await own.locator("svg").filter({ visible: true })
        .boundingBox();
      assert(box && box.width <= 360, "no wider than the phone");
    });
  },
  { DATA_DIR: folder },
);
