/**
 * How soon a crowd finds its groups: 300 students join within five seconds while groups fill by themselves, and
 * each opens the session as a page does. Measured from the answer to their join until they see their group.
 */
import assert from "node:assert/strict";
import * as decoding from "lib0/decoding";
import * as Y from "yjs";
import { documents } from "../../classroom/model/documents.ts";
import type { Member } from "../../classroom/model/members.ts";
import {
  createSession,
  expectNames,
  join,
  type Seat,
  signUp,
} from "../../tests/people.ts";
import { startServer } from "../../tests/server.ts";
import { emptyState, STEP1, syncFrame } from "../frames.ts";
import { Wire } from "../wire.ts";

const students = 300, within = 5000, capacity = 4;

const server = await startServer();
const wires: Wire[] = [];

/**
 * Opens the session as a page does and resolves with the group once it is there; what comes later is read off
 * the wire and not looked at, since three hundred devices do not share one core.
 */
async function groupOf({ visitor, session, member }: Seat): Promise<string> {
  const doc = new Y.Doc();
  const found = Promise.withResolvers<string>();
  let room: string | null | undefined;
  const look = (frame: Uint8Array) => {
    if (typeof room === "string" || frame[0] !== 0 || frame[1] === STEP1) {
      return;
    }
    const decoder = decoding.createDecoder(frame.slice(2));
    Y.applyUpdate(doc, decoding.readVarUint8Array(decoder));
    room = doc.getMap<Member>("members").get(member)?.room;
    if (typeof room === "string") found.resolve(room);
  };
  const url = `${server.wsUrl}/sync/${
    documents.session(session)
  }?v=1&as=member`;
  const wire = await Wire.open(url, look, visitor.headers());
  wires.push(wire);
  wire.send(syncFrame(STEP1, emptyState));
  return await found.promise;
}

try {
  const teacher = await signUp(server);
  const session = await createSession(teacher, {
    breakouts: { auto: true, capacity },
  });
  const names = Array.from({ length: students }, (_, n) => `Student no${n}`);
  await expectNames(teacher, session, names);
  const began = performance.now();
  const one = async (n: number) => {
    const wait = n * within / students - (performance.now() - began);
    await new Promise((go) => setTimeout(go, Math.max(0, wait)));
    const asked = performance.now();
    const seat = await join(server, session.code, names[n]);
    const answered = performance.now();
    const room = await groupOf(seat);
    return {
      join: answered - asked,
      group: performance.now() - answered,
      room,
    };
  };
  const all = await Promise.all(
    Array.from({ length: students }, (_, n) => one(n)),
  );
  const took = performance.now() - began;
  const sizes = Map.groupBy(all, ({ room }) => room).values()
    .map(({ length }) => length).toArray();
  assert.deepEqual(sizes, Array(students / capacity).fill(capacity));
  const part = (what: "join" | "group", share: number) => {
    const times = all.map((each) => each[what]).sort((a, b) => a - b);
    return times[Math.min(times.length - 1, Math.floor(times.length * share))]
      .toFixed(0);
  };
  console.log(
    `${students} students joined within ${
      (took / 1000).toFixed(1)
    } s, ${sizes.length} groups of ${capacity}`,
  );
  for (const what of ["join", "group"] as const) {
    console.log(
      `${
        what === "join" ? "answer to the join" : "then their group on screen"
      }: median ${part(what, 0.5)} ms, 99 % within ${
        part(what, 0.99)
      } ms, all within ${part(what, 1)} ms`,
    );
  }
} finally {
  wires.forEach((wire) => wire.close());
  await server.stop();
}
