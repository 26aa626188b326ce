/**
 * **Delete all of …** (C-11, J-4): all that one student has said, in the main room and in every group, as a teacher
 * deletes a single message (C3). As many commits as it takes, each of them bounded (S6): a flood of thousands makes
 * nobody wait. The record keeps the words, and for a moment all of it can be put back.
 */
import type { Tx } from "../sync/authority.ts";
import { Refusal } from "../sync/refusal.ts";
import type { Sync } from "../sync/sync.ts";
import { mustChange, mustTeach } from "./acting.ts";
import { rooms } from "./breakouts_layout.ts";
import { heldEdits, reject } from "./holding.ts";
import type { HungMessages } from "./hung_messages.ts";
import type { Who } from "./identity.ts";
import { members, messages } from "./layout.ts";
import { findMessage } from "./message_index.ts";
import { membersOf, personIn } from "./persons.ts";
import { type Removed, removedOf } from "./removed.ts";
import { hungOn, putBack, remove, undoable } from "./revising.ts";
import { documents as names, isId, type Message, newId } from "./schema.ts";

/** What deleting works with. */
export interface DeletingAllParts {
  kv: Deno.Kv;
  sync: Sync<Who>;
  /** Milliseconds since 1970; the same as the engine's. */
  clock: () => number;
  /** What hung on messages that were deleted a moment ago. */
  hung: HungMessages;
  /** Told, once it is stored, that something has changed in a room. */
  noticed: (session: string, room: string) => void;
}

/** Whose messages these are: the members that are one child, and where they may have spoken. */
interface Author {
  ids: readonly string[];
  person: string;
  rooms: readonly string[];
}

/** What a message takes of a commit besides its words, in bytes: it is kept, replaced, and told of. */
const besides = 4_000;

/** Deletes all messages of a student, and puts them back. */
export class DeletingAll {
  readonly #parts: DeletingAllParts;

  constructor(parts: DeletingAllParts) {
    this.#parts = parts;
  }

  /** Deletes them; gives how many there were. */
  async delete(who: Who, m: string): Promise<number> {
    const { hung, noticed } = this.#parts;
    const { session: s, member: by } = who;
    const author = await this.#authorOf(who, m);
    const all = newId();
    const of = (message: Message) =>
      author.ids.includes(message.from) && message.kind !== "deleted" &&
      message.kind !== "system";
    let deleted = 0;
    for (const room of author.rooms) {
      const gone = await this.#inSteps(who, room, author, (tx, doc, own) => {
        const staff = tx.doc(names.staff(s));
        const list = messages(doc).toArray();
        let count = 0;
        // From the end, so that no place moves before it is come to.
        for (let at = list.length - 1; at >= 0; at--) {
          const message = list[at];
          if (!of(message)) continue;
          if (sizeOf(message) > tx.room) return { count, all: false };
          for (const held of heldEdits(staff, room, message.id)) {
            reject({ staff, own }, held, by, tx);
          }
          const hanging = hungOn(doc, message.id);
          remove(doc, { s, room }, { at, message }, by, tx, all);
          const { id } = message, { now } = tx;
          tx.after(() => hung.keep(s, room, id, hanging, now));
          count++;
        }
        return { count, all: true };
      });
      if (gone > 0) noticed(s, room);
      deleted += gone;
    }
    return deleted;
  }

  /**
   * Puts back what this teacher's last such deletion took; gives how many. Refused with `conflict` where it was longer
   * ago than that can be undone.
   */
  async undelete(who: Who, m: string): Promise<number> {
    const { clock, hung, noticed } = this.#parts;
    const { session: s, member: by } = who;
    const asked = clock();
    const author = await this.#authorOf(who, m);
    const gone = await this.#gone(who, author, asked);
    if (gone.size === 0) {
      throw new Refusal("conflict", "This cannot be undone any more.");
    }
    let restored = 0;
    for (const [room, removed] of gone) {
      const left = [...removed];
      const back = await this.#inSteps(who, room, author, (tx, doc) => {
        let count = 0, at = 0;
        for (; at < left.length; at++) {
          const { message } = left[at];
          if (sizeOf(message) > tx.room) break;
          const found = findMessage(doc, message.id);
          // Somebody has put it back, or erased whose it was.
          if (found?.message.kind !== "deleted") continue;
          const hanging = hung.of(s, room, message.id) ?? {};
          const before = { removed: left[at], hung: hanging, asked };
          putBack(doc, { s, room }, found, before, by, tx);
          count++;
        }
        const done = at;
        tx.after(() => left.splice(0, done));
        return { count, all: at === left.length };
      });
      if (back > 0) noticed(s, room);
      restored += back;
    }
    return restored;
  }

  /** What the last deletion of all of theirs has taken, by room, oldest first. */
  async #gone(
    { session: s, member: by }: Who,
    { ids, rooms }: Author,
    asked: number,
  ): Promise<Map<string, Removed[]>> {
    const { kv, sync } = this.#parts;
    const found: Removed[] = [];
    for (const room of rooms) {
      const name = names.room(s, room);
      const deleted = await sync.read(
        s,
        [name],
        ({ doc }) =>
          messages(doc(name)).toArray().filter((it) =>
            it.kind === "deleted" && it.by === by && ids.includes(it.from)
          ),
      );
      for (const { id } of deleted) {
        const removed = (await removedOf(kv, s, room, id)).at(-1);
        if (removed?.all === undefined || removed.by !== by) continue;
        if (asked - removed.at <= undoable) found.push(removed);
      }
    }
    const last = found.reduce<Removed | undefined>(
      (latest, it) => latest && latest.at >= it.at ? latest : it,
      undefined,
    );
    const theirs = found.filter(({ all }) => all === last?.all);
    return Map.groupBy(theirs, ({ room }) => room);
  }

  async #authorOf(who: Who, m: string): Promise<Author> {
    mustTeach(who);
    if (!isId(m)) throw new Refusal("not-found");
    const root = names.session(who.session);
    return await this.#parts.sync.read(who.session, [root], ({ doc }) => {
      const session = doc(root);
      const entry = members(session).get(m);
      if (!entry) throw new Refusal("not-found");
      if (entry.role !== "student") {
        throw new Refusal(
          "not-allowed",
          "Only what students wrote can be deleted all at once.",
        );
      }
      const person = personIn(session, m);
      return {
        person,
        ids: membersOf(session, person),
        // What is said in groups can be brought back to the main room meanwhile.
        rooms: [...rooms(session).keys(), "main"],
      };
    });
  }

  /** Takes decisions on a room until one says that this was all; gives what they counted. */
  async #inSteps(
    { session: s }: Who,
    room: string,
    { person }: Author,
    step: (
      tx: Tx,
      room: ReturnType<Tx["doc"]>,
      own: ReturnType<Tx["doc"]>,
    ) => { count: number; all: boolean },
  ): Promise<number> {
    const root = names.session(s), name = names.room(s, room);
    const own = names.member(s, person);
    const needs = [root, names.staff(s), name, own];
    let count = 0;
    for (let all = false; !all;) {
      const done = await this.#parts.sync.decide(s, needs, (tx) => {
        mustChange(tx.doc(root), tx.now);
        return step(tx, tx.doc(name), tx.doc(own));
      });
      count += done.count;
      all = done.all;
    }
    return count;
  }
}

/** What a message takes of a commit at the most: its words are kept, in UTF-8. */
function sizeOf(message: Message): number {
  return besides + 3 * JSON.stringify(message).length;
}
