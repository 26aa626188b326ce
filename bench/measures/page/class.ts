/** A class for measuring a page that is in it: pupils who talk and ask as fast as they are told to, and who sits before it. */
import { documents } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { SessionView } from "../../../classroom/model/views.ts";
import {
  createSession,
  expectNames,
  join,
  signUp,
  teachersSeat,
  type Visitor,
} from "../../../tests/people.ts";
import { startServer, swiftStudents } from "../../../tests/server.ts";
import { Reader } from "../../frames.ts";
import { HomeroomSeat } from "../../homeroom_driver.ts";
import { startModel } from "../../start_model.ts";
import { steadily } from "../../steadily.ts";

/** What people say: short, long, a list, code, a table. */
export const said = [
  "I think that it is the second one.",
  "Yes!",
  "**Photosynthesis** takes place in the *chloroplasts*, and only while there is light; " +
  "at night the plant breathes like we do. See https://school.example/leaf",
  "- light\n- water\n- carbon dioxide",
  "`2 + 2` is 4, or what do you say?",
  "> what about the roots?\n\nThey have none.",
  "| organ | does |\n|---|---|\n| leaf | breathes |\n| root | drinks |",
  "```js\nconst leaf = { green: true };\n```",
];

/** So many are put into a room in a second. */
const fillPace = 400;

/** A class with a server and a model of its own. */
export interface MeasuredClass {
  readonly url: string;
  readonly teacher: Visitor;
  readonly session: SessionView;
  readonly desk: Place;
  /** One pupil more joins, whose page is measured: has missed nothing of what was said before. */
  enter(): Promise<Place>;
  /** One pupil after the other says something. */
  speak(n: number): void;
  /** Pupil `n` asks, in the conversation of theirs: so many words a second for so many seconds. */
  ask(n: number, perSecond: number, seconds: number): void;
  /** Somebody asks from another device of theirs, always in the same conversation. */
  askAs(who: Place, perSecond: number, seconds: number): void;
  /** Fills the main room until this many messages of people are in it. */
  fill(messages: number): Promise<void>;
  /** Opens two groups, with somebody in the first, which is the only one that they see. */
  group(member: string): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Somebody whose page is measured; what they ask is asked on another device. */
export interface Place {
  readonly visitor: Visitor;
  readonly member: string;
  readonly device: HomeroomSeat;
  readonly conversation: string;
}

/** Opens one with so many pupils besides the one who is measured. */
export async function openClass(count: number): Promise<MeasuredClass> {
  const model = await startModel();
  const server = await startServer({
    ...swiftStudents,
    OPENAI_BASE_URL: model.address,
    OPENAI_MODEL: "words",
    // Nobody is put off while an hour is made to pass in half a minute.
    ASSISTANT_CLASS_TOKENS: "1000000000",
    ASSISTANT_ADDRESS_TOKENS: "1000000000",
    ASSISTANT_SERVER_TOKENS: "1000000000",
  });
  const teacher = await signUp(server);
  const session = await createSession(teacher);
  await teacher.get(200, "PATCH", `/api/sessions/${session.id}`, {
    limits: { perMinute: null, tokens: null },
  });
  const names = Array.from({ length: count }, (_, n) => `Student no${n}`);
  await expectNames(teacher, session, [...names, "Amy"]);
  const pupils: HomeroomSeat[] = [];
  const reader = new Reader();
  for (const name of names) {
    const { visitor, member } = await join(server, session.code, name);
    const pupil = new HomeroomSeat(visitor, session.id, member, reader);
    await pupil.open();
    pupils.push(pupil);
  }
  const devices: HomeroomSeat[] = [];
  const place = async (visitor: Visitor, member: string): Promise<Place> => {
    const device = new HomeroomSeat(visitor, session.id, member, reader);
    await device.open();
    devices.push(device);
    return { visitor, member, device, conversation: newId() };
  };
  const desk = await place(teacher, session.member);
  const conversations = pupils.map(() => newId());
  const speak = (n: number) =>
    pupils[n * 7 % count].put({
      id: newId(),
      kind: "say",
      room: "main",
      text: `${n}: ${said[n % said.length]}`,
    });
  return {
    url: server.url,
    teacher,
    session,
    desk,
    async enter() {
      const joined = await join(server, session.code, "Amy");
      return await place(joined.visitor, joined.member);
    },
    speak,
    ask: (n, ...how) => ask(pupils[n], conversations[n], ...how),
    askAs: ({ device, conversation }, ...how) =>
      ask(device, conversation, ...how),
    async fill(messages) {
      const seat = teachersSeat(teacher, session);
      try {
        const room = seat.open(documents.room(session.id, "main"));
        await room.synced();
        const before = seat.messages().length;
        await steadily(
          fillPace,
          (messages - before) / fillPace,
          (n) => speak(before + n),
        );
        await room.until(
          () => seat.messages().length >= messages,
          "all was said",
        );
      } finally {
        seat.close();
      }
    },
    async group(member) {
      const path = `/api/sessions/${session.id}/breakouts`;
      const { body: { rooms } } = await teacher.get(
        201,
        "POST",
        `${path}/rooms`,
        { names: ["Red", "Blue"] },
      );
      const moves = [{ member, room: rooms[0].id }];
      await teacher.get(200, "POST", `${path}/moves`, { moves });
      await teacher.get(200, "POST", `${path}/start`, {});
    },
    async [Symbol.asyncDispose]() {
      for (const seat of [...pupils, ...devices]) seat.close();
      await server.stop();
      await model.stop();
    },
  };
}

/** Asks for an answer of such a pace and length, with all that Markdown has. */
function ask(
  seat: HomeroomSeat,
  conversation: string,
  perSecond: number,
  seconds: number,
): void {
  const text = `${perSecond} words a second for ${seconds} s, in Markdown`;
  seat.put({ id: newId(), kind: "ask", conversation, text });
}
