import { projectWords } from "../../../classroom/model/words/worrying_words.ts";
import assert from "node:assert/strict";
import fc from "fast-check";
import * as Y from "yjs";
import { removeMessage } from "../../../classroom/chat/message_changes.ts";
import { postHeldMessage } from "../../../classroom/chat/moderation.ts";
import type { CommandOf } from "../../../classroom/commands.ts";
import type { AnswerService } from "../../../classroom/define_command.ts";
import { deliverMissedTo } from "../../../classroom/groups/broadcast.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import {
  rejectHeldMessage,
  setBlockedWords,
} from "../../../classroom/model/held_messages.ts";
import { newId } from "../../../classroom/model/ids.ts";
import {
  classDocumentsOf,
  setSessionInfo,
} from "../../../classroom/model/layout.ts";
import {
  type Message,
  parseReactionKey,
  type ReactionEmoji,
  reactionEmojis,
} from "../../../classroom/model/messages.ts";
import {
  findMessage,
  pinMessage,
  replaceMessage,
  unpinMessage,
} from "../../../classroom/model/room_messages.ts";
import {
  members,
  messages,
  pins,
  reactionsOf,
} from "../../../classroom/model/roots.ts";
import {
  broadcasts,
  heldMessages,
} from "../../../classroom/model/staff_roots.ts";
import { SessionAuthority } from "../../../classroom/session_authority.ts";
import {
  type RemovedVersion,
  removedVersions,
} from "../../../classroom/storage/message_versions.ts";
import type { Fact, Tx } from "../../../sync/authority.ts";
import { isRefusal } from "../../../sync/refusal.ts";
import { propertyOptions } from "../../random.ts";
import { runAct } from "../asking.ts";
import { Lesson } from "../lesson.ts";
import { assertRefused, makeTempFolder } from "../school.ts";

Deno.test("each member has each emoji once, and only the offered ones (C-10)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const [amy, ben] = lesson.students;
  const message = await lesson.postMessage(amy, "hello");
  const react = (who: typeof amy, emoji: unknown) =>
    lesson.runCommand(who, { kind: "react", message, emoji, on: true });
  for (const emoji of [...reactionEmojis, ...reactionEmojis]) {
    assert.equal(await react(ben, emoji), null, emoji);
  }
  assert.equal(await react(amy, "👍"), null);
  const { reactions } = await lesson.room();
  assert.deepEqual(Object.keys(reactions[message]).map(parseReactionKey), [
    ...reactionEmojis.map((emoji) => ({ emoji, member: ben.member })),
    { emoji: "👍", member: amy.member },
  ]);
  for (const emoji of ["❤", "🙂", "", "👍👍", 5]) {
    assert.equal(await react(ben, emoji), "malformed");
  }
});

Deno.test("a reply belongs to a message of its room, and outlives that message's deletion (C-10)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const [amy, ben] = lesson.students;
  const group = await lesson.makeGroup(amy);
  const inGroup = await lesson.postMessage(amy, "in the group", {
    room: group,
  });
  const question = await lesson.postMessage(amy, "why?");
  const say = { kind: "say", text: "because" };
  assert.equal(
    await lesson.runCommand(ben, { ...say, replyTo: inGroup }),
    "not-found",
  );
  const answer = await lesson.postMessage(ben, "because", {
    replyTo: question,
  });
  await lesson.school.app.moderation.delete(lesson.teacher, "main", question);
  const message = await lesson.findMessage(answer);
  assert.equal(message?.kind === "text" && message.replyTo, question);
});

Deno.test("an edit replaces the text of one's own message (C-10)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const [amy] = lesson.students;
  const message = await lesson.postMessage(amy, "frist");
  lesson.school.time.now += 5000;
  const edit = { id: newId(), kind: "edit", message, text: " first " };
  assert.equal(await lesson.runCommand(amy, edit), null);
  assert.deepEqual(await lesson.findMessage(message), {
    id: message,
    from: amy.member,
    at: lesson.school.time.now - 5000,
    kind: "text",
    text: "first",
    editedAt: lesson.school.time.now,
    edits: [edit.id],
  });
  for (
    const [change, comes] of [
      [{ text: " " }, "empty"],
      [{ text: "x".repeat(bounds.text + 1) }, "too-long"],
      [{ text: "x", message: newId() }, "not-found"],
      [{ text: "x", room: newId() }, "not-in-room"],
      [{ text: 5 }, "malformed"],
    ] as const
  ) {
    const command = { ...edit, id: newId(), ...change };
    assert.equal(await lesson.runCommand(amy, command), comes, comes);
  }
});

Deno.test("a message can be edited only a limited number of times (C-10)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const [amy] = lesson.students;
  const message = await lesson.postMessage(amy, "0");
  const edit = (text: string) =>
    lesson.runCommand(amy, { kind: "edit", message, text });
  for (let n = 1; n <= bounds.edits; n++) {
    assert.equal(await edit(String(n)), null);
  }
  assert.equal(await edit("once more"), "too-often");
  assert.equal(await edit(String(bounds.edits)), null, "which it says already");
  const versions = (await lesson.readEarlierTexts(message)).map(([text]) =>
    text
  );
  assert.deepEqual(versions, versions.map((_, n) => String(n)));
  assert.equal(versions.length, bounds.edits);
});

Deno.test("a message is retracted by its author alone, and deleted by staff alone (CHAT-3)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const { moderation } = lesson.school.app;
  const { teacher, students: [amy, ben] } = lesson;
  const mine = await lesson.postMessage(amy, "mine");
  const theirs = await lesson.postMessage(ben, "theirs");
  const retract = { kind: "retract", message: mine };
  assert.equal(await lesson.runCommand(ben, retract), "not-allowed");
  assert.equal(await lesson.runCommand(teacher, retract), "not-allowed");
  assert.equal(await lesson.runCommand(amy, retract), null);
  await assertRefused(moderation.delete(amy, "main", theirs), "not-allowed");
  await moderation.delete(teacher, "main", theirs);
  await moderation.delete(teacher, "main", theirs);
  const gone = { at: lesson.school.time.now, kind: "deleted" };
  assert.deepEqual((await lesson.room()).messages, [
    { ...gone, id: mine, from: amy.member, by: amy.member },
    { ...gone, id: theirs, from: ben.member, by: teacher.member },
  ]);
  for (
    const refused of [
      moderation.pin(teacher, "main", mine),
      moderation.delete(teacher, "main", newId()),
      moderation.delete(teacher, newId(), mine),
    ]
  ) await assertRefused(refused, "not-found");
});

Deno.test("a deleting teacher can put the message back for 30 seconds (C-11)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const { school, teacher } = lesson;
  const { moderation } = school.app;
  const [amy] = lesson.students;
  const message = await lesson.postMessage(amy, "first");
  await lesson.runCommand(amy, { kind: "edit", message, text: "second" });
  await lesson.runCommand(amy, {
    kind: "react",
    message,
    emoji: "🎉",
    on: true,
  });
  await moderation.pin(teacher, "main", message);
  const before = await lesson.room();
  const undo = (who = teacher) => moderation.undelete(who, "main", message);

  await moderation.delete(teacher, "main", message);
  await assertRefused(undo(amy), "not-allowed");
  school.time.now += 29_000;
  await undo();
  await undo();
  assert.deepEqual(await lesson.room(), before);
  assert.deepEqual(await lesson.readEarlierTexts(message), [[
    "first",
    amy.member,
  ]]);

  assert.equal(
    await lesson.runCommand(amy, { kind: "edit", message, text: "third" }),
    null,
  );
  await moderation.delete(teacher, "main", message);
  assert.deepEqual(
    (await lesson.readEarlierTexts(message)).map(([text]) => text),
    [
      "first",
      "second",
      "third",
    ],
  );
  school.time.now += 31_000;
  await assertRefused(undo(), "conflict");
  const own = await lesson.postMessage(amy, "own");
  await lesson.runCommand(amy, { kind: "retract", message: own });
  await assertRefused(moderation.undelete(teacher, "main", own), "conflict");
});

Deno.test("earlier text of a message is only in the record, in no document or snapshot (CHAT-3)", async () => {
  await using folder = await makeTempFolder();
  const lesson = await Lesson.begin({ students: ["Amy"], path: folder.kv });
  const { app } = lesson.school;
  const [amy] = lesson.students;
  const s = lesson.session.id;
  const secrets = ["TopSecretOne", "TopSecretTwo", "TopSecretThree"];
  const message = await lesson.postMessage(amy, secrets[0]);
  const other = await lesson.postMessage(amy, secrets[1]);
  const group = await lesson.makeGroup(amy);
  const third = await lesson.postMessage(amy, secrets[2], { room: group });
  await lesson.postMessage(amy, "innocent");
  await lesson.runCommand(amy, { kind: "edit", message, text: "harmless" });
  await app.moderation.delete(lesson.teacher, "main", other);
  await lesson.runCommand(amy, {
    kind: "retract",
    room: group,
    message: third,
  });
  const shared = [
    names.session(s),
    names.room(s, "main"),
    names.room(s, group),
    names.member(s, amy.member),
  ];
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  for (const name of shared) {
    const state = await lesson.read(name, Y.encodeStateAsUpdate);
    assert.doesNotMatch(text(state), /TopSecret/, name);
  }
  await app.sync.purge(s);
  let inRecord = 0, inRooms = 0;
  for await (const { key, value } of app.kv.list({ prefix: ["space", s] })) {
    const words = value instanceof Uint8Array
      ? text(value)
      : JSON.stringify(value);
    const [, , part, name] = key.map(String);
    if (part === "removed") inRecord += words.match(/TopSecret/g)?.length ?? 0;
    else {
      assert.doesNotMatch(words, /TopSecret/, key.join("/"));
      if (/room/.test(name ?? "")) inRooms++;
    }
  }
  assert.equal(inRecord, secrets.length);
  assert.ok(inRooms > 0, "the rooms were looked at");
  await lesson[Symbol.asyncDispose]();
  // A new process on the same store.
  const { School } = await import("../school.ts");
  const again = await School.open(folder.kv);
  const main = names.room(s, "main");
  const said = await again.app.sync.read(s, [main], ({ doc }) => [
    text(Y.encodeStateAsUpdate(doc(main))),
  ]);
  assert.doesNotMatch(said[0], /TopSecret/);
  const [before] = await removedVersions(again.app.kv, s, "main", message);
  assert.equal(
    before.message.kind === "text" && before.message.text,
    secrets[0],
  );
  await again[Symbol.asyncDispose]();
});

Deno.test("an assistant's longest answer is kept whole when it is deleted (CHAT-3)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const [amy] = lesson.students;
  const { sync, moderation } = lesson.school.app;
  const main = names.room(lesson.session.id, "main");
  const id = newId();
  const text = "長".repeat(bounds.answer), prompt = "問".repeat(bounds.prompt);
  await sync.decide(lesson.session.id, [main], (tx) => {
    tx.doc(main).getArray("messages").push([{
      id,
      from: amy.member,
      at: tx.now,
      kind: "assistant",
      text,
      prompt,
      model: "m",
    }]);
  });
  const edit = { kind: "edit", message: id, text: "mine" };
  assert.equal(await lesson.runCommand(amy, edit), "not-allowed");
  await moderation.delete(lesson.teacher, "main", id);
  assert.deepEqual(await lesson.readEarlierTexts(id), [[
    text,
    lesson.teacher.member,
  ]]);
});

Deno.test("only members of a group react, edit and retract there (C-10)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const [amy, ben] = lesson.students;
  const room = await lesson.makeGroup(amy);
  const message = await lesson.postMessage(amy, "ours", { room });
  const react = { kind: "react", room, message, emoji: "👍", on: true };
  const edit = { kind: "edit", room, message, text: "still ours" };
  const retract = { kind: "retract", room, message };
  for (const command of [react, edit, retract]) {
    assert.equal(
      await lesson.runCommand(ben, command),
      "not-in-room",
      command.kind,
    );
  }
  await runAct(lesson.school.app, lesson.teacher, "POST /breakouts/stop");
  assert.equal(await lesson.runCommand(amy, react), "rooms-closed");
  assert.equal(await lesson.runCommand(amy, edit), "rooms-closed");
  assert.equal(await lesson.runCommand(amy, retract), null);
  await runAct(lesson.school.app, lesson.teacher, "POST /breakouts/start");
  const next = await lesson.postMessage(amy, "more", { room });
  await runAct(lesson.school.app, lesson.teacher, "POST /breakouts/moves", {
    moves: [{ member: amy.member, room: null }],
  });
  const late = { ...retract, message: next };
  assert.equal(await lesson.runCommand(amy, late), "not-in-room");
});

Deno.test("a room has a limited number of pins, which staff set and remove (C-11)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { teacher, students: [amy], school: { app: { moderation } } } = lesson;
  const all: string[] = [];
  for (let n = 0; n <= bounds.pins; n++) {
    all.push(await lesson.postMessage(amy, `${n}`));
  }
  const pin = (id: string) => moderation.pin(teacher, "main", id);
  const first = await pin(all[0]);
  const at = lesson.school.time.now;
  assert.deepEqual(first, { message: all[0], by: teacher.member, at });
  lesson.school.time.now += 1000;
  assert.deepEqual(await pin(all[0]), first);
  for (const id of all.slice(1, -1)) await pin(id);
  await assertRefused(pin(all.at(-1)!), "conflict");
  await moderation.unpin(teacher, "main", all[1]);
  await pin(all.at(-1)!);
  await assertRefused(moderation.pin(amy, "main", all[1]), "not-allowed");
});

const from = newId();

const said = (text: string, at: number): Message => ({
  id: newId(),
  from,
  at,
  kind: "text",
  text,
});

const words = (message?: Message) =>
  message && "text" in message ? message.text : undefined;

Deno.test("a broadcast between messages leaves each of them found by its own id (CHAT-3)", () => {
  const room = new Y.Doc(), staff = new Y.Doc();
  const list = messages(room);
  const all = ["a", "b", "c", "d"].map((text, n) => said(text, 10 * n));
  list.push(all);
  const check = () => {
    for (const [index, message] of list.toArray().entries()) {
      assert.deepEqual(findMessage(room, message.id), { index, message });
    }
    assert.equal(findMessage(room, newId()), undefined);
  };
  check();
  broadcasts(staff).push([{ from, at: 5, text: "1", broadcast: newId() }]);
  const tx = { bytesLeft: 1e6, reserveBytes: () => {} };
  room.transact(() => {
    list.push([said("e", 40)]);
    deliverMissedTo(staff, "g", room, tx);
    check();
    const found = findMessage(room, all[2].id);
    assert(found);
    replaceMessage(room, found, { ...all[2], editedAt: 50 } as Message);
    check();
  });
  check();
  broadcasts(staff).push([{ from, at: -1, text: "2", broadcast: newId() }]);
  deliverMissedTo(staff, "g", room, tx);
  check();
  assert.deepEqual(list.toArray().map(words), [..."2a1bcde"]);
});

// Random histories of messages, compared with a slow model of the rules (C-10, C-11, CHAT-3, SYNC-3).

type ChatCommand = CommandOf<"say" | "edit" | "retract" | "react">;

const authority = new SessionAuthority({
  answerService: {} as AnswerService,
  worryingWords: projectWords,
  onRoomChanged() {},
  onCause() {},
  onHelpAnswered() {},
  onActed() {},
});

/** A step of a history; its numbers pick among existing items. */
type Step =
  | { do: "say"; who: number; text: string; replyTo: number | null }
  | { do: "edit"; who: number; message: number; text: string }
  | { do: "retract"; who: number; message: number }
  | {
    do: "react";
    who: number;
    message: number;
    emoji: ReactionEmoji;
    on: boolean;
  }
  | { do: "pin" | "unpin" | "delete"; message: number }
  | { do: "decide"; held: number; allow: boolean }
  | { do: "repeat"; command: number };

const nat = fc.nat({ max: 30 });
const who = fc.nat({ max: 2 });
/** Text with a blocked word; its spaces keep random ids from matching. */
const blocked = /darn a|so DARN b/;
/** "darn" is blocked. */
const text = fc.constantFrom("a", "b", " a ", "", "darn a", "so DARN b");
const does = <K extends Step["do"]>(kind: K) => fc.constant(kind);
const weighs = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({
  weight,
  arbitrary,
});
const step: fc.Arbitrary<Step> = fc.oneof(
  weighs(
    5,
    fc.record({
      do: does("say"),
      who,
      text,
      replyTo: fc.option(nat, { freq: 2 }),
    }),
  ),
  weighs(6, fc.record({ do: does("edit"), who, message: nat, text })),
  weighs(2, fc.record({ do: does("retract"), who, message: nat })),
  weighs(
    4,
    fc.record({
      do: does("react"),
      who,
      message: nat,
      emoji: fc.constantFrom<ReactionEmoji>("👍", "❤️"),
      on: fc.boolean(),
    }),
  ),
  weighs(
    3,
    fc.record({
      do: fc.constantFrom("pin" as const, "unpin" as const, "delete" as const),
      message: nat,
    }),
  ),
  weighs(3, fc.record({ do: does("decide"), held: nat, allow: fc.boolean() })),
  weighs(4, fc.record({ do: does("repeat"), command: fc.nat({ max: 99 }) })),
);

const history = fc.array(step, { maxLength: 100, size: "max" });

interface Said {
  id: string;
  from: string;
  /** All texts so far; the last is the current one. */
  versions: string[];
  edits: string[];
  deleted: string | null;
  replyTo: string | null;
  reactions: Set<string>;
  pinned: boolean;
}

interface Waits {
  id: string;
  from: string;
  edits: string | null;
  text: string;
  replyTo: string | null;
  decided: boolean;
  withdrawn?: true;
}

const s = newId();

class Chat {
  readonly #docs = new Map<string, Y.Doc>();
  readonly #kv = new Map<string, RemovedVersion>();
  readonly #people = [newId(), newId(), newId()];
  readonly #said: Said[] = [];
  readonly #waits: Waits[] = [];
  readonly #commands: { from: string; command: ChatCommand }[] = [];
  #now = 1_000_000;

  constructor() {
    const session = this.#doc(names.session(s));
    setSessionInfo(session, { state: "active", endsAt: 9e15 });
    this.#people.forEach((id, n) =>
      members(session).set(id, {
        name: `Member ${n}`,
        role: n === 2 ? "teacher" : "student",
        joinedAt: 0,
        room: null,
      })
    );
    setBlockedWords(this.#doc(names.staff(s)), ["darn"]);
  }

  get #teacher() {
    return this.#people[2];
  }

  get #room() {
    return this.#doc(names.room(s, "main"));
  }

  #doc(name: string): Y.Doc {
    const doc = this.#docs.get(name) ?? new Y.Doc();
    this.#docs.set(name, doc);
    return doc;
  }

  take(step: Step): void {
    this.#now += 1000;
    const message = "message" in step
      ? this.#said[step.message % (this.#said.length || 1)]
      : undefined;
    const id = newId(), room = "main";
    const from = "who" in step ? this.#people[step.who] : this.#teacher;
    switch (step.do) {
      case "say": {
        const { text } = step;
        const replyTo = step.replyTo === null
          ? undefined
          : this.#said[step.replyTo % 12]?.id ?? newId();
        const command = { id, kind: "say", room, text } as const;
        this.#command(from, { ...command, ...(replyTo && { replyTo }) });
        break;
      }
      case "edit":
      case "retract":
      case "react": {
        const { do: kind, who: _, ...rest } = step;
        const command = { ...rest, id, kind, room };
        const target = { message: message?.id ?? newId() };
        this.#command(from, { ...command, ...target } as ChatCommand);
        break;
      }
      case "repeat": {
        const again = this.#commands[step.command % this.#commands.length];
        if (again) this.#command(again.from, again.command);
        break;
      }
      case "decide":
        this.#decide(step.held, step.allow);
        break;
      case "pin":
      case "unpin":
      case "delete":
        if (message) this.#moderate(step.do, message);
        break;
      default:
        step satisfies never;
    }
    this.#compare();
  }

  #command(from: string, command: ChatCommand): void {
    this.#commands.push({ from, command });
    const own = names.member(s, from);
    const done = this.#tries((tx) => authority.decide(tx, own, command));
    assert.equal(done, this.#expect(from, command), JSON.stringify(command));
  }

  /** The expected refusal of a command; null: none. */
  #expect(from: string, command: ChatCommand): string | null {
    switch (command.kind) {
      case "say": {
        const there = this.#said.find(({ id }) => id === command.id);
        if (there) return null;
        return this.#words(
          from,
          command.id,
          command.text,
          {
            edits: null,
            replyTo: command.replyTo ?? null,
          },
          (text) => this.#says(command.id, from, text, command.replyTo ?? null),
        );
      }
      case "edit": {
        const it = this.#said.find(({ id }) => id === command.message);
        if (it?.from === from && it.edits.includes(command.id)) return null;
        const known = this.#known(command.id);
        if (known !== undefined) return known;
        if (!it) return "not-found";
        if (it.from !== from || it.deleted) return "not-allowed";
        const text = command.text.trim();
        if (text === "") return "empty";
        it.edits.push(...this.#withdraw(it));
        if (text === it.versions.at(-1)) {
          it.edits.push(command.id);
          return null;
        }
        return this.#words(from, command.id, text, {
          edits: it.id,
          replyTo: null,
        }, (text) => {
          it.versions.push(text);
          it.edits.push(command.id);
        });
      }
      case "retract": {
        const it = this.#said.find(({ id }) => id === command.message);
        if (!it) return "not-found";
        if (it.from !== from) return "not-allowed";
        this.#withdraw(it);
        this.#gone(it, from);
        return null;
      }
      case "react": {
        const it = this.#said.find(({ id }) => id === command.message);
        if (!it || it.deleted) return "not-found";
        const key = `${command.emoji} ${from}`;
        if (command.on) it.reactions.add(key);
        else it.reactions.delete(key);
        return null;
      }
    }
  }

  /** Withdraws the waiting edits of a message; the last one stays. Returns their ids. */
  #withdraw(it: Said): string[] {
    const ofIt = this.#waits.filter(({ edits }) => edits === it.id);
    const waiting = ofIt.filter(({ decided }) => !decided);
    for (const waits of waiting) {
      const before = this.#waits.findIndex(({ edits, withdrawn }) =>
        edits === it.id && withdrawn
      );
      if (before >= 0) this.#waits.splice(before, 1);
      waits.decided = waits.withdrawn = true;
    }
    return waiting.map(({ id }) => id);
  }

  /** New text is posted, or held. */
  #words(
    from: string,
    id: string,
    typed: string,
    about: Pick<Waits, "edits" | "replyTo">,
    appear: (text: string) => void,
  ): string | null {
    const known = this.#known(id);
    if (known !== undefined) return known;
    const { replyTo } = about;
    if (replyTo && !this.#said.some(({ id }) => id === replyTo)) {
      return "not-found";
    }
    const text = typed.trim();
    if (text === "") return "empty";
    if (from !== this.#teacher && /\bdarn\b/i.test(text)) {
      this.#waits.push({ ...about, id, from, text, decided: false });
    } else appear(text);
    return null;
  }

  /** The outcome of a command that was held before; undefined: it was not. */
  #known(id: string): string | null | undefined {
    const waits = this.#waits.find((it) => it.id === id);
    return waits && (waits.decided ? "not-allowed" : null);
  }

  #decide(pick: number, allows: boolean): void {
    const waits = this.#waits[pick % (this.#waits.length || 1)];
    if (!waits) return;
    const target = this.#said.find(({ id }) => id === waits.edits);
    const may = !waits.decided && !(allows && target?.deleted);
    const done = this.#tries((tx) => {
      const docs = classDocumentsOf(tx, s), { staff } = docs;
      const ownDocument = tx.doc(names.member(s, waits.from));
      if (allows) {
        postHeldMessage(
          { ...docs, ownDocument, room: this.#room },
          s,
          waits.id,
          tx,
        );
      } else {
        const documents = { staff, ownDocument };
        rejectHeldMessage(documents, waits.id, this.#teacher, tx);
      }
    });
    assert.equal(done, may ? null : "conflict");
    if (!may) return;
    waits.decided = true;
    if (!allows) return;
    this.#waits.splice(this.#waits.indexOf(waits), 1);
    const { id, from, text, replyTo } = waits;
    if (target) {
      target.versions.push(text);
      target.edits.push(id);
    } else {
      this.#says(id, from, text, replyTo);
    }
  }

  #says(id: string, from: string, text: string, replyTo: string | null): void {
    this.#said.push({
      ...{ id, from, versions: [text], edits: [], replyTo },
      ...{ deleted: null, reactions: new Set(), pinned: false },
    });
  }

  #moderate(what: "pin" | "unpin" | "delete", it: Said): void {
    const done = this.#tries((tx) => {
      if (what === "unpin") return unpinMessage(this.#room, it.id);
      if (what === "pin") {
        return void pinMessage(this.#room, it.id, this.#teacher, tx.now);
      }
      const found = findMessage(this.#room, it.id);
      assert(found);
      removeMessage(this.#room, { s, room: "main" }, found, this.#teacher, tx);
    });
    assert.equal(done, what === "pin" && it.deleted ? "not-found" : null);
    if (what === "delete") this.#gone(it, this.#teacher);
    else it.pinned = what === "pin" && !it.deleted;
  }

  #gone(it: Said, by: string): void {
    if (it.deleted) return;
    it.deleted = by;
    it.reactions.clear();
    it.pinned = false;
  }

  /** Runs a commit; returns the refusal's name, or null. */
  #tries(act: (tx: Tx) => void): string | null {
    const facts: Fact[] = [];
    const tx: Tx = {
      now: this.#now,
      online: new Set(),
      bytesLeft: 1e6,
      doc: (name) => this.#doc(name),
      reserveBytes: () => {},
      addFact: (fact) => facts.push(fact),
      afterCommit: (effect) => effect(),
    };
    const before = this.#state();
    try {
      // The sync layer runs a commit in one transaction, too.
      this.#room.transact(() => act(tx));
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown;
      assert.deepEqual(this.#state(), before, "a refusal changes nothing");
      return thrown.kind;
    }
    for (const fact of facts) {
      assert("value" in fact);
      const key = JSON.stringify(fact.key);
      assert(!this.#kv.has(key), "no version is written over");
      const text = new TextDecoder().decode(fact.value as Uint8Array);
      this.#kv.set(key, JSON.parse(text));
    }
    return null;
  }

  #state() {
    const room = this.#room;
    return {
      messages: messages(room).toArray(),
      reactions: reactionsOf(room).toJSON(),
      pins: Object.keys(pins(room).toJSON()).sort(),
    };
  }

  #compare(): void {
    const state = this.#state();
    assert.deepEqual(
      state.messages.map((it) => [
        it.id,
        it.from,
        it.kind,
        it.kind === "text" ? it.text : it.kind === "deleted" && it.by,
        it.edits ?? [],
        it.kind === "text" && it.replyTo || null,
      ]),
      this.#said.map((it) => [
        it.id,
        it.from,
        it.deleted ? "deleted" : "text",
        it.deleted ?? it.versions.at(-1),
        it.edits,
        it.deleted ? null : it.replyTo,
      ]),
    );
    assert.deepEqual(
      Object.fromEntries(
        Object.entries(state.reactions).map((
          [id, keys],
        ) => [id, Object.keys(keys).sort()]),
      ),
      Object.fromEntries(
        this.#said.filter((it) => it.reactions.size > 0)
          .map((it) => [it.id, [...it.reactions].sort()]),
      ),
    );
    assert.deepEqual(
      state.pins,
      this.#said.filter((it) => it.pinned).map(({ id }) => id).sort(),
    );
    assert.deepEqual(
      [...heldMessages(this.#doc(names.staff(s)))].map(([id, held]) => [
        id,
        held.message.text,
        held.rejected !== undefined,
      ]).toSorted(),
      this.#waits.map((it) => [it.id, it.text, it.decided]).toSorted(),
    );
    // Each earlier text is kept once.
    const removed = Map.groupBy(this.#kv.values(), ({ message }) => message.id);
    for (const it of this.#said) {
      const texts = (removed.get(it.id) ?? [])
        .map(({ message }) => message.kind === "text" && message.text);
      const gone = it.deleted ? it.versions : it.versions.slice(0, -1);
      assert.deepEqual(texts, gone);
    }
    this.#looksThrough();
  }

  /** CHAT-3: the document has no text of deleted messages. */
  #looksThrough(): void {
    const by = new TextDecoder().decode(Y.encodeStateAsUpdate(this.#room));
    const standing = this.#said.some((it) =>
      !it.deleted && blocked.test(it.versions.at(-1) ?? "")
    );
    if (!standing) assert.doesNotMatch(by, blocked);
  }
}

Deno.test("random histories of messages match a model of the rules (CHAT-3, SYNC-3, C-11)", () => {
  fc.assert(
    fc.property(history, (steps) => {
      const chat = new Chat();
      for (const one of steps) chat.take(one);
    }),
    propertyOptions("what is said, edited and taken back", 150),
  );
});
