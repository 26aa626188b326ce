/** When a class has begun in earnest (N-3). */
import assert from "node:assert/strict";
import * as Y from "yjs";
import type { Member } from "../../../classroom/model/members.ts";
import {
  type ClassSoFar,
  classSoFar,
  hasBegun,
} from "../../../classroom/model/first_thing.ts";

const startsAt = 1_000_000;
const nothing: ClassSoFar = {
  startsAt,
  messages: 0,
  questions: 0,
  hands: 0,
  shared: [],
  breakouts: {},
  call: {},
  hasEyes: false,
};

const table: [what: string, is: Partial<ClassSoFar>, begun: boolean][] = [
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
  Deno.test(`N-3: with ${what} a class ${begun ? "has" : "has not"} begun`, () => {
    assert.equal(hasBegun({ ...nothing, ...is }), begun);
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
  assert.equal(hasBegun(classSoFar(session, staff, main)), false);
  says(lin);
  assert.equal(hasBegun(classSoFar(session, staff, main)), true);
});
