/**
 * The load of `answers.ts`, in a process of its own: a class that chats at a steady rate, in turns with and without a
 * quiz. Its order is its only argument.
 */
import { documents } from "../../classroom/model/documents.ts";
import type { ResourceView } from "../../classroom/resources/resource_view.ts";
import { type Figures, Tally } from "../figures.ts";
import { answerNth, openClass, shareQuiz } from "./answers_class.ts";
import { chatFor, sleep, steadily } from "../steadily.ts";

/** What is measured. */
export interface AnswersOrder {
  url: string;
  pid: number;
  students: number;
  /** How many each answers, one a second. */
  questions: number;
  /** Messages of the chat room a second. */
  messages: number;
  /** How many pairs of windows. */
  pairs: number;
}

/** What came of one pair: the chat room without the quiz and with it, and what a student waits for a tick. */
export interface Quizzed {
  without: Figures;
  with: Figures;
  ticks: Figures;
  /** Commits that had answers in them, and bytes to the teacher's page of the staff's document, a second. */
  commits: number;
  bytes: number;
  /** Answers that nobody ticked, or that are not among the results. */
  lost: number;
}

const order: AnswersOrder = JSON.parse(Deno.args[0]);
const { url, pid, students, questions, messages, pairs } = order;

const place = { url, wsUrl: url.replace("http", "ws") };
const lesson = await openClass(place, students);
const { teacher, session, seats, desk } = lesson;
let commits = 0;
const staff = await desk.watch(
  documents.staff(session.id),
  () => commits++,
);
const chat = new Tally();
for (const seat of [...seats, desk]) seat.onSeen = (seen) => chat.see(seen);

const speak = (n: number) => seats[n * 7 % seats.length].say(chat.say());
/** The chat room for a while. */
const window = () =>
  chatFor(questions, {
    pid,
    tally: chat,
    messages,
    speak,
    heard: students + 1,
  });

/** With everybody answering. */
async function quizzed(): Promise<Omit<Quizzed, "without">> {
  const quiz = await shareQuiz(lesson, questions);
  const ticks = new Tally();
  ticks.begin();
  const latin = new TextDecoder("latin1");
  /** What each waits for: the first frame of their own document that names the question. */
  const open = seats.map(() => new Map<string, number>());
  for (const [n, seat] of seats.entries()) {
    seat.watchOwn((frame) => {
      if (open[n].size === 0) return;
      const text = latin.decode(frame);
      for (const [question, answer] of open[n]) {
        if (!text.includes(question)) continue;
        open[n].delete(question);
        ticks.see([answer]);
      }
    });
  }
  await sleep(500);
  const answer = (n: number) => {
    const number = ticks.say();
    const { who, question } = answerNth(lesson, quiz, n);
    open[who].set(question, number);
  };
  const before = { commits, bytes: staff.received };
  const [chatted] = await Promise.all([
    window(),
    steadily(students, questions, answer),
  ]);
  for (let left = 250; left > 0 && ticks.delivered < ticks.said; left--) {
    await sleep(20);
  }
  const { body } = await teacher.get(
    200,
    "GET",
    `/api/sessions/${session.id}/resources/${quiz.id}`,
  );
  const { answers } = body as ResourceView;
  return {
    with: chatted,
    ticks: ticks.percentiles(),
    commits: (commits - before.commits) / questions,
    bytes: (staff.received - before.bytes) / questions,
    lost: 2 * ticks.said - ticks.delivered - answers.length,
  };
}

// Everything has run once.
await steadily(messages, 2, speak);
for (let n = 0; n < pairs; n++) {
  // What warms up or ages does so for both.
  if (n % 2 === 0) {
    const without = await window();
    console.log(JSON.stringify({ without, ...await quizzed() }));
  } else {
    const quiz = await quizzed();
    console.log(JSON.stringify({ ...quiz, without: await window() }));
  }
  await sleep(500);
}
// Sockets are still open, and nobody is to be waited for.
Deno.exit(0);
