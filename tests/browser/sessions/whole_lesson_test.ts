import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { calls } from "texts/calls.ts";
import { desk as desks } from "texts/desk.ts";
import { frame } from "texts/everywhere.ts";
import { notesMark } from "texts/notes_mark.ts";
import { observing } from "texts/people_observing.ts";
import { classPage } from "texts/sessions_class.ts";
import { asked } from "texts/sharing_class.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { joinClass, makeTeacherSeat, Seat, signUp } from "../../people.ts";
import {
  exactButton,
  joinCall,
  joinUnmuted,
  makeTalkingClass,
} from "../calls/talking_class.ts";
import { type Stage, testStage as test, waitForAnswer } from "../stage.ts";
import { readShifts, watchShifts } from "./shifts.ts";

/** Maximum sums of a page's layout shifts in a lesson; half of a teacher's are groups' tabs and a screen in the chat. */
const maxShift = 0.02, maxTeacherShift = 0.04;

const laptop = { width: 1366, height: 768 };
const phone = { width: 360, height: 740 };

test("in a whole lesson the pages of teacher, students and wall hardly shift (V-5)", async (stage) => {
  const lesson = await beginLesson(stage);
  const { part, sums, found } = watchLesson(stage, lesson.pages);
  await firstHalf(lesson, part);
  await aQuiz(lesson, afterPresses(part));
  await interruptions(lesson, afterPresses(part));
  await aCall(lesson, part);
  await secondHalf(lesson, part);
  for (const [name, sum] of sums) {
    console.log(`layout shift, ${name}: ${sum.toFixed(4)}`);
    const max = name === "the teacher" ? maxTeacherShift : maxShift;
    assert(sum <= max, `${name}: ${sum}\n${found.join("\n")}`);
  }
  for (const seat of lesson.seats) seat.close();
});

type Lesson = Awaited<ReturnType<typeof beginLesson>>;
type Part = (what: string, act: () => Promise<unknown>) => Promise<void>;

async function beginLesson(stage: Stage) {
  const { server } = stage;
  const { teacher, desk, session, students } = await makeTalkingClass(stage, [
    "Amy",
    "Ben",
  ]);
  const [amy, ben] = students;
  const wall = await teacher.context.newPage();
  const pages: readonly [name: string, page: Page, typeof laptop][] = [
    ["the teacher", teacher.page, laptop],
    ["Amy on a laptop", amy.page, laptop],
    ["Ben on a phone", ben.page, phone],
    ["Present", wall, laptop],
  ];
  for (const [, page, size] of pages) {
    await page.setViewportSize(size);
    await page.addInitScript(watchShifts);
  }
  for (const one of [teacher, amy, ben]) await one.page.reload();
  const seats: Seat[] = await Promise.all(
    ["Cleo", "Dan"].map((name) => joinClass(server, session.code, name)),
  );
  await Promise.all(seats.map((seat) => seat.openPage()));
  await teacher.startLesson();
  await wall.goto(`${server.url}/teacher/sessions/${session.id}/present`);
  await wall.locator(".present-join").waitFor();
  for (const one of [teacher, amy]) {
    await one.openChat();
    await one.say(`hello from ${one === amy ? "Amy" : "your teacher"}`);
  }
  return { server, teacher, desk, session, amy, ben, wall, pages, seats };
}

function watchLesson({ step }: Stage, pages: Lesson["pages"]) {
  const known = new Map<Page, number>();
  const sums = new Map(pages.map(([name]) => [name, 0]));
  const found: string[] = [];
  const readNewShifts = async (page: Page) => {
    const all = await readShifts(page);
    const before = known.get(page) ?? 0;
    known.set(page, all.length);
    return all.slice(before);
  };
  const part: Part = (what, act) =>
    step(what, async () => {
      await act();
      for (const [name, page] of pages) {
        for (const { value, what: where } of await readNewShifts(page)) {
          sums.set(name, sums.get(name)! + value);
          found.push(
            `${name}, ${what}: ${value.toFixed(4)} ${where.join("; ")}`,
          );
        }
      }
    });
  return { part, sums, found };
}

async function firstHalf(
  { server, teacher, desk, session, ...lesson }: Lesson,
  part: Part,
) {
  const { amy, ben, seats, wall } = lesson;
  await part("a student joins late, and writes", async () => {
    const eva = await joinClass(server, session.code, "Eva");
    seats.push(eva);
    await eva.openPage();
    await eva.sayAndSee("sorry, I am late");
    await waitForAnswer(
      () => teacher.page.locator(".board-tile").count(),
      5,
    );
  });
  await part("students ask the assistant", async () => {
    for (const seat of seats) {
      seat.queueCommand({
        kind: "ask",
        conversation: newId(),
        text: "what is osmosis",
      });
    }
    await waitForAnswer(
      () =>
        teacher.page.locator('.board-tile-words[data-kind="question"]').count(),
      seats.length,
    );
  });
  await part("the class votes, and sees the results", async () => {
    const { resource } = await desk("POST", "/resources", {
      poll: { kind: "yes-no", anonymous: false },
    });
    const [{ id, choices }] = resource.questions;
    for (const one of [amy, ben]) await exactButton(one, asked.later).click();
    for (const seat of seats) {
      seat.queueCommand({
        kind: "answer",
        resource: resource.id,
        answers: { [id]: [choices[0].id] },
      });
    }
    await teacher.sees(desks.now.answered({ answered: 3, of: 5 }));
    await desk("PATCH", `/resources/${resource.id}`, { present: true });
    await wall.locator(".present-check").waitFor();
    await desk("PATCH", `/resources/${resource.id}`, { showResults: true });
    await wall.locator(".present-bars").waitFor();
    await desk("PATCH", `/resources/${resource.id}`, { closed: true });
  });
  await part("a wall, a page and a drawing board are shared", async () => {
    for (
      const shared of [
        { wall: {} },
        { page: { name: "Our plan", text: "", per: "class" } },
        { drawing: { name: "Board 1", paper: "plain" } },
      ]
    ) await desk("POST", "/resources", shared);
    await teacher.page.locator(".now-more").waitFor();
  });
}

/** A part that begins when the browser no longer excuses shifts by the last press (500 ms). */
function afterPresses(part: Part): Part {
  return (what, act) =>
    part(what, async () => {
      await new Promise((resolve) => setTimeout(resolve, 550));
      await act();
    });
}

async function aQuiz(
  { teacher, desk, seats, wall }: Lesson,
  part: Part,
) {
  const { quiz } = await (await teacher.page.request.post("/api/quizzes", {
    data: {
      name: "Leaves",
      questions: [
        {
          kind: "single",
          text: "Do leaves breathe at night?",
          choices: ["Yes", "No"],
          correct: 1,
        },
        {
          kind: "single",
          text: "What makes a leaf green?",
          choices: ["Chlorophyll", "Water", "Sunlight", "Air"],
          correct: 1,
          explanation:
            "Chlorophyll takes red and blue light, and sends the green light back to our eyes.",
        },
      ],
    },
  })).json();
  const share = async () =>
    (await desk("POST", "/resources", { quiz: quiz.id, pace: "together" }))
      .resource;
  const resource = await share();
  const change = (changes: object) =>
    desk("PATCH", `/resources/${resource.id}`, changes);
  const answer = async (n: number) => {
    const { resource: { questions } } = await desk(
      "GET",
      `/resources/${resource.id}`,
    );
    const [question] = questions.slice(n);
    for (const [at, seat] of seats.entries()) {
      seat.queueCommand({
        kind: "answer",
        resource: resource.id,
        answers: {
          [question.id]: [question.choices[at % question.choices.length].id],
        },
      });
      await waitForAnswer(
        () => wall.locator(".present-dots [data-answered=true]").count(),
        at + 1,
      );
    }
  };
  await part("a quiz is asked, and answered one by one", async () => {
    await wall.locator(".present-choices").waitFor();
    await answer(0);
  });
  await part("its next question is asked, and answered", async () => {
    await change({ step: 1 });
    await wall.getByText("What makes a leaf green?").waitFor();
    await answer(1);
  });
  await part("its results are shown", async () => {
    await change({ showResults: true });
    await wall.locator(".present-explanation").waitFor();
    await change({ closed: true });
  });
}

async function interruptions(
  { server, session, teacher, desk, ben, amy, seats }: Lesson,
  part: Part,
) {
  const banner = ben.page.locator(".chat-banner[data-shown=true]");
  await part("a phone's page loads again, in the chat", async () => {
    await ben.page.reload();
    await ben.openChat();
    await ben.say("I am back");
  });
  await part("a phone loses the network, and has it again", async () => {
    await ben.goOffline();
    await banner.waitFor();
    await ben.say("nobody hears me");
    await ben.goOnline();
    await banner.waitFor({ state: "detached" });
    await teacher.waitForMessage("nobody hears me");
  });
  const { members } = await desk("GET", "/members");
  const told = await Promise.all([amy, ben].map(async (one, n) => {
    const name = ["Amy", "Ben"][n];
    const { id } = members.find((it: { name: string }) => it.name === name);
    const visitor = await one.makeVisitor(server);
    const at = { session: session.id, member: id, as: "member" } as const;
    const seat = new Seat(visitor, at);
    await seat.openPage();
    seat.queueCommand({ kind: "note", text: "I lost my book" });
    return { one, id, seat };
  }));
  for (const { seat } of told) {
    await waitForAnswer(
      () => Promise.resolve(seat.readOutbox().length),
      0,
    );
  }
  await part("a teacher answers a note", async () => {
    for (const { one, id } of told) {
      await desk("POST", `/notes/${id}`, { id: newId(), text: "Come to me" });
      await one.sees(notesMark.answeredBy({ names: "Ms Lin" }));
    }
  });
  for (const { one, seat } of told) {
    await one.page.locator(".arrival").filter({ visible: true })
      .getByRole("button", { name: frame.close }).click();
    seat.close();
  }
  await part("another teacher observes", async () => {
    const wu = await signUp(server, "Ms Wu");
    const { body: { teacher: { email } } } = await wu.ask("GET", "/api/me");
    await desk("PUT", "/invitations", { email });
    const { code } = session;
    const { body } = await wu.askExpecting(201, "POST", "/api/observe", {
      code,
    });
    const observer = makeTeacherSeat(wu, body.session);
    seats.push(observer);
    await observer.sessionDocument.waitUntilSynced();
    for (const one of [teacher, amy]) {
      await one.sees(observing.line({ count: 1, names: "Ms Wu" }));
    }
  });
  await ben.page.locator(".chat-head").getByRole("button", {
    name: frame.close,
  }).click();
}

async function aCall({ teacher, desk, amy, ben }: Lesson, part: Part) {
  const talking = [teacher, amy, ben];
  const tiles = (n: number) =>
    Promise.all(
      talking.map((one) =>
        waitForAnswer(() => one.page.locator(".call-tile").count(), n)
      ),
    );
  await part("a call begins, and all join", async () => {
    await desk("POST", "/call", { rooms: "main" });
    await desk("PATCH", "/call", { cameras: true, screens: true });
    for (const one of [amy, ben]) await joinUnmuted(one);
    await joinCall(teacher);
  });
  await part("two cameras and a screen come", async () => {
    for (const [n, one] of [teacher, ben].entries()) {
      await exactButton(one, calls.cameraOn).click();
      await tiles(n + 1);
    }
    await exactButton(amy, calls.screenOn).click();
    await tiles(3);
  });
  await part("all are muted, and the call is made small", async () => {
    await desk("POST", "/call/mute");
    await amy.sees(calls.mutedByTeacher);
    for (const one of talking) {
      await exactButton(one, calls.makeSmaller).click();
    }
  });
  await part("the call ends, and its end goes by itself", async () => {
    await desk("DELETE", "/call");
    await amy.sees(calls.out.over);
    for (const one of talking) {
      await one.page.locator(".call-bar").waitFor({ state: "detached" });
    }
  });
}

async function secondHalf(
  { teacher, desk, amy, ben, seats, wall }: Lesson,
  part: Part,
) {
  const onBoth = (selector: string) =>
    Promise.all(
      [amy, ben].map((one) =>
        one.page.locator(selector).filter({ visible: true }).first().waitFor()
      ),
    );
  const gone = (page: Page, selector: string) =>
    waitForAnswer(() => page.locator(selector).count(), 0);

  await part("groups, their timer, a hand, a broadcast, and back", async () => {
    await desk("POST", "/breakouts/groups", { of: 2 });
    await desk("POST", "/breakouts/timer", { minutes: 5 });
    await onBoth("[role=timer]");
    await wall.locator(".wall-timer").waitFor();
    seats[0].queueCommand({ kind: "help", on: true });
    await teacher.page.locator(".strip [data-waits=true]").first().waitFor();
    await desk("POST", "/breakouts/broadcast", { text: "Two minutes left" });
    await amy.sees("Two minutes left");
    await wall.locator(".wall-said").waitFor();
  });
  await part("the groups are shown with names, and the code", async () => {
    await desk("PATCH", "/breakouts/present", { shown: true });
    await wall.locator(".present-rooms").waitFor();
    await desk("PATCH", "/breakouts/present", { shown: false });
    await wall.locator(".present-join").waitFor();
    await desk("POST", "/breakouts/stop", { grace: 0 });
    await gone(amy.page, ".chat-timer");
    await gone(wall, ".wall-timer");
  });
  await part("eyes on the teacher", async () => {
    await desk("PATCH", "", { eyesOnMe: { text: "Look here" } });
    await onBoth("dialog.eyes");
    await wall.locator(".present-eyes").waitFor();
    await desk("PATCH", "", { eyesOnMe: null });
    for (const one of [amy, ben]) await gone(one.page, "dialog.eyes");
  });
  await part("the teacher ends the class", async () => {
    await desk("POST", "/end");
    await amy.sees(classPage.ending);
    await teacher.page.locator(".desk-notices .notice").first().waitFor();
  });
}
