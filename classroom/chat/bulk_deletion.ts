/**
 * **Delete all of …** (C-11, J-4): deletes all messages of a student, or of many removed ones, in all rooms, and
 * rejects held ones. Works in bounded commits and reads (SYNC-6). The record keeps the words (CHAT-3). One student's
 * messages can be restored within `deletionUndoMs`.
 */
import { z } from "zod";
import type * as Y from "yjs";
import type { Tx } from "../../sync/authority.ts";
import { refusal } from "../model/refuse.ts";
import { requireNotOver, requireTeacherRole } from "../model/permissions.ts";
import { clearFeed } from "../model/monitoring/feed.ts";
import {
  heldEditsInRoom,
  heldMessagesFrom,
  rejectHeldMessage,
} from "../model/held_messages.ts";
import {
  canRestoreMessage,
  deletionUndoMs,
  extrasOf,
  type RecentExtras,
  type RemovedState,
  removeMessage,
  restoreMessage,
} from "./message_changes.ts";
import type { Identity, Member } from "../model/members.ts";
import {
  type ClassDocuments,
  decideOnClass,
  readClassDocuments,
  readDocument,
  readSessionDocument,
} from "../model/layout.ts";
import { findMessage } from "../model/room_messages.ts";
import {
  findPerson,
  membersOfPerson,
  ownDocumentName,
} from "../model/persons.ts";
import {
  lastRemovedVersion,
  type RemovedVersion,
} from "../storage/message_versions.ts";
import { documentNames as names } from "../model/documents.ts";
import { isId, newId } from "../model/ids.ts";
import type { Message } from "../model/messages.ts";
import { members, messages, rooms } from "../model/roots.ts";
import { studentActivities } from "../model/staff_roots.ts";
import type { AppServices } from "../app_services.ts";
import { defineActsFor, emptyBody } from "../define_act.ts";

interface BulkDeletionParts
  extends Pick<AppServices, "kv" | "sync" | "clock" | "onRoomChanged"> {
  extras: RecentExtras;
}

/** Member ids of the authors, and the rooms to search. */
interface Authors {
  ids: ReadonlySet<string>;
  rooms: readonly string[];
}

/** Bytes per message in a commit, in addition to its words: version, replacement, receipt. */
const overheadBytes = 4_000;

const messagesPerRead = 100;

/** Maximum students per commit whose held messages are rejected, as each has an own document to write. */
const membersPerCommit = 50;

export class BulkDeletion {
  readonly #parts: BulkDeletionParts;

  constructor(parts: BulkDeletionParts) {
    this.#parts = parts;
  }

  /** Deletes one student's messages; returns their number. */
  async delete(who: Identity, m: string): Promise<number> {
    const authors = await this.#authors(
      who,
      (session) => oneStudent(session, m),
    );
    return await this.#delete(who, authors);
  }

  /**
   * Restores the student's messages that this teacher's last bulk deletion removed; returns their number. Refuses with
   * `conflict` if there was none within `deletionUndoMs`.
   */
  async undelete(who: Identity, m: string): Promise<number> {
    const requestedAt = this.#parts.clock();
    const authors = await this.#authors(
      who,
      (session) => oneStudent(session, m),
    );
    const deletionId = await this.#lastDeletionOf(who, authors, requestedAt);
    if (deletionId === undefined) {
      throw refusal("too-late-to-undo");
    }
    return await this.#undelete(who, authors, deletionId, requestedAt);
  }

  /**
   * Deletes many students' messages; returns their number.
   * @param isMeant selects students; their aliases are included
   */
  async deleteOfMembers(
    who: Identity,
    isMeant: (id: string, member: Member) => boolean,
  ): Promise<number> {
    const authors = await this.#authors(who, (it) => manyStudents(it, isMeant));
    return await this.#delete(who, authors);
  }

  async #delete(who: Identity, authors: Authors): Promise<number> {
    const deletionId = newId();
    let deleted = 0;
    await this.#clearFeeds(who, authors.ids);
    for (const room of authors.rooms) {
      const gone = await this.#deleteIn(who, room, authors, deletionId);
      if (gone > 0) this.#parts.onRoomChanged(who.session, room);
      deleted += gone;
    }
    return deleted;
  }

  async #deleteIn(
    who: Identity,
    room: string,
    { ids }: Authors,
    deletionId: string,
  ): Promise<number> {
    const { extras } = this.#parts;
    const { session: s, member } = who;
    return await this.#inSteps(who, room, (tx, doc) => {
      const heldEdits = heldEditsInRoom(tx.doc(names.staff(s)), room);
      const edited = new Set(heldEdits.map(({ message }) => message));
      const list = messages(doc).toArray();
      let count = 0, isComplete = true;
      // From the end, so that indices stay valid.
      for (let index = list.length - 1; index >= 0; index--) {
        const message = list[index];
        if (!isByAuthor(ids, message)) continue;
        if (edited.has(message.id)) {
          isComplete = false;
          continue;
        }
        if (sizeOf(message) > tx.bytesLeft) return { count, isComplete: false };
        const extrasNow = extrasOf(doc, message.id);
        removeMessage(
          doc,
          { s, room },
          { index, message },
          member,
          tx,
          deletionId,
        );
        const { id } = message, { now } = tx;
        tx.afterCommit(() => extras.remember(s, room, id, extrasNow, now));
        count++;
      }
      return { count, isComplete };
    }, () => this.#rejectWaiting(who, ids));
  }

  /** Deletes the students' last words from the overview (M-4), prompts too; conversations stay. */
  async #clearFeeds(who: Identity, ids: ReadonlySet<string>): Promise<void> {
    await decideOnClass(this.#parts.sync, who, ({ staff }) => {
      for (const id of ids) clearFeed(staff, id);
      const students = studentActivities(staff);
      for (const [id, { asked, ...rest }] of [...students]) {
        if (asked !== undefined && ids.has(id)) students.set(id, rest);
      }
    });
  }

  async #rejectWaiting(who: Identity, ids: ReadonlySet<string>): Promise<void> {
    const { sync } = this.#parts;
    const { session: s, member } = who;
    const listHeld = ({ session, staff }: ClassDocuments) =>
      heldMessagesFrom(staff, ids).map(([id, heldMessage]) => ({
        id,
        heldMessage,
        document: ownDocumentName(session, s, heldMessage.message.from),
      }));
    for (let isComplete = false; !isComplete;) {
      const owns = await readClassDocuments(sync, s, (docs) => {
        const owns = listHeld(docs).map(({ document }) => document);
        return [...new Set(owns)].slice(0, membersPerCommit);
      });
      if (owns.length === 0) return;
      isComplete = await decideOnClass(
        sync,
        who,
        (docs, tx) => {
          requireNotOver(docs.session, tx.now);
          for (const { id, heldMessage, document } of listHeld(docs)) {
            // The staff's document and the author's each get a copy.
            const size = 2 * sizeOf(heldMessage);
            if (!owns.includes(document) || size > tx.bytesLeft) return false;
            const documents = {
              staff: docs.staff,
              ownDocument: tx.doc(document),
            };
            rejectHeldMessage(documents, id, member, tx);
            tx.reserveBytes(size);
          }
          return true;
        },
        owns,
      );
    }
  }

  async #undelete(
    who: Identity,
    authors: Authors,
    deletionId: string,
    requestedAt: number,
  ): Promise<number> {
    let restored = 0;
    for (const room of authors.rooms) {
      let back = 0;
      for await (const removed of this.#removedBatches(who, authors, room)) {
        const versions = removed.filter((it) => it.all === deletionId);
        back += await this.#putBack(who, room, versions, requestedAt);
      }
      if (back > 0) this.#parts.onRoomChanged(who.session, room);
      restored += back;
    }
    return restored;
  }

  async #putBack(
    who: Identity,
    room: string,
    removed: readonly RemovedVersion[],
    requestedAt: number,
  ): Promise<number> {
    const { extras } = this.#parts;
    const { session: s, member } = who;
    const left = [...removed];
    if (left.length === 0) return 0;
    return await this.#inSteps(who, room, (tx, doc) => {
      let count = 0, index = 0;
      for (; index < left.length; index++) {
        const { message } = left[index];
        if (sizeOf(message) > tx.bytesLeft) break;
        const entry = findMessage(doc, message.id);
        const extrasNow = extras.find(s, room, message.id) ?? {};
        const state: RemovedState = {
          removed: left[index],
          extras: extrasNow,
          requestedAt,
        };
        // The message is restored already, it is too late, or its author was erased.
        if (
          !entry || !canRestoreMessage({ s, room }, entry, state, member, tx)
        ) {
          continue;
        }
        restoreMessage(doc, { s, room }, entry, state, member, tx);
        count++;
      }
      const processed = index;
      tx.afterCommit(() => left.splice(0, processed));
      return { count, isComplete: index === left.length };
    });
  }

  async #lastDeletionOf(
    who: Identity,
    authors: Authors,
    requestedAt: number,
  ): Promise<string | undefined> {
    let last: RemovedVersion | undefined;
    for (const room of authors.rooms) {
      for await (const removed of this.#removedBatches(who, authors, room)) {
        for (const version of removed) {
          if (
            version.all === undefined ||
            requestedAt - version.at > deletionUndoMs
          ) {
            continue;
          }
          if (!last || version.at > last.at) last = version;
        }
      }
    }
    return last?.all;
  }

  /** Yields, in batches, the versions of the authors' messages in a room that this teacher deleted, oldest first. */
  async *#removedBatches(
    { session: s, member }: Identity,
    { ids }: Authors,
    room: string,
  ): AsyncGenerator<RemovedVersion[]> {
    const { kv, sync } = this.#parts;
    const roomMessages = await readDocument(
      sync,
      names.room(s, room),
      (doc) => messages(doc).toArray(),
    );
    const deleted = roomMessages.filter((message) =>
      message.kind === "deleted" && message.by === member &&
      ids.has(message.from)
    );
    for (let start = 0; start < deleted.length; start += messagesPerRead) {
      const versions = await Promise.all(
        deleted.slice(start, start + messagesPerRead)
          .map((it) => lastRemovedVersion(kv, s, room, it)),
      );
      yield versions.filter((it) => it?.by === member) as RemovedVersion[];
    }
  }

  async #authors(
    who: Identity,
    idsIn: (session: Y.Doc) => readonly string[],
  ): Promise<Authors> {
    requireTeacherRole(who);
    const { clock, sync } = this.#parts;
    return await readSessionDocument(sync, who.session, (session) => {
      const ids = new Set(idsIn(session));
      requireNotOver(session, clock());
      // The main room comes last, as messages may be brought back to it meanwhile.
      return { ids, rooms: [...rooms(session).keys(), "main"] };
    });
  }

  /**
   * Repeats decisions on a room until `step` returns `isComplete`; returns the sum of counts.
   * @param prepare runs before each decision
   */
  async #inSteps(
    who: Identity,
    room: string,
    step: (tx: Tx, room: Y.Doc) => { count: number; isComplete: boolean },
    prepare: () => Promise<void> = () => Promise.resolve(),
  ): Promise<number> {
    const { sync } = this.#parts;
    const name = names.room(who.session, room);
    let count = 0;
    for (let isComplete = false; !isComplete;) {
      await prepare();
      const result = await decideOnClass(sync, who, ({ session }, tx) => {
        requireNotOver(session, tx.now);
        return step(tx, tx.doc(name));
      }, [name]);
      count += result.count;
      isComplete = result.isComplete;
    }
    return count;
  }
}

function oneStudent(session: Y.Doc, m: string): string[] {
  const entry = isId(m) ? members(session).get(m) : undefined;
  if (!entry) throw refusal("not-found");
  if (entry.role !== "student") {
    throw refusal("students-deleted-only");
  }
  return membersOfPerson(session, findPerson(session, m));
}

function manyStudents(
  session: Y.Doc,
  isMeant: (id: string, member: Member) => boolean,
): string[] {
  const entries = members(session);
  const meantIds = new Set<string>();
  for (const [id, entry] of entries) {
    if (entry.role === "student" && isMeant(id, entry)) meantIds.add(id);
  }
  return [...entries.keys()].filter((id) =>
    meantIds.has(findPerson(session, id))
  );
}

function isByAuthor(ids: ReadonlySet<string>, message: Message): boolean {
  return ids.has(message.from) && message.kind !== "deleted" &&
    message.kind !== "system";
}

/** An upper bound of the bytes that these words take in a commit. */
function sizeOf(words: unknown): number {
  return overheadBytes + 3 * JSON.stringify(words).length;
}

const act = defineActsFor<{ bulkDeletion: BulkDeletion }>();

export const bulkDeletionActs = [
  act("DELETE /members/:m/messages", "teacher", async (request) => ({
    deleted: await request.app.bulkDeletion.delete(
      request.who,
      request.params.m,
    ),
  }), { result: z.object({ deleted: z.int() }) }),
  act("POST /members/:m/messages/undo", "teacher", async (request) => ({
    restored: await request.app.bulkDeletion.undelete(
      request.who,
      request.params.m,
    ),
  }), { body: emptyBody, result: z.object({ restored: z.int() }) }),
] as const;
