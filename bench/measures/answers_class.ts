/** A class that answers a quiz, for the measures of it: members as `homeroom_driver.ts` has them. */
import { newId } from "../../classroom/model/ids.ts";
import type { SharedQuiz } from "../../classroom/model/resources/shared.ts";
import type { SessionView } from "../../classroom/model/views.ts";
import {
  createSession,
  expectNames,
  join,
  type Place,
  signUp,
  type Visitor,
} from "../../tests/people.ts";
import { Reader } from "../frames.ts";
import { HomeroomSeat } from "../homeroom_driver.ts";

/** A class with everybody connected. */
export interface QuizClass {
  teacher: Visitor;
  session: SessionView;
  seats: HomeroomSeat[];
  /** The teacher's. */
  desk: HomeroomSeat;
}

/** Opens one with so many students. */
export async function openClass(
  place: Place,
  students: number,
): Promise<QuizClass> {
  const reader = new Reader();
  const teacher = await signUp(place);
  const session = await createSession(teacher);
  const names = Array.from({ length: students }, (_, n) => `Student no${n}`);
  await expectNames(teacher, session, names);
  const seats: HomeroomSeat[] = [];
  for (const name of names) {
    const { visitor, member } = await join(place, session.code, name);
    seats.push(new HomeroomSeat(visitor, session.id, member, reader));
  }
  const desk = new HomeroomSeat(teacher, session.id, session.member, reader);
  for (const seat of [...seats, desk]) await seat.open();
  return { teacher, session, seats, desk };
}

/** Gives the class a quiz of so many questions. */
export async function shareQuiz(
  { teacher, session }: QuizClass,
  questions: number,
): Promise<SharedQuiz> {
  const { body: { quiz } } = await teacher.get(201, "POST", "/api/quizzes", {
    name: "Numbers",
    questions: Array.from({ length: questions }, (_, n) => ({
      kind: "single",
      text: `Which is number ${n}?`,
      choices: ["one", "two", "three", "four"],
      correct: n % 4,
      points: 1,
    })),
  });
  const path = `/api/sessions/${session.id}/resources`;
  const { body } = await teacher.get(201, "POST", path, { quiz: quiz.id });
  return body.resource;
}

/** The nth answer: one student after another, and then the next question. Gives whose it is, and to what. */
export function answerNth(
  { seats }: QuizClass,
  { id: resource, questions }: SharedQuiz,
  n: number,
): { who: number; question: string } {
  const who = n % seats.length;
  const { id: question, choices } = questions[Math.floor(n / seats.length)];
  const answers = { [question]: [choices![n * 7 % choices!.length].id] };
  seats[who].put({ id: newId(), kind: "answer", resource, answers });
  return { who, question };
}
