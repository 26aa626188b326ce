/**
 * Pictures of whole pages in a lesson. Each size, theme, language and number of students is in one of them at least, the
 * usual ones in more.
 */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { languages } from "texts/languages.ts";
import { sample as t } from "texts/pieces.ts";
import { review } from "texts/review.ts";
import { encodePoints } from "../../classroom/model/drawing.ts";
import type { Language } from "../../locales/current.ts";
import type { Seat } from "../people.ts";
import { makeStepRunner } from "../steps.ts";
import { openChat } from "./open_chat.ts";
import { PicturedLesson } from "./pictured_lesson.ts";
import { ReferencePictures } from "./reference_pictures.ts";

const sizes = {
  phone: [360, 740],
  tablet: [768, 1024],
  laptop: [1366, 768],
  desktop: [1920, 1080],
  projector: [2560, 1440],
} as const;

type Theme = "light" | "dark";
type Show = (page: Page) => Promise<unknown>;

/** Registers a test in a lesson of this language. */
function testLesson(
  language: Language,
  play: (lesson: PicturedLesson, take: Take, step: Step) => Promise<void>,
) {
  const { tag } = language;
  Deno.test({
    name: `whole pages of a lesson look as before in ${tag}`,
    sanitizeOps: false,
    sanitizeResources: false,
    async fn(context) {
      const pictures = new ReferencePictures();
      await using lesson = await PicturedLesson.begin(language);
      const take: Take = async (name, size, theme, show) => {
        const [seat, path] = name.startsWith("student")
          ? [lesson.seats[0], `/class/${lesson.id}`]
          : [lesson.teacher, `/teacher/sessions/${lesson.id}`];
        const inside = name.startsWith("present") ? "/present" : "";
        const page = await lesson.open(seat, path + inside, {
          size: sizes[size],
          theme,
        });
        await lesson.say(() => show?.(page));
        await pictures.compare(
          page,
          `page-${name}-${tag}-${sizes[size][0]}-${theme}`,
          () => page.screenshot({ animations: "disabled" }),
        );
        if (show === openChat) await lesson.waitUntilRead(seat);
        await page.context().close();
      };
      await play(lesson, take, makeStepRunner(context));
      assert.deepEqual(lesson.trouble, []);
      pictures.assertUnchanged();
    },
  });
}

type Take = (
  name: `${"teacher" | "student" | "present"}${string}`,
  size: keyof typeof sizes,
  theme: Theme,
  show?: Show,
) => Promise<void>;
type Step = ReturnType<typeof makeStepRunner>;

const lines = () => [
  t.own,
  t.wishes[1],
  t.ownSecond,
  t.askedLong,
  t.explain,
  t.wishes[2],
];

/** Students talk; some are silent. */
async function talk(lesson: PicturedLesson, seats: readonly Seat[]) {
  const all = lesson.say(lines);
  for (const seat of seats) {
    const n = lesson.seats.indexOf(seat);
    if (n % 7 !== 3) await lesson.write(seat, all[n % all.length]);
  }
}

async function work(lesson: PicturedLesson) {
  const { seats } = lesson;
  const [asked, table, worrying, note, greeting] = lesson.say(() => [
    t.asked,
    `${t.wishes[0]} ${t.title}`,
    lesson.language === languages[0] ? "I want to kill myself" : t.worrying,
    t.note,
    t.answer,
  ]);
  await lesson.ask(seats[0], asked);
  await lesson.ask(seats[4], table);
  await lesson.ask(seats[8], worrying);
  await lesson.write(seats[2], greeting);
  await lesson.act(seats[5], { kind: "help", on: true, note });
  await lesson.leave(seats[11]);
}

/** The class answers a question of a quiz, most of it rightly. */
async function answer(lesson: PicturedLesson): Promise<string> {
  const question = lesson.say(() => ({
    kind: "single",
    text: t.poll,
    choices: [...t.choices],
    correct: 0,
    points: 1,
  }));
  const name = lesson.say(() => t.quiz);
  const { quiz } = await lesson.ownRequest("POST", "/api/quizzes", {
    name,
    questions: [question],
  });
  const { resource } = await lesson.desk("POST", "/resources", {
    quiz: quiz.id,
    pace: "together",
  });
  await lesson.desk("PATCH", `/resources/${resource.id}`, { present: true });
  const [{ id, choices }] = resource.questions;
  for (const [n, seat] of lesson.seats.entries()) {
    if (n === 0 || n % 5 === 4 || lesson.isAway(seat)) continue;
    const choice = choices[n % 3 === 2 ? n % 4 : 0];
    const answers = { [id]: [choice.id] };
    await lesson.act(seat, {
      kind: "answer",
      resource: resource.id,
      answers,
      done: true,
    });
  }
  return resource.id;
}

async function draw(lesson: PicturedLesson) {
  const { resource } = await lesson.desk("POST", "/resources", {
    drawing: { name: lesson.say(() => t.title), paper: "squared" },
  });
  const artists = lesson.seats.slice(0, 5);
  for (const [n, seat] of artists.entries()) {
    const points = Array.from({ length: 60 }, (_, k) => ({
      x: Math.round(450 + 30 * n + 300 * Math.cos(k / 9)),
      y: Math.round(350 + 250 * Math.sin(k / 9 + n)),
    }));
    const colour = ["black", "blue", "red", "orange"][n % 4];
    const mark = { colour, width: "thick", points: encodePoints(points) };
    await lesson.act(seat, { kind: "draw", resource: resource.id, mark });
  }
  await lesson.desk("POST", `/resources/${resource.id}/show`, {
    of: artists.map(({ member }) => member),
    names: true,
  });
}

async function makeGroups(lesson: PicturedLesson, count: number) {
  const { rooms } = await lesson.desk("POST", "/breakouts/rooms", { count });
  const moves = lesson.seats.map(({ member }, n) => ({
    member,
    room: rooms[n % count].id,
  }));
  await lesson.desk("POST", "/breakouts/moves", { moves });
  await lesson.desk("POST", "/breakouts/start", {});
  await lesson.desk("POST", "/breakouts/timer", { minutes: 10 });
  for (const [n, { id }] of rooms.entries()) {
    const seat = lesson.seats[n];
    await lesson.write(seat, lesson.say(lines)[n % 6], id);
  }
}

const openTab = (name: () => string): Show => (page) =>
  page.getByRole("tab", { name: name(), exact: true }).click();

testLesson(languages[0], async (lesson, take, step) => {
  await step("a class of 1", async () => {
    await lesson.fill(1);
    await take("present-code", "laptop", "light");
    await lesson.write(lesson.teacher, lesson.say(() => t.hello));
    await talk(lesson, lesson.seats);
    await take("teacher-1", "phone", "light");
  });
  await step("of 6", async () => {
    await talk(lesson, await lesson.fill(6));
    await take("teacher-6", "desktop", "light");
  });
  await step("of 12", async () => {
    await talk(lesson, await lesson.fill(12));
    await take("teacher-12", "tablet", "dark");
  });
  await step("of 28", async () => {
    await talk(lesson, await lesson.fill(28));
    await work(lesson);
    await take("teacher-28-chat", "laptop", "light", openChat);
    await take("student", "laptop", "dark", openChat);
  });
  await step("a question", async () => {
    const id = await answer(lesson);
    await take("student-asked", "phone", "light");
    await take("present-asked", "desktop", "light");
    await take("teacher-28-answers", "laptop", "dark", async (page) => {
      await page.locator(".now-see").first().click();
      await page.locator(".desk-aside").waitFor();
    });
    await lesson.desk("PATCH", `/resources/${id}`, {
      present: false,
      closed: true,
    });
  });
  await step("drawing boards", async () => {
    await draw(lesson);
    await take("present-boards", "desktop", "dark");
  });
  await step("groups", async () => {
    await makeGroups(lesson, 7);
    await take(
      "teacher-28-groups",
      "laptop",
      "light",
      openTab(() => review.tabs.groups),
    );
  });
  await step("a class of 40", async () => {
    await talk(lesson, await lesson.fill(40));
    await take("teacher-40", "projector", "dark");
  });
});

testLesson(languages[1], async (lesson, take, step) => {
  await step("a class of 28", async () => {
    await lesson.fill(28);
    await lesson.write(lesson.teacher, lesson.say(() => t.hello));
    await talk(lesson, lesson.seats);
    await work(lesson);
    await take("teacher-28", "desktop", "dark");
    await take("teacher-28-chat", "laptop", "light", openChat);
  });
  await step("a question", async () => {
    await answer(lesson);
    await take("student-asked", "phone", "dark");
    await take("present-asked", "projector", "light");
  });
});
