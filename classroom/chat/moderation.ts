/**
 * Moderation by teachers (C-11): deleting, pinning, and deciding on held messages. Each call is one decision in the
 * session's queue (SYNC-5), refused after the class.
 */
import type * as Y from "yjs";
import { z } from "zod";
import type { Tx } from "../../sync/authority.ts";
import { receiptsOf } from "../../sync/outbox.ts";
import type { Refusal } from "../../sync/refusal.ts";
import { refusal } from "../model/refuse.ts";
import { requireNotOver, requireTeacherRole } from "../model/permissions.ts";
import { isKnownRoom } from "../model/breakouts_layout.ts";
import {
  heldEditsOfMessage,
  rejectHeldMessage,
  requireHeldMessage,
} from "../model/held_messages.ts";
import {
  extrasOf,
  type RecentExtras,
  removeMessage,
  restoreMessage,
  reviseMessage,
} from "./message_changes.ts";
import type { Identity } from "../model/members.ts";
import {
  findMessage,
  type FoundMessage,
  pinMessage,
  unpinMessage,
} from "../model/room_messages.ts";
import { ownDocumentName } from "../model/persons.ts";
import { removedVersions } from "../storage/message_versions.ts";
import { documentNames as names } from "../model/documents.ts";
import { isId } from "../model/ids.ts";
import {
  type ClassDocuments,
  decideOnClass,
  readClassDocuments,
} from "../model/layout.ts";
import type { AppServices } from "../app_services.ts";
import { markPosted } from "../model/attachments.ts";
import { postMessage } from "./chat.ts";
import { defineActsFor, emptyBody } from "../define_act.ts";
import { toIsoString } from "../../formats/times.ts";
import { fileEntries, heldMessages } from "../model/staff_roots.ts";
import { namedIdSchema, timeSchema } from "../model/result_schemas.ts";
import type { Pin } from "../model/messages.ts";

const decideHeldBody = z.strictObject({ allow: z.boolean() });

interface ModerationParts
  extends Pick<AppServices, "kv" | "sync" | "onRoomChanged"> {
  extras: RecentExtras;
}

/** Documents of a decision in a room. `ownOf` returns the own document of an author. */
interface RoomDocuments extends ClassDocuments {
  room: Y.Doc;
  ownOf: (author: string) => Y.Doc;
}

export class Moderation {
  readonly #parts: ModerationParts;

  constructor(parts: ModerationParts) {
    this.#parts = parts;
  }

  async delete(who: Identity, room: string, id: string): Promise<void> {
    const s = who.session;
    const { extras } = this.#parts;
    const authors = await this.#authorsOf(who, room, id);
    await this.#inRoom(
      who,
      room,
      authors,
      ({ room: doc, staff, ownOf }, tx) => {
        const entry = requireMessage(doc, id);
        for (const heldEdit of heldEditsOfMessage(staff, room, id)) {
          const { from } = requireHeldMessage(staff, heldEdit).message;
          rejectHeldMessage(
            { staff, ownDocument: ownOf(from) },
            heldEdit,
            who.member,
            tx,
          );
        }
        const extrasNow = extrasOf(doc, id);
        removeMessage(doc, { s, room }, entry, who.member, tx);
        if (entry.message.kind === "deleted") return;
        tx.afterCommit(() => extras.remember(s, room, id, extrasNow, tx.now));
      },
    );
  }

  async undelete(who: Identity, room: string, id: string): Promise<void> {
    requireTeacherRole(who);
    requireRoomId(room);
    if (!isId(id)) throw notFound();
    const s = who.session;
    const removed = (await removedVersions(this.#parts.kv, s, room, id)).at(-1);
    const extras = this.#parts.extras.find(s, room, id) ?? {};
    await this.#inRoom(who, room, [], ({ room: doc }, tx) => {
      const entry = requireMessage(doc, id);
      restoreMessage(
        doc,
        { s, room },
        entry,
        { removed, extras },
        who.member,
        tx,
      );
    });
  }

  async pin(
    who: Identity,
    room: string,
    id: string,
  ): Promise<Pin & { message: string }> {
    return await this.#inRoom(who, room, [], (docs, { now }) => ({
      message: id,
      ...pinMessage(docs.room, id, who.member, now),
    }));
  }

  async unpin(who: Identity, room: string, id: string): Promise<void> {
    await this.#inRoom(who, room, [], (docs) => unpinMessage(docs.room, id));
  }

  /** Refuses if another teacher has decided already. */
  async decideOnHeld(
    who: Identity,
    id: string,
    ask: z.output<typeof decideHeldBody>,
  ): Promise<void> {
    requireTeacherRole(who);
    const s = who.session;
    const { sync } = this.#parts;
    const { room, author } = await readClassDocuments(sync, s, (docs) => {
      const { room, message } = requireHeldMessage(docs.staff, id);
      return { room, author: message.from };
    });
    await this.#inRoom(who, room, [author], (docs, tx) => {
      const ownDocument = docs.ownOf(
        requireHeldMessage(docs.staff, id).message.from,
      );
      if (ask.allow) postHeldMessage({ ...docs, ownDocument }, s, id, tx);
      else rejectHeldMessage({ ...docs, ownDocument }, id, who.member, tx);
    });
  }

  /** Authors whose own documents are written when a message and its held edits are deleted. */
  async #authorsOf(who: Identity, room: string, id: string): Promise<string[]> {
    requireTeacherRole(who);
    requireRoomId(room);
    const s = who.session, name = names.room(s, room);
    const { sync } = this.#parts;
    return await readClassDocuments(sync, s, ({ session, staff }, { doc }) => {
      if (!isKnownRoom(session, room)) throw notFound();
      const { from } = requireMessage(doc(name), id).message;
      const edits = heldEditsOfMessage(staff, room, id)
        .map((heldEdit) => requireHeldMessage(staff, heldEdit).message.from);
      return [...new Set([from, ...edits])];
    }, [name]);
  }

  /** Runs a decision on a room, even an archived one. `authors`: whose own documents it may write. */
  async #inRoom<T>(
    who: Identity,
    room: string,
    authors: readonly string[],
    decide: (documents: RoomDocuments, tx: Tx) => T,
  ): Promise<T> {
    requireTeacherRole(who);
    requireRoomId(room);
    const { sync, onRoomChanged } = this.#parts;
    const s = who.session, name = names.room(s, room);
    return await decideOnClass(sync, who, (docs, tx) => {
      const { session } = docs;
      if (!isKnownRoom(session, room)) throw notFound();
      requireNotOver(session, tx.now);
      const ownOf = (author: string) => {
        // The message was edited by another device since the names were read.
        if (!authors.includes(author)) throw refusal("changed-meanwhile");
        return tx.doc(ownDocumentName(session, s, author));
      };
      const result = decide({ ...docs, room: tx.doc(name), ownOf }, tx);
      tx.afterCommit(() => onRoomChanged(s, room));
      return result;
    }, ({ session }) => [
      name,
      ...authors.map((author) => ownDocumentName(session, s, author)),
    ]);
  }
}

/**
 * Posts a held message with the present time, or applies a held edit, and deletes the author's receipt (C-11), even if
 * the author is muted or the group closed by now. Refuses with `conflict` if the message can no longer appear.
 */
export function postHeldMessage(
  docs: ClassDocuments & { ownDocument: Y.Doc; room: Y.Doc },
  s: string,
  id: string,
  tx: Tx,
): void {
  const { staff, ownDocument, room } = docs;
  const { room: place, message, edits } = requireHeldMessage(staff, id);
  if (edits) {
    reviseMessage(room, { s, room: place }, message, id, message.from, tx);
  } else {
    const file = message.kind === "file" ? message.file.id : undefined;
    if (file && !fileEntries(staff).get(file)?.done) {
      throw refusal("file-gone");
    }
    postMessage({ ...docs, tx }, place, { ...message, at: tx.now });
    if (file) markPosted(staff, file, place);
  }
  tx.reserveBytes(3 * (message.text?.length ?? 0));
  heldMessages(staff).delete(id);
  receiptsOf(ownDocument).delete(id);
}

function requireMessage(room: Y.Doc, id: string): FoundMessage {
  const entry = findMessage(room, id);
  if (!entry) throw notFound();
  return entry;
}

function requireRoomId(room: string): void {
  if (room !== "main" && !isId(room)) throw notFound();
}

function notFound(): Refusal {
  return refusal("no-such-message");
}

const act = defineActsFor<{ moderation: Moderation }>();

export const moderationActs = [
  act(
    "POST /held/:id",
    "teacher",
    ({ app, who, params, body }) =>
      app.moderation.decideOnHeld(who, params.id, body),
    { body: decideHeldBody },
  ),
  act(
    "DELETE /rooms/:room/messages/:id",
    "teacher",
    ({ app, who, params: { room, id } }) =>
      app.moderation.delete(who, room, id),
  ),
  act(
    "POST /rooms/:room/messages/:id/undo",
    "teacher",
    ({ app, who, params: { room, id } }) =>
      app.moderation.undelete(who, room, id),
    { body: emptyBody },
  ),
  act("PUT /rooms/:room/pins/:id", "teacher", async (request) => {
    const { app, who, params: { room, id } } = request;
    const { at, ...pin } = await app.moderation.pin(who, room, id);
    return { pin: { ...pin, at: toIsoString(at) } };
  }, {
    body: emptyBody,
    result: z.object({
      pin: z.object({ message: z.string(), by: namedIdSchema, at: timeSchema }),
    }),
  }),
  act(
    "DELETE /rooms/:room/pins/:id",
    "teacher",
    ({ app, who, params: { room, id } }) => app.moderation.unpin(who, room, id),
  ),
] as const;
