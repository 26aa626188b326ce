/** Entries of the message list. */
import assert from "node:assert/strict";
import {
  buildChatEntries,
  isSameEntry,
} from "../../../components/chat/chat_entries.ts";
import type { Member } from "../../../classroom/model/members.ts";
import type { Message } from "../../../classroom/model/messages.ts";

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
const all = { from: 0, to: 10 };
Deno.test("the badge comes from the members, and so does the name (C-6)", () => {
  const [amy, lin] = buildChatEntries(
    [text("1", "amy", 0), text("2", "lin", 1)],
    all,
    { members, me: "amy" },
  );
  assert.deepEqual([amy.name, amy.isTeacher, amy.isMine], ["Amy", false, true]);
  assert.deepEqual([lin.name, lin.isTeacher, lin.isMine], [
    "Ms Lin",
    true,
    false,
  ]);
});

Deno.test("messages of one author stand together for five minutes", () => {
  const shown = buildChatEntries(
    [
      text("1", "amy", 0),
      text("2", "amy", 60_000),
      text("3", "lin", 61_000),
      text("4", "amy", 62_000),
      text("5", "amy", 500_000),
    ],
    all,
    { members, me: "amy" },
  );
  assert.deepEqual(shown.map(({ follows }) => follows), [
    false,
    true,
    false,
    false,
    false,
  ]);
  const followed = shown.map(({ isFollowed }) => isFollowed);
  assert.deepEqual(followed, [true, false, false, false, false]);
});

Deno.test("what is on its way and stands under a name already follows the last message, and no other", () => {
  const list = [text("1", "lin", 0), text("2", "amy", 1)];
  const shown = (to: number) =>
    buildChatEntries(list, { from: 0, to }, {
      members,
      me: "amy",
      goesOn: true,
    })
      .map(({ isFollowed }) => isFollowed);
  assert.deepEqual(shown(2), [false, true]);
  assert.deepEqual(shown(1), [false]);
});

Deno.test("a message more changes the one before it at most", () => {
  const list = [0, 1, 2, 3, 4].map((n) => text(`${n}`, "amy", n));
  const show = (count: number) =>
    buildChatEntries(list.slice(0, count), all, { members, me: "lin" });
  const before = show(4), after = show(5);
  assert.deepEqual(
    before.map((entry, n) => isSameEntry(entry, after[n])),
    [true, true, true, false],
  );
});

Deno.test("a piece of the messages looks as it does among all of them", () => {
  const list = Array.from({ length: 9 }, (_, i) => text(`${i}`, "amy", i));
  const shown = buildChatEntries(list, { from: 6, to: 9 }, {
    members,
    me: "lin",
  });
  assert.deepEqual(shown.map(({ message }) => message.id), ["6", "7", "8"]);
  assert.deepEqual(
    shown,
    buildChatEntries(list, all, { members, me: "lin" }).slice(6),
  );
});

Deno.test("the first unread message, and the first of a day, have a heading of their own (C-13)", () => {
  const evening = new Date(2026, 4, 4, 23, 59).getTime();
  const shown = buildChatEntries(
    [0, 1, 2, 3].map((n) => text(`${n}`, "amy", evening + n * 40_000)),
    all,
    { members, me: "lin", firstNew: "3" },
  );
  assert.deepEqual(
    shown.map((entry) => [entry.follows, entry.isNewDay, entry.isFirstNew]),
    [
      [false, false, false],
      [true, false, false],
      [false, true, false],
      [false, false, true],
    ],
  );
});
