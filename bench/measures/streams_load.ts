/**
 * The load of `streams.ts`, in a process of its own: a class that chats at a steady rate, in turns with and
 * without every student's answer streaming while the teacher watches all of them. Its order is its only argument.
 */
import { documents } from "../../classroom/model/documents.ts";
import { newId } from "../../classroom/model/ids.ts";
import {
  createSession,
  expectNames,
  join,
  signUp,
} from "../../tests/people.ts";
import { chatFor, sleep, steadily } from "../steadily.ts";
import { type Figures, Tally } from "../figures.ts";
import { Reader } from "../frames.ts";
import { HomeroomSeat } from "../homeroom_driver.ts";
import type { Channel } from "../line.ts";

/** What is measured. */
export interface StreamsOrder {
  url: string;
  pid: number;
  students: number;
  /** Words of each answer, and messages of the chat room, a second. */
  words: number;
  messages: number;
  /** How many pairs of windows, and how long each is. */
  pairs: number;
  seconds: number;
}

/** What came of one pair: the chat room without the streams and with them. */
export interface Pair {
  without: Figures;
  with: Figures;
}

const order: StreamsOrder = JSON.parse(Deno.args[0]);
const { url, pid, students, words, messages, pairs, seconds } = order;
/** Answers begin before the window in which they are to be streaming, and go on after it. */
const before = 1, after = 1;

const place = { url, wsUrl: url.replace("http", "ws") };
const reader = new Reader();
const teacher = await signUp(place);
const session = await createSession(teacher);
const seats: HomeroomSeat[] = [];
const names = Array.from({ length: students }, (_, n) => `Student ${n}`);
await expectNames(teacher, session, names);
for (const name of names) {
  const { visitor, member } = await join(place, session.code, name);
  seats.push(new HomeroomSeat(visitor, session.id, member, reader));
}
const desk = new HomeroomSeat(teacher, session.id, session.member, reader);
for (const seat of [...seats, desk]) await seat.open();
await desk.watch(documents.staff(session.id));

const tally = new Tally();
for (const seat of [...seats, desk]) {
  seat.onSeen = (numbers) => tally.see(numbers);
}
const speak = (n: number) => seats[n * 7 % seats.length].say(tally.say());

const conversations = seats.map(() => newId());
const channels: Channel[] = [];

/** Every student asks in the conversation of theirs. */
function ask(forSeconds: number): void {
  for (const [n, seat] of seats.entries()) {
    seat.put({
      id: newId(),
      kind: "ask",
      conversation: conversations[n],
      text: `${words} words a second for ${forSeconds} s`,
    });
  }
}

/** The chat room for a while. */
const window = () =>
  chatFor(seconds, { pid, tally, messages, speak, heard: students + 1 });

/** With the answers streaming; throws where they were not all seen. */
async function streaming(): Promise<Figures> {
  const seen = channels.map(({ received }) => received);
  ask(before + seconds + after);
  await sleep(1000 * before);
  const figures = await window();
  const least = 0.9 * (before + seconds) * words * "words ".length;
  for (const [n, { received }] of channels.entries()) {
    if (received - seen[n] < least) {
      throw new Error("an answer was not streaming while it was measured");
    }
  }
  await sleep(1000 * after + 500);
  return figures;
}

// The conversations are there, and everything has run once.
ask(1);
await steadily(messages, 2, speak);
for (const [n, seat] of seats.entries()) {
  const document = documents.conversation(session.id, conversations[n]);
  channels.push(await seat.watch(document), await desk.watch(document));
}

for (let n = 0; n < pairs; n++) {
  // What warms up or ages does so for both.
  const pair: Pair = n % 2 === 0
    ? { without: await window(), with: await streaming() }
    : await (async () => {
      const figures = await streaming();
      return { with: figures, without: await window() };
    })();
  console.log(JSON.stringify(pair));
}
// Sockets are still open, and nobody is to be waited for.
Deno.exit(0);
