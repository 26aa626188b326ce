/**
 * Moderation by the teacher (C-11): deletes any message, pins and unpins, allows or rejects held messages. Each call is
 * one decision in the session's queue (S5), refused once the class is over.
 */
import type * as Y from "yjs";
import { z } from "zod";
import type { Tx } from "../../sync/authority.ts";
import { Refusal } from "../../sync/refusal.ts";
import type { Sync } from "../../sync/sync.ts";
import { requireNotOver, requireTeacher } from "../acting.ts";
import { allow } from "./allow_held.ts";
import { isRoom } from "../groups/breakouts_layout.ts";
import { heldEdits, reject, requireHeld } from "./holding.ts";
import type { RecentExtras } from "./recent_extras.ts";
import type { Who } from "../identity.ts";
import { findMessage, type Found } from "./message_index.ts";
import { seatIn } from "../people/persons.ts";
import { pin, unpin } from "./pins.ts";
import { removedVersions } from "./message_versions.ts";
import { extrasOf, putBack, remove } from "./revising.ts";
import { documents as names } from "../schema/documents.ts";
import { isId } from "../schema/ids.ts";

/** Body of `POST /api/sessions/:s/held/:id`. */
export const decideHeldBody = z.strictObject({ allow: z.boolean() });

/** A pinned message, in answers. */
export interface PinView {
  message: string;
  by: string;
  at: number;
}

/** What teachers do about messages, in all sessions. */
export class Moderation {
  readonly #sync: Sync<Who>;
  readonly #kv: Deno.Kv;
  readonly #onRoomChanged: (session: string, room: string) => void;
  readonly #extras: RecentExtras;

  /**
   * @param onRoomChanged told, once it is stored, that something has changed in a room
   * @param extras of messages that were deleted a moment ago
   */
  constructor(
    sync: Sync<Who>,
    kv: Deno.Kv,
    onRoomChanged: (session: string, room: string) => void,
    extras: RecentExtras,
  ) {
    this.#sync = sync;
    this.#kv = kv;
    this.#onRoomChanged = onRoomChanged;
    this.#extras = extras;
  }

  /** Deletes a message, whoever wrote it (C3). */
  async delete(who: Who, room: string, id: string): Promise<void> {
    const s = who.session;
    const authors = await this.#authorsOf(who, room, id);
    await this.#inRoom(who, room, authors, (doc, tx, own) => {
      const found = requireMessage(doc, id);
      const staff = tx.doc(names.staff(s));
      for (const held of heldEdits(staff, room, id)) {
        const { by = found.message.from } = requireHeld(staff, held);
        reject({ staff, own: own(by) }, held, who.member, tx);
      }
      const extras = extrasOf(doc, id);
      remove(doc, { s, room }, found, who.member, tx);
      if (found.message.kind === "deleted") return;
      tx.after(() => this.#extras.keep(s, room, id, extras, tx.now));
    });
  }

  /** Puts a message back that one has deleted a moment ago. */
  async undelete(who: Who, room: string, id: string): Promise<void> {
    requireTeacher(who);
    requireRoomId(room);
    if (!isId(id)) throw notThere();
    const s = who.session;
    const removed = (await removedVersions(this.#kv, s, room, id)).at(-1);
    const extras = this.#extras.of(s, room, id) ?? {};
    await this.#inRoom(who, room, [], (doc, tx) => {
      const found = requireMessage(doc, id);
      putBack(doc, { s, room }, found, { removed, extras }, who.member, tx);
    });
  }

  /** Pins a message on top of its room. */
  async pin(who: Who, room: string, id: string): Promise<PinView> {
    return await this.#inRoom(who, room, [], (doc, { now }) => ({
      message: id,
      ...pin(doc, id, who.member, now),
    }));
  }

  /** Takes a pin away. */
  async unpin(who: Who, room: string, id: string): Promise<void> {
    await this.#inRoom(who, room, [], (doc) => unpin(doc, id));
  }

  /** Allows what is held, or rejects it: once (C-11). */
  async decide(
    who: Who,
    id: string,
    ask: z.output<typeof decideHeldBody>,
  ): Promise<void> {
    requireTeacher(who);
    const s = who.session;
    const root = names.session(s);
    const { room, author } = await this.#sync.read(
      s,
      [root, names.staff(s)],
      ({ doc }) => {
        const { room, message, by = message.from } = requireHeld(
          doc(names.staff(s)),
          id,
        );
        return { room, author: seatIn(doc(root), by) };
      },
    );
    await this.#inRoom(who, room, [author], (doc, tx, ownOf) => {
      const staff = tx.doc(names.staff(s));
      const { message, by = message.from } = requireHeld(staff, id);
      const own = ownOf(by);
      if (!ask.allow) return reject({ staff, own }, id, who.member, tx);
      allow({ staff, own, room: doc }, s, id, tx);
    });
  }

  /** The members in whose own documents the fate of a message, and of its held edits, is told. */
  async #authorsOf(who: Who, room: string, id: string): Promise<string[]> {
    requireTeacher(who);
    const s = who.session, root = names.session(s);
    requireRoomId(room);
    const name = names.room(s, room), staff = names.staff(s);
    return await this.#sync.read(s, [root, name, staff], ({ doc }) => {
      if (!isRoom(doc(root), room)) throw notThere();
      const { from } = requireMessage(doc(name), id).message;
      const edits = heldEdits(doc(staff), room, id)
        .map((held) => requireHeld(doc(staff), held).by ?? from);
      return [...new Set([from, ...edits].map((it) => seatIn(doc(root), it)))];
    });
  }

  /**
   * Decides on a room, also an archived one, with the own documents of these people: those also tell members who were
   * merged into them (J-7).
   */
  async #inRoom<T>(
    who: Who,
    room: string,
    people: readonly string[],
    decide: (room: Y.Doc, tx: Tx, own: (member: string) => Y.Doc) => T,
  ): Promise<T> {
    requireTeacher(who);
    requireRoomId(room);
    const s = who.session;
    const root = names.session(s), name = names.room(s, room);
    const ownOf = (member: string) => names.member(s, member);
    const needs = [root, names.staff(s), name, ...people.map(ownOf)];
    return await this.#sync.decide(s, needs, (tx) => {
      const session = tx.doc(root);
      if (!isRoom(session, room)) throw notThere();
      requireNotOver(session, tx.now);
      const own = (member: string) => {
        const seat = seatIn(session, member);
        if (people.includes(seat)) return tx.doc(ownOf(seat));
        // They were merged, or made two again, since they were looked up.
        throw new Refusal("conflict", "Please try again.");
      };
      const result = decide(tx.doc(name), tx, own);
      tx.after(() => this.#onRoomChanged(s, room));
      return result;
    });
  }
}

function requireMessage(room: Y.Doc, id: string): Found {
  const found = findMessage(room, id);
  if (!found) throw notThere();
  return found;
}

/** Whatever else bears such a name is no room. */
function requireRoomId(room: string): void {
  if (room !== "main" && !isId(room)) throw notThere();
}

function notThere(): Refusal {
  return new Refusal("not-found", "There is no such message in this room.");
}
