/** Effects of unconfirmed own commands on the chat. */
import assert from "node:assert/strict";
import { newId } from "../../../classroom/model/ids.ts";
import {
  type Message,
  reactionKey,
} from "../../../classroom/model/messages.ts";
import {
  applyChanges,
  isChangeDone,
  listChangingIds,
  listReactions,
  mergeReactionsByPerson,
  type MessageChange,
} from "../../../components/chat/message_changes.ts";

const said = (id: string, words: string, more: Partial<Message> = {}) => ({
  id,
  from: "amy",
  at: 1,
  kind: "text",
  text: words,
  ...more,
} as Message);
const edit = (message: string, text: string, id = newId()): MessageChange => ({
  id,
  kind: "edit",
  room: "main",
  message,
  text,
});

Deno.test("an edit is on screen before it has arrived, in its place; the last one counts (C-10)", () => {
  const list = [said("1", "one"), said("2", "two")];
  const now = applyChanges(list, [edit("1", "uno"), edit("1", "eins")]);
  assert.deepEqual(now.map((one) => "text" in one && one.text), [
    "eins",
    "two",
  ]);
  assert.equal(now[1], list[1]);
  assert.equal(applyChanges(list, []), list);
});

Deno.test("what has arrived is not changed again, whatever was said since (C-10)", () => {
  const first = edit("1", "uno", "first");
  const now = said("1", "eins", { editedAt: 2, edits: ["first", "second"] });
  assert.equal(isChangeDone(first, now), true);
  assert.deepEqual(applyChanges([now], [first]), [now]);
  assert.equal(isChangeDone(edit("1", "two"), said("1", "one")), false);
});

Deno.test("a message that one takes back is gone at once (C-10)", () => {
  const [now] = applyChanges([said("1", "one")], [
    { id: newId(), kind: "retract", room: "main", message: "1" },
  ]);
  assert.equal(now.kind, "deleted");
  assert.ok(!("text" in now));
});

Deno.test("a message that one reacts to has arrived all the same; one that one changes has not (C-3, C-10)", () => {
  const react: MessageChange = {
    id: newId(),
    kind: "react",
    room: "main",
    message: "1",
    emoji: "👍",
    on: true,
  };
  assert.deepEqual([...listChangingIds([react])], []);
  assert.deepEqual([...listChangingIds([react, edit("2", "two")])], ["2"]);
  assert.deepEqual([...listChangingIds([edit("1", "uno"), react])], ["1"]);
});

Deno.test("reactions are counted by kind, with the own ones on their way, everybody once (C-10)", () => {
  const [amy, ben, old] = [newId(), newId(), newId()];
  const react = (emoji: "👍" | "🎉", on: boolean): MessageChange => ({
    id: newId(),
    kind: "react",
    room: "main",
    message: "1",
    emoji,
    on,
  });
  const keys = [
    reactionKey("❓", ben),
    reactionKey("👍", ben),
    reactionKey("👍", amy),
    reactionKey("👍", old),
    "nonsense",
  ];
  const now = listReactions(keys, [react("👍", false), react("🎉", true)], amy);
  assert.deepEqual(now, [
    { emoji: "👍", members: [ben, old] },
    { emoji: "🎉", members: [amy] },
    { emoji: "❓", members: [ben] },
  ]);
  const entry = {
    name: "Ben",
    role: "student",
    joinedAt: 0,
    room: null,
  } as const;
  const people = { [ben]: entry, [old]: { ...entry, mergedInto: ben } };
  assert.deepEqual(mergeReactionsByPerson(now, people)[0].members, [ben]);
});
