/** The head of a student's page (N-6), and when a class has begun (N-3). */
import assert from "node:assert/strict";
import {
  broadcastHeadMs,
  findClassHead,
} from "../../../classroom/model/class_head.ts";
import type { Member } from "../../../classroom/model/members.ts";
import type { Message } from "../../../classroom/model/messages.ts";
import * as Y from "yjs";
import {
  type ClassProgress,
  hasAnythingHappened,
  readClassProgress,
} from "../../../classroom/model/class_progress.ts";

const members: Record<string, Member> = {
  lin: { name: "Ms Lin", role: "teacher", joinedAt: 1, room: null },
  amy: { name: "Amy", role: "student", joinedAt: 2, room: null },
};

const text = (id: string, at: number, from = "lin"): Message => ({
  kind: "text",
  id,
  at,
  from,
  text: id,
});

const broadcast = (id: string, at: number): Message => ({
  ...text(id, at),
  kind: "broadcast",
  text: id,
  broadcast: id,
});

Deno.test("the head is the last line of a teacher, and has no end (N-6)", () => {
  const main = [text("hello", 10), text("me too", 20, "amy")];
  const { teacher, line } = findClassHead(members, { main }, 1e12);
  assert.equal(teacher, "Ms Lin");
  assert.deepEqual(line, {
    id: "hello",
    at: 10,
    name: "Ms Lin",
    text: "hello",
  });
});

Deno.test("a broadcast heads the page for five minutes, then the line before it does (V3)", () => {
  const main = [text("hello", 10), broadcast("two minutes left", 20)];
  const headAt = (now: number) =>
    findClassHead(members, { main }, now).line?.id;
  assert.equal(headAt(20), "two minutes left");
  assert.equal(headAt(20 + broadcastHeadMs - 1), "two minutes left");
  assert.equal(headAt(20 + broadcastHeadMs), "hello");
});

Deno.test("of groups' messages only a broadcast heads the page, while they are open (V3)", () => {
  const main = [text("hello", 10)];
  const groups = [[broadcast("two minutes left", 20), text("for you", 30)]];
  const headOf = (said: Parameters<typeof findClassHead>[1]) =>
    findClassHead(members, said, 40).line;
  assert.equal(headOf({ main, groups })?.id, "two minutes left");
  assert.equal(headOf({ main, groups })?.until, 20 + broadcastHeadMs);
  assert.equal(headOf({ main })?.id, "hello");
  const later = [...main, text("back to work", 35)];
  assert.equal(headOf({ main: later, groups })?.id, "back to work");
});

const startsAt = 1_000_000;

const nothing: ClassProgress = {
  startsAt,
  messages: 0,
  questions: 0,
  hands: 0,
  shared: [],
  breakouts: {},
  call: {},
  hasEyes: false,
};

const table: [what: string, is: Partial<ClassProgress>, begun: boolean][] = [
  ["nothing", {}, false],
  ["a message of staff", { messages: 1 }, true],
  ["a question to the assistant", { questions: 1 }, true],
  ["a raised hand", { hands: 1 }, true],
  ["a poll", { shared: [startsAt + 1] }, true],
  ["what was prepared ahead", { shared: [startsAt - 60_000] }, false],
  ["what the class before had", { shared: [startsAt] }, false],
  ["more than was prepared", { shared: [startsAt, startsAt + 9] }, true],
  ["groups that were prepared", { breakouts: { auto: false } }, false],
  ["groups that were opened", { breakouts: { auto: false, open: true } }, true],
  ["automatic groups", { breakouts: { auto: true, open: true } }, false],
  ["a timer in these", {
    breakouts: { auto: true, open: true, endsAt: startsAt + 60_000 },
  }, true],
  ["a call", { call: { main: startsAt + 5 } }, true],
  ["a call in all groups", { call: { groups: startsAt + 5 } }, true],
  ["what a call allows", { call: { cameras: true } }, false],
  ["eyes on me", { hasEyes: true }, true],
];

for (const [what, is, begun] of table) {
  Deno.test(`with ${what} a class ${begun ? "has" : "has not"} begun (N-3)`, () => {
    assert.equal(hasAnythingHappened({ ...nothing, ...is }), begun);
  });
}

Deno.test("a student's chat line does not begin a class, a teacher's does (V14)", () => {
  const [session, staff, main] = [new Y.Doc(), new Y.Doc(), new Y.Doc()];
  const members = session.getMap<Member>("members");
  const [amy, lin] = (["student", "teacher"] as const).map((role) => {
    members.set(role, { name: role, role, joinedAt: 0, room: null });
    return role;
  });
  const says = (from: string) =>
    main.getArray("messages").push([{ kind: "text", from, text: "hello" }]);
  says(amy);
  assert.equal(
    hasAnythingHappened(readClassProgress(session, staff, main)),
    false,
  );
  says(lin);
  assert.equal(
    hasAnythingHappened(readClassProgress(session, staff, main)),
    true,
  );
});
