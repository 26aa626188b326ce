/** A1, A3, A5: who may have which document, as the whole table of role × document × state. */
import assert from "node:assert/strict";
import { access, type Facts } from "../../classroom/access.ts";
import type { Who } from "../../classroom/identity.ts";
import { parseDocument } from "../../classroom/layout.ts";
import {
  documents as names,
  type Member,
  newId,
} from "../../classroom/schema.ts";

const s = newId(), amy = newId(), lin = newId(), ben = newId();
const mine = newId(), other = newId(), gone = newId(), left = newId();

const documents: Record<string, string> = {
  session: names.session(s),
  main: names.room(s, "main"),
  "my room": names.room(s, mine),
  "another room": names.room(s, other),
  "a room I have left": names.room(s, left),
  "no such room": names.room(s, gone),
  "my own": names.member(s, amy),
  "the teacher's own": names.member(s, lin),
  "another's own": names.member(s, ben),
  staff: names.staff(s),
  "my conversation": names.conversation(s, newId()),
  "another's conversation": names.conversation(s, newId()),
  "the teacher's conversation": names.conversation(s, newId()),
  "no such conversation": names.conversation(s, newId()),
  "another session": names.session(newId()),
  "a name that is none": `${s}/session/x`,
};

type Cell = "read" | "own" | 4404 | "left";

/** Students: what each document is while the class runs; what was theirs is taken away, nothing else. */
const student: Record<string, Cell> = {
  session: "read",
  main: "read",
  "my room": "read",
  "another room": 4404,
  "a room I have left": "left",
  "no such room": 4404,
  "my own": "own",
  "the teacher's own": 4404,
  "another's own": 4404,
  staff: 4404,
  "my conversation": "read",
  "another's conversation": 4404,
  "the teacher's conversation": 4404,
  "no such conversation": 4404,
  "another session": 4404,
  "a name that is none": 4404,
};

const teacher: Record<string, Cell> = {
  session: "read",
  main: "read",
  "my room": "read",
  "another room": "read",
  "a room I have left": "read",
  "no such room": 4404,
  "my own": 4404,
  "the teacher's own": "own",
  "another's own": 4404,
  staff: "read",
  "my conversation": "read",
  "another's conversation": "read",
  "the teacher's conversation": "read",
  "no such conversation": 4404,
  "another session": 4404,
  "a name that is none": 4404,
};

const entry = (role: Member["role"], more: Partial<Member> = {}): Member => ({
  name: "N",
  role,
  joinedAt: 0,
  room: role === "student" ? mine : null,
  ...more,
});
const rooms = new Set([mine, other, left]);
const former = [left];
const asAmy: Who = { role: "student", session: s, member: amy };
const asLin: Who = {
  role: "teacher",
  session: s,
  member: lin,
  teacher: newId(),
};

/** Whose each conversation is. */
const owners: Record<string, string> = {
  "my conversation": amy,
  "another's conversation": ben,
  "the teacher's conversation": lin,
};

/** What of the session does not depend on the document. */
type Given = Omit<Facts, "collect" | "former" | "owner">;

function answer(
  who: Who,
  document: string,
  session: Given,
  collect = true,
): string | number {
  const facts = { ...session, collect, former, owner: owners[document] };
  const given = access(who, parseDocument(documents[document] ?? ""), facts);
  return typeof given === "string" ? given : `${given.code} ${given.reason}`;
}

const granted = (cell: Cell) =>
  cell === 4404
    ? "4404 not-found"
    : cell === "left"
    ? "4403 not-in-room"
    : cell;

const denied = (cell: Cell, taken: string) =>
  cell === 4404 ? "4404 not-found" : taken;

for (const state of ["scheduled", "active", "ending"] as const) {
  Deno.test(`A1: what each has while the session is ${state}`, () => {
    for (const [document, cell] of Object.entries(student)) {
      const facts = { state, member: entry("student"), rooms };
      const expected = granted(cell);
      assert.equal(answer(asAmy, document, facts), expected, document);
    }
    for (const [document, cell] of Object.entries(teacher)) {
      const facts = { state, member: entry("teacher"), rooms };
      const expected = granted(cell);
      assert.equal(answer(asLin, document, facts), expected, document);
    }
  });
}

Deno.test("A3: after the end students have nothing, the teacher reads on and writes no more", () => {
  for (const [document, cell] of Object.entries(student)) {
    const facts: Given = { state: "ended", member: entry("student"), rooms };
    const expected = denied(cell, "4403 ended");
    assert.equal(answer(asAmy, document, facts), expected, document);
  }
  for (const [document, cell] of Object.entries(teacher)) {
    const facts: Given = { state: "ended", member: entry("teacher"), rooms };
    const expected = denied(cell, "read");
    assert.equal(answer(asLin, document, facts), expected, document);
  }
});

Deno.test("A2: with collection off a conversation is its own student's alone, at all times", () => {
  const students = ["my conversation", "another's conversation"];
  for (const state of ["active", "ending", "ended"] as const) {
    const facts: Given = { state, member: entry("teacher"), rooms };
    for (const document of students) {
      assert.equal(answer(asLin, document, facts, false), "4404 not-found");
    }
    const own = answer(asLin, "the teacher's conversation", facts, false);
    assert.equal(own, "read");
    for (const [document, cell] of Object.entries(student)) {
      const facts: Given = { state, member: entry("student"), rooms };
      const taken = state === "ended" ? "4403 ended" : granted(cell);
      const given = answer(asAmy, document, facts, false);
      assert.equal(given, denied(cell, taken), `${document} ${state}`);
    }
  }
});

Deno.test("A5: a removed student hears so of what was theirs, and of nothing else", () => {
  for (const state of ["active", "ending", "ended"] as const) {
    for (const [document, cell] of Object.entries(student)) {
      const member = entry("student", { removed: true });
      const expected = denied(cell, "4403 removed");
      const given = answer(asAmy, document, { state, member, rooms });
      assert.equal(given, expected, `${document} ${state}`);
    }
  }
});

Deno.test("A5: to who is no member nothing is there", () => {
  for (const who of [asAmy, asLin]) {
    for (const document of Object.keys(documents)) {
      const facts: Given = { state: "active", member: undefined, rooms };
      assert.equal(answer(who, document, facts), "4404 not-found");
    }
  }
});

Deno.test("A1: only whole names are names of documents", () => {
  const wrong = [
    "",
    s,
    `${s}/`,
    `${s}/session/`,
    `${s}/session/x`,
    `${s}/staff/main`,
    `${s}/room`,
    `${s}/room/`,
    `${s}/room/Main`,
    `${s}/room/main/x`,
    `${s}/member/main`,
    `${s}/member/${amy}/x`,
    `x/session`,
    `/session`,
    `${s}/__proto__`,
    `${s}/room/../staff`,
    `${s}/conversation`,
    `${s}/conversation/main`,
    `${s}/conversation/${amy}/turns`,
  ];
  for (const name of wrong) assert.equal(parseDocument(name), null, name);
});
