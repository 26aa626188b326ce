/** Random histories of messages, compared with a slow model of the rules (C-10, C-11, CHAT-3, SYNC-3). */
import assert from "node:assert/strict";
import fc from "fast-check";
import * as Y from "yjs";
import type { AnswerService } from "../../../classroom/define_command.ts";
import { postHeldMessage } from "../../../classroom/chat/moderation.ts";
import {
  heldMessages,
  rejectHeldMessage,
  setBlockedWords,
} from "../../../classroom/model/held_messages.ts";
import {
  members,
  messages,
  setSessionInfo,
} from "../../../classroom/model/layout.ts";
import {
  findMessage,
  pinMessage,
  pins,
  unpinMessage,
} from "../../../classroom/model/room_messages.ts";
import { reactionsOf } from "../../../classroom/chat/reactions.ts";
import type { RemovedVersion } from "../../../classroom/storage/message_versions.ts";
import { removeMessage } from "../../../classroom/chat/message_changes.ts";
import type { CommandOf } from "../../../classroom/commands.ts";
import { SessionAuthority } from "../../../classroom/session_authority.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { ReactionEmoji } from "../../../classroom/model/messages.ts";
import type { Fact, Tx } from "../../../sync/authority.ts";
import { isRefusal } from "../../../sync/refusal.ts";
import { property } from "../../random.ts";

type ChatCommand = CommandOf<"say" | "edit" | "retract" | "react">;

const authority = new SessionAuthority({
  answerService: {} as AnswerService,
  onRoomChanged() {},
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
  /** Repeats an earlier command. */
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

/** A class's documents, and the model of them. */
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

  /** Takes a step in documents and model, and compares them. */
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
      const staff = tx.doc(names.staff(s)), room = this.#room;
      const owns = [tx.doc(names.member(s, waits.from))];
      if (allows) postHeldMessage({ staff, owns, room }, s, waits.id, tx);
      else rejectHeldMessage({ staff, owns }, waits.id, this.#teacher, tx);
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
    const marked = new TextDecoder().decode(Y.encodeStateAsUpdate(this.#room));
    const standing = this.#said.some((it) =>
      !it.deleted && blocked.test(it.versions.at(-1) ?? "")
    );
    if (!standing) assert.doesNotMatch(marked, blocked);
  }
}

Deno.test("random histories of messages match a model of the rules (CHAT-3, SYNC-3, C-11)", () => {
  fc.assert(
    fc.property(history, (steps) => {
      const chat = new Chat();
      for (const one of steps) chat.take(one);
    }),
    property("what is said, edited and taken back", 150),
  );
});
