/** What the message list shows of messages, and what of them is read out. */
import assert from "node:assert/strict";
import { announcement, entries } from "../../../components/chat/entries.ts";
import type { Member, Message } from "../../../classroom/schema.ts";

const member = (name: string, role: Member["role"] = "student"): Member => ({
  name,
  role,
  joinedAt: 0,
  room: null,
});
const members = { amy: member("Amy"), lin: member("Ms Lin", "teacher") };
const text = (id: string, from: string, at: number): Message => ({
  id,
  from,
  at,
  kind: "text",
  text: "words " + id,
});
const words = {
  says: (name: string, text: string) => `${name}: ${text}`,
  many: (count: number) => `${count} new`,
  someone: "Somebody",
};

Deno.test("C-6: the badge comes from the members, and so does the name", () => {
  const [amy, lin] = entries(
    [text("1", "amy", 0), text("2", "lin", 1)],
    members,
    "amy",
    10,
  );
  assert.deepEqual([amy.name, amy.isTeacher, amy.isMine], [
    "Amy",
    false,
    true,
  ]);
  assert.deepEqual([lin.name, lin.isTeacher, lin.isMine], [
    "Ms Lin",
    true,
    false,
  ]);
});

Deno.test("messages of one author stand together for five minutes", () => {
  const shown = entries(
    [
      text("1", "amy", 0),
      text("2", "amy", 60_000),
      text("3", "lin", 61_000),
      text("4", "amy", 62_000),
      text("5", "amy", 500_000),
    ],
    members,
    "amy",
    10,
  );
  assert.deepEqual(shown.map(({ follows }) => follows), [
    false,
    true,
    false,
    false,
    false,
  ]);
});

Deno.test("only the last messages are shown, and the first of them has a name", () => {
  const all = Array.from({ length: 9 }, (_, i) => text(`${i}`, "amy", i));
  const shown = entries(all, members, "lin", 3);
  assert.deepEqual(shown.map(({ message }) => message.id), ["6", "7", "8"]);
  assert.equal(shown[0].follows, false);
});

Deno.test("one new message is read out, more are counted, the own ones are neither", () => {
  const shown = (ids: string[], from: string) =>
    entries(ids.map((id) => text(id, from, 0)), members, "lin", 10);
  assert.equal(announcement(shown(["1"], "amy"), words), "Amy: words 1");
  assert.equal(announcement(shown(["1", "2"], "amy"), words), "2 new");
  assert.equal(announcement(shown(["1"], "lin"), words), "");
});
