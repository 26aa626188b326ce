/**
 * The lesson of `hostile.ts`: 27 pupils and their teacher chat at a steady rate, first in peace, then beside a pupil
 * who attacks; pupils who are late and one who comes back get in meanwhile. Its order is its only argument.
 */
import { createSession, join, signUp, Visitor } from "../../tests/people.ts";
import { upload } from "../../tests/uploading.ts";
import type { Attack, Target } from "../../tests/hostile_pupil.ts";
import { chatFor, sleep, steadily } from "../steadily.ts";
import { type Figures, Tally } from "../figures.ts";
import { Reader } from "../frames.ts";
import type { Attacked, AttackOrder } from "./hostile_attack.ts";
import { lines } from "../host.ts";
import { HomeroomSeat } from "../homeroom_driver.ts";
import { nice, startLoad } from "../process.ts";
import { Seat } from "../../tests/people.ts";

/** What is measured. */
export interface LessonOrder {
  url: string;
  pid: number;
  /** How long each of the two windows is. */
  seconds: number;
  attacks: readonly Attack[];
}

/** What came of it. */
export interface Lesson {
  peace: Figures;
  attacked: Figures;
  attack: Attacked;
  /** How long each who came late waited until they were in, in ms; null: they never were. */
  late: (number | null)[];
  /** The same for who came back in the same browser, and in another one. */
  back: (number | null)[];
  /** How long a teacher's sign-in on a new browser took, in ms. */
  signIn: number | null;
  /** Pupils whose connection was ended. */
  lockedOut: number;
}

const { url, pid, seconds, attacks }: LessonOrder = JSON.parse(Deno.args[0]);
const pupils = 27, messages = 8, patience = 60_000;

const place = { url, wsUrl: url.replace("http", "ws") };
const reader = new Reader();
const name = "Ms Lin";
const teacher = await signUp(place, name);
const session = await createSession(teacher);
const { body: me } = await teacher.get(200, "GET", "/api/me");
const seats: HomeroomSeat[] = [];
for (let n = 0; n < pupils; n++) {
  const { visitor, member } = await join(place, session.code, `Pupil no${n}`);
  seats.push(new HomeroomSeat(visitor, session.id, member, reader));
}
const desk = new HomeroomSeat(teacher, session.id, session.member, reader);
for (const seat of [...seats, desk]) await seat.open();

let lockedOut = 0;
for (const seat of seats) seat.onClose = () => lockedOut++;
const tally = new Tally();
for (const seat of [...seats, desk]) {
  // A reaction names its message again.
  const seen = new Set<number>();
  seat.onSeen = (numbers) => {
    const fresh = numbers.filter((number) => !seen.has(number));
    for (const number of fresh) seen.add(number);
    tally.see(fresh);
  };
}
const speak = (n: number) => seats[n * 7 % seats.length].say(tally.say());

const bytes = new TextEncoder().encode("the secret of a classmate");
const victim = new Seat(seats[0].visitor, {
  session: session.id,
  member: seats[0].member,
  as: "member",
});
const files = [await upload(victim, { name: "mine.txt", bytes })];

/** The chat room for a while. */
const window = () =>
  chatFor(seconds, { pid, tally, messages, speak, heard: seats.length + 1 });

/** Tries as a page does until it is in; how long that took. A wait for the teacher is ended by the teacher. */
async function getIn(visitor: Visitor, name: string): Promise<number | null> {
  const began = performance.now();
  while (performance.now() - began < patience) {
    const answer = await visitor.ask("POST", "/api/join", {
      code: session.code,
      name,
    });
    if (answer.status === 200 || answer.status === 201) {
      return performance.now() - began;
    }
    if (answer.status === 202) {
      await teacher.ask(
        "POST",
        `/api/sessions/${session.id}/waiting/${answer.body.waiting}`,
        { decision: "let-in" },
      );
      const in_ = await visitor.ask(
        "GET",
        `/api/waiting/${answer.body.waiting}`,
      );
      if (in_.status < 202) return performance.now() - began;
    }
    const after = Number(answer.headers.get("retry-after") ?? 0.2);
    await sleep(1000 * after);
  }
  return null;
}

async function signIn(): Promise<number | null> {
  const began = performance.now();
  const visitor = new Visitor(place);
  while (performance.now() - began < patience) {
    const answer = await visitor.ask("POST", "/api/login", {
      email: me.teacher.email,
      password: "correct horse",
    });
    if (answer.status === 200) return performance.now() - began;
    await sleep(1000 * Number(answer.headers.get("retry-after") ?? 0.2));
  }
  return null;
}

await steadily(messages, 2, speak);
const peace = await window();

const target: Target = {
  code: session.code,
  session: session.id,
  teacher: { name, email: me.teacher.email },
  files,
};
const order: AttackOrder = { url, target, attacks };
// Whoever measures goes before whoever attacks.
const child = startLoad(
  new URL("hostile_attack.ts", import.meta.url),
  [JSON.stringify(order)],
  { before: nice, stdin: "piped" },
);
const told = lines<unknown>(child.stdout);
await told.next();
await sleep(2000);
const last = seats.pop()!;
last.onClose = () => {};
last.close();
const [attacked, signedIn, late, back] = await Promise.all([
  window(),
  signIn(),
  Promise.all(
    [0, 1, 2].map((n) => getIn(new Visitor(place), `Late no${n}`)),
  ),
  Promise.all([
    getIn(last.visitor, "Pupil no26"),
    getIn(new Visitor(place), "Pupil no26"),
  ]),
]);
await child.stdin.close();
const attack = (await told.next()).value as Attacked;
const lesson: Lesson = {
  peace,
  attacked,
  attack,
  late,
  back,
  signIn: signedIn,
  lockedOut,
};
console.log(JSON.stringify(lesson));
Deno.exit(0);
