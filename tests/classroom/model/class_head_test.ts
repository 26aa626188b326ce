/** N-6: with what a student's page begins. */
import assert from "node:assert/strict";
import {
  broadcastHeadMs,
  classHead,
} from "../../../classroom/model/class_head.ts";
import type { Member } from "../../../classroom/model/members.ts";
import type { Message } from "../../../classroom/model/messages.ts";

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
  const { teacher, line } = classHead(members, { main }, 1e12);
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
  const headAt = (now: number) => classHead(members, { main }, now).line?.id;
  assert.equal(headAt(20), "two minutes left");
  assert.equal(headAt(20 + broadcastHeadMs - 1), "two minutes left");
  assert.equal(headAt(20 + broadcastHeadMs), "hello");
});

Deno.test("of what is said in groups only a broadcast heads the page, and only while they are open (V3)", () => {
  const main = [text("hello", 10)];
  const groups = [[broadcast("two minutes left", 20), text("for you", 30)]];
  const headOf = (said: Parameters<typeof classHead>[1]) =>
    classHead(members, said, 40).line;
  assert.equal(headOf({ main, groups })?.id, "two minutes left");
  assert.equal(headOf({ main, groups })?.until, 20 + broadcastHeadMs);
  assert.equal(headOf({ main })?.id, "hello");
  const later = [...main, text("back to work", 35)];
  assert.equal(headOf({ main: later, groups })?.id, "back to work");
});
