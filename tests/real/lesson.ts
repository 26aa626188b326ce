/** Parts of a lesson shared by the proxy tests, with one Homeroom or several. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { Agent } from "node:https";
import { DefaultHttpStack } from "tus-js-client";
import type { Turn } from "../../classroom/model/conversations.ts";
import { documentNames } from "../../classroom/model/documents.ts";
import { newId } from "../../classroom/model/ids.ts";
import { startModelServer, streamWords } from "../model_server.ts";
import {
  createSession,
  eventually,
  joinClass,
  makeTeacherSeat,
  Seat,
  type ServerAddress,
  signUp,
  type Visitor,
} from "../people.ts";
import type { SessionView } from "../../classroom/model/views.ts";
import {
  beginUpload,
  randomBytesOf,
  readFileBytes,
  sendTusRequest,
  uploadFile,
} from "../uploading.ts";
import { requestHead, sendAndBreakOff } from "./raw.ts";
import type { RunningProxy } from "./front.ts";

export interface RealLesson {
  readonly teacher: Visitor;
  readonly session: SessionView;
  /** The teacher's seat first. */
  readonly seats: readonly Seat[];
}

export async function withLesson(
  place: ServerAddress,
  names: readonly string[],
  hold: (lesson: RealLesson) => Promise<void>,
): Promise<void> {
  const teacher = await signUp(place);
  const session = await createSession(teacher);
  const seats = [makeTeacherSeat(teacher, session)];
  try {
    for (const name of names) {
      seats.push(await joinClass(place, session.code, name));
    }
    await Promise.all(seats.map((seat) => seat.openPage()));
    await hold({ teacher, session, seats });
  } finally {
    for (const seat of seats) seat.close();
  }
}

/** Members chat during `work`; then all have every message once, in one order. */
export async function chatDuring(
  { seats }: RealLesson,
  work: () => Promise<void>,
): Promise<void> {
  const before = seats[0].readMessages().length;
  const said = seats.map((): string[] => []);
  const talking = setInterval(() => {
    for (const [n, seat] of seats.entries()) {
      // Stays within the device's outbox.
      if (seat.readOutbox().length < 50) {
        said[n].push(seat.queueMessage(`${said[n].length}`));
      }
    }
  }, 100);
  try {
    await until(seats[0], () => seats[0].readMessages().length > before + 10);
    await work();
    const after = seats[0].readMessages().length;
    await until(seats[0], () => seats[0].readMessages().length > after + 10);
  } finally {
    clearInterval(talking);
  }
  const all = before + said.flat().length;
  for (const seat of seats) {
    await until(seat, () => seat.readMessages().length === all);
    assert.deepEqual(seat.readMessages(), seats[0].readMessages());
  }
  for (const [n, { member }] of seats.entries()) {
    const own = seats[0].readMessages().slice(before)
      .filter(({ from }) => from === member).map(({ id }) => id);
    assert.deepEqual(own, said[n]);
  }
}

function until(seat: Seat, condition: () => boolean): Promise<void> {
  return seat.room.waitUntil(condition, "all that was said was there");
}

/** A model that pauses each answer after three words. */
export function startPausingModel() {
  let goOn = () => {};
  const server = startModelServer(() => {
    const { promise, resolve } = Promise.withResolvers<void>();
    goOn = resolve;
    const words = Array.from({ length: 6 }, (_, n) => `word${n} `);
    return streamWords(words, { hold: { after: 3, until: promise } });
  });
  return { ...server, goOn: () => goOn() };
}

/** an answer's words stream to the student and the teacher. */
export async function assertStreamedWords(
  { seats: [teacher, amy] }: RealLesson,
  model: ReturnType<typeof startPausingModel>,
): Promise<void> {
  const conversation = newId();
  amy.queueCommand({ kind: "ask", conversation, text: "Why?" });
  await amy.own.waitUntil(
    () => amy.own.doc.getMap("conversations").has(conversation),
    "it was listed",
  );
  const name = documentNames.conversation(amy.session, conversation);
  const shows = (seat: Seat, what: string, good: (turn?: Turn) => boolean) => {
    const open = seat.open(name);
    const turns = () => open.doc.getArray("turns").toJSON() as Turn[];
    return open.waitUntil(() => good(turns()[1]), what);
  };
  for (const seat of [amy, teacher]) {
    await shows(
      seat,
      "its first words were there",
      (turn) =>
        turn?.text.includes("word2") === true && turn.state === "streaming",
    );
  }
  model.goOn();
  for (const seat of [amy, teacher]) {
    await shows(
      seat,
      "it was whole",
      (turn) => turn?.text.includes("word5") === true && turn.state === "done",
    );
  }
}

/** C-5: the largest file resumes after a cut in mid-part, and is read in whole and in part. */
export async function assertLargeFileResumes(
  { seats: [, amy, ben] }: RealLesson,
  front: RunningProxy,
): Promise<void> {
  const bytes = randomBytesOf(52_428_800);
  const { visitor, session } = amy;
  const begun = await beginUpload(visitor, session, bytes.length, {
    name: "film.mp4",
    type: "video/mp4",
  });
  assert.equal(begun.status, 201);
  await begun.body?.cancel();
  const path = begun.headers.get("location")!;
  const id = path.split("/").at(-1)!;
  const lines = requestHead("PATCH", `/api/files/${id}`, {
    ...visitor.headers(),
    "tus-resumable": "1.0.0",
    "upload-offset": "0",
    "content-type": "application/offset+octet-stream",
    "content-length": String(5 << 20),
  });
  await sendAndBreakOff(front, lines, bytes.subarray(0, 3 << 20));
  const offset = async () => {
    const answer = await sendTusRequest(visitor, "HEAD", id);
    return Number(answer.headers.get("upload-offset"));
  };
  const kept = await eventually(
    offset,
    (at) => at > 0,
    "what has come was kept",
  );
  assert.ok(kept <= 3 << 20, `${kept} bytes were kept`);
  await uploadFile(amy, { bytes }, {
    uploadUrl: `${front.url}/api/files/${id}`,
    // Without this, Deno's Node client stalls in the second large request on a TLS connection.
    httpStack: new DefaultHttpStack({ agent: new Agent({ keepAlive: false }) }),
  });
  const message = amy.queueCommand({ kind: "say", room: "main", file: id });
  await ben.waitForMessage(message);
  const whole = await readFileBytes(ben.visitor, id);
  assert.equal(whole.status, 200);
  assert.ok(Buffer.from(await whole.bytes()).equals(Buffer.from(bytes)));
  const part = await readFileBytes(ben.visitor, id, {
    range: "bytes=30000000-30000009",
  });
  assert.equal(part.status, 206);
  assert.deepEqual(await part.bytes(), bytes.slice(30_000_000, 30_000_010));
}
