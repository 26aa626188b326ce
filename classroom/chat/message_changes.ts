/**
 * Edits and retractions by authors, deletions by teachers (C-10, C-11). Each replaces the message in place and keeps
 * the former words in the record alone (CHAT-3). Deletions and retractions also remove reactions, pin and entry to
 * bring back. Replies to the message stay.
 */
import * as Y from "yjs";
import type { Tx } from "../../sync/authority.ts";
import { refusal } from "../model/refuse.ts";
import {
  requireActiveMember,
  requireMaySpeak,
  requireMayWriteIn,
} from "../model/permissions.ts";
import {
  type CommandContext,
  defineCommand,
  noteText,
  notifyRoomChanged,
} from "../define_command.ts";
import { isKnownRoom } from "../model/breakouts_layout.ts";
import { maxMessageBytes, rewordBroadcast } from "../groups/broadcast.ts";
import {
  heldEditsOfMessage,
  holdIfBlocked,
  isCommandHeld,
  withdrawHeldEdit,
} from "../model/held_messages.ts";
import { classDocumentsOf } from "../model/layout.ts";
import {
  addMessageToFeed,
  changeMessageInFeed,
  removeMessageFromFeed,
} from "../model/monitoring/feed.ts";
import { textLength } from "../pace.ts";
import {
  cleanMessageText,
  findMessage,
  type FoundMessage,
  replaceMessage,
} from "../model/room_messages.ts";
import { isSameSeat } from "../model/persons.ts";
import {
  dropVersion,
  keepVersion,
  type RemovedVersion,
} from "../storage/message_versions.ts";
import { bounds } from "../model/bounds.ts";
import {
  idSchema,
  roomIdSchema,
  typedTextSchema,
} from "../model/field_schemas.ts";
import { documentNames as names } from "../model/documents.ts";
import {
  type BringBackEntry,
  type Message,
  parseReactionKey,
  type Pin,
} from "../model/messages.ts";
import {
  bringBackEntries,
  members,
  pins,
  reactionsOf,
} from "../model/roots.ts";

type EditableMessage = Extract<
  Message,
  { kind: "text" | "file" | "broadcast" }
>;

/** Time in which a deletion can be undone (ms); longer than pages offer it. */
export const deletionUndoMs = 30_000;

interface MessageExtras {
  reactions?: string[];
  pin?: Pin;
  bringBack?: BringBackEntry;
}

interface Place {
  s: string;
  room: string;
}

export const editCommand = defineCommand({
  kind: "edit",
  fields: { room: roomIdSchema, message: idSchema, text: typedTextSchema },
  needs: ["room", "staff", "ownDocument"],
  mayCauseAlert: true,
  pace: { lane: "rooms", uses: { messages: 1, characters: textLength } },
  decide(context, command) {
    const { s, session, staff, seat, tx } = context;
    const place = { s, room: command.room };
    const entry = isKnownRoom(session, command.room)
      ? findMessage(context.room, command.message)
      : undefined;
    const isMine = entry && isSameSeat(session, entry.message.from, seat);
    if (isMine && entry.message.edits?.includes(command.id)) return;
    if (isCommandHeld(context, command)) return;
    const member = requireActiveMember(session, context.member, tx.now);
    requireMaySpeak(session, member, tx.now);
    requireMayWriteIn(session, member, command.room);
    const { message } = requireOwn(context, entry);
    if (!isEditable(message)) {
      throw refusal("not-editable");
    }
    const next = { ...message, ...editedWords(message, command.text) };
    const heldEdits = heldEditsOfMessage(staff, place.room, message.id);
    // Withdrawn edits count, too, as otherwise a held edit could be replaced without end.
    const edits = [...message.edits ?? [], ...heldEdits];
    const isOther = next.text !== message.text;
    if (isOther && edits.length >= bounds.edits) {
      throw refusal("edits-used", { most: bounds.edits });
    }
    for (const id of heldEdits) withdrawHeldEdit(context, id, tx);
    if (!isOther) {
      const editIds = [...edits, command.id].slice(0, bounds.edits);
      return keepEdits(context.room, message, editIds, tx);
    }
    if (heldEdits.length > 0) keepEdits(context.room, message, edits, tx);
    if (next.kind === "broadcast") {
      rewordBroadcast(staff, next.broadcast, next.text);
    } else {
      const previousText = message.text ?? "";
      const submission = {
        room: place.room,
        message: next,
        edits: { before: previousText },
      };
      if (holdIfBlocked(context, member, submission, command)) {
        return noteEdit(context, message, next);
      }
    }
    reviseMessage(context.room, place, next, command.id, seat, tx);
    noteEdit(context, message, next);
  },
  onStored: notifyRoomChanged,
});

function noteEdit(
  context: CommandContext<"staff">,
  { id, text: previousText }: EditableMessage,
  { text = "" }: EditableMessage,
): void {
  noteText(context, { where: "chat", of: id, text, previousText });
}

/** Deletes the sender's own message, even if the sender is muted. */
export const retractCommand = defineCommand({
  kind: "retract",
  fields: { room: roomIdSchema, message: idSchema },
  needs: ["room", "staff", "ownDocument"],
  pace: { lane: "rooms", uses: { messages: 1 } },
  decide(context, command) {
    const { s, session, staff, seat, tx } = context;
    const { room } = command;
    const member = requireActiveMember(session, context.member, tx.now);
    const isIn = room === "main" || member.role === "teacher" ||
      member.room === room;
    if (!isIn || !isKnownRoom(session, room)) {
      throw refusal("not-in-room");
    }
    const entry = requireOwn(
      context,
      findMessage(context.room, command.message),
    );
    for (const id of heldEditsOfMessage(staff, room, entry.message.id)) {
      withdrawHeldEdit(context, id, tx);
    }
    removeMessage(context.room, { s, room }, entry, seat, tx);
  },
  onStored: notifyRoomChanged,
});

/** Replaces a message's words; the record keeps the former ones. */
export function reviseMessage(
  room: Y.Doc,
  place: Place,
  next: Message,
  edit: string,
  member: string,
  tx: Tx,
): void {
  const entry = findMessage(room, next.id);
  if (!entry || entry.message.kind === "deleted") {
    throw refusal("message-deleted");
  }
  const { message } = entry;
  keepVersion(tx, place.s, {
    room: place.room,
    message,
    by: member,
    at: tx.now,
  });
  replaceMessage(room, entry, {
    ...next,
    editedAt: tx.now,
    edits: [...message.edits ?? [], edit],
  });
  changeMessageInFeed(tx.doc(names.staff(place.s)), tx, next);
}

/** Stores the ids of edits that changed no words, so that a repeated edit is recognised (SYNC-3). */
function keepEdits(
  room: Y.Doc,
  message: EditableMessage,
  edits: readonly string[],
  tx: Tx,
): void {
  const entry = findMessage(room, message.id);
  if (!entry) return;
  tx.reserveBytes(maxMessageBytes(message.text ?? ""));
  replaceMessage(room, entry, { ...message, edits: [...edits] });
}

/**
 * Removes a message with reactions, pin and entry to bring back; the record keeps it. Does nothing if it is removed
 * already. Refuses system messages.
 * @param deletionId of the bulk deletion, if any
 */
export function removeMessage(
  room: Y.Doc,
  place: Place,
  entry: FoundMessage,
  member: string,
  tx: Tx,
  deletionId?: string,
): void {
  const { message } = entry;
  if (message.kind === "deleted") return;
  const staff = tx.doc(names.staff(place.s));
  if (message.kind === "broadcast") {
    rewordBroadcast(staff, message.broadcast, null);
  }
  if (message.kind === "system") {
    throw refusal("nobodys-message");
  }
  const { id, from, at, edits } = message;
  keepVersion(tx, place.s, {
    room: place.room,
    message,
    by: member,
    at: tx.now,
    ...(deletionId && { all: deletionId }),
  });
  replaceMessage(room, entry, {
    id,
    from,
    at,
    kind: "deleted",
    by: member,
    // Kept so that a repeated edit is recognised (SYNC-3).
    ...(edits && { edits }),
  });
  removeMessageFromFeed(staff, message);
  for (const map of [reactionsOf(room), pins(room), bringBackEntries(room)]) {
    if (map.has(id)) map.delete(id);
  }
}

/** The state that restoring a deleted message needs. */
export interface RemovedState {
  removed?: RemovedVersion;
  extras: MessageExtras;
  /** Time of the request; absent: now. */
  requestedAt?: number;
}

/**
 * Whether a member may restore a message: only who deleted it, within the time of undo, and if its authors were not
 * erased (O-3).
 */
export function canRestoreMessage(
  place: Place,
  { message }: FoundMessage,
  state: RemovedState,
  member: string,
  tx: Tx,
): state is RemovedState & { removed: RemovedVersion } {
  const { removed, requestedAt = tx.now } = state;
  if (message.kind !== "deleted" || !removed) return false;
  const isTheSame = removed.by === member && message.by === member &&
    removed.message.edits?.length === message.edits?.length;
  const people = members(tx.doc(names.session(place.s)));
  return isTheSame && requestedAt - removed.at <= deletionUndoMs &&
    authorsOf(removed.message).every((id) => people.has(id));
}

/** Restores a message; can be repeated. Refuses with `conflict` unless {@link canRestoreMessage}. */
export function restoreMessage(
  room: Y.Doc,
  place: Place,
  entry: FoundMessage,
  state: RemovedState,
  member: string,
  tx: Tx,
): void {
  if (entry.message.kind !== "deleted") return;
  if (!canRestoreMessage(place, entry, state, member, tx)) {
    throw refusal("too-late-to-undo");
  }
  const { removed, extras } = state;
  const docs = classDocumentsOf(tx, place.s);
  const people = members(docs.session);
  const { message } = removed;
  dropVersion(tx, place.s, removed);
  tx.reserveBytes(maxMessageBytes("text" in message ? message.text ?? "" : ""));
  replaceMessage(room, entry, message);
  addMessageToFeed({ ...docs, tx }, place.room, message);
  if (message.kind === "broadcast") {
    rewordBroadcast(docs.staff, message.broadcast, message.text);
  }
  const reacted = (extras.reactions ?? [])
    .filter((key) => people.has(parseReactionKey(key)?.member ?? ""));
  if (reacted.length > 0) {
    const entries = reacted.map((key) => [key, true] as const);
    reactionsOf(room).set(message.id, new Y.Map<true>(entries));
  }
  if (extras.pin && pins(room).size < bounds.pins) {
    pins(room).set(message.id, extras.pin);
  }
  const { bringBack } = extras;
  // A message that was brought back stays marked, so that it is not posted again.
  if (bringBack && (bringBack.postedAt || people.has(bringBack.by))) {
    const author = people.has(bringBack.by) ? bringBack.by : member;
    bringBackEntries(room).set(message.id, { ...bringBack, by: author });
  }
}

export function extrasOf(room: Y.Doc, id: string): MessageExtras {
  const reactions = reactionsOf(room).get(id);
  const pin = pins(room).get(id), bringBack = bringBackEntries(room).get(id);
  return {
    ...(reactions && { reactions: [...reactions.keys()] }),
    ...(pin && { pin }),
    ...(bringBack && { bringBack }),
  };
}

function authorsOf(message: Message): string[] {
  const { from } = message;
  return message.kind === "assistant" && message.student !== undefined
    ? [from, message.student]
    : [from];
}

function requireOwn(
  { session, seat }: CommandContext,
  entry: FoundMessage | undefined,
): FoundMessage {
  if (!entry) {
    throw refusal("no-such-message");
  }
  // An unconfirmed device changes only what it has written itself (ACCESS-6).
  if (isSameSeat(session, entry.message.from, seat)) return entry;
  throw refusal("not-your-message");
}

function isEditable(message: Message): message is EditableMessage {
  return message.kind === "text" || message.kind === "file" ||
    message.kind === "broadcast";
}

/** The new text of a message; only for a file it may be empty. */
function editedWords(
  message: EditableMessage,
  typed: string,
): { text: string } {
  if (message.kind === "file" && typed.trim() === "") return { text: "" };
  return { text: cleanMessageText(typed, bounds.text) };
}

export class RecentExtras {
  /** In order of deletion. */
  readonly #recent = new Map<
    string,
    { extras: MessageExtras; deletedAt: number }
  >();

  remember(
    s: string,
    room: string,
    id: string,
    extras: MessageExtras,
    now: number,
  ): void {
    for (const [old, { deletedAt }] of this.#recent) {
      if (now - deletedAt <= deletionUndoMs) break;
      this.#recent.delete(old);
    }
    const key = `${s} ${room} ${id}`;
    this.#recent.delete(key);
    if (Object.keys(extras).length > 0) {
      this.#recent.set(key, { extras, deletedAt: now });
    }
  }

  /** Undefined: the message had no extras, or they were forgotten. */
  find(s: string, room: string, id: string): MessageExtras | undefined {
    return this.#recent.get(`${s} ${room} ${id}`)?.extras;
  }
}
