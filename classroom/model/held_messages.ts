/**
 * Holds students' messages with blocked words for the teacher (C-11). A held message is only in `held` of the
 * staff's document; a receipt in the author's own document says so until the teacher decides.
 */
import type * as Y from "yjs";
import type { Tx } from "../../sync/authority.ts";
import { receiptsOf, writeReceipt } from "../../sync/outbox.ts";
import type { Refusal } from "../../sync/refusal.ts";
import { refusal } from "./refuse.ts";
import { findBlockedWords } from "./blocked_words.ts";
import { isSameSeat } from "./persons.ts";
import { bounds } from "./bounds.ts";
import type { Member } from "./members.ts";
import type { HeldMessage } from "./messages.ts";
import {
  blockedWordsOf,
  heldMessages,
  moderationSettings,
} from "./staff_roots.ts";

/** The author of a message, and the documents that holding it touches. */
interface MessageSubmission {
  session: Y.Doc;
  staff: Y.Doc;
  ownDocument: Y.Doc;
  seat: string;
  tx: Tx;
}

export function setBlockedWords(staff: Y.Doc, words: readonly string[]): void {
  moderationSettings(staff).set("blockedWords", words);
}

/**
 * Whether this command is held already (SYNC-3); its receipt is then written again. Refuses a rejected command, and
 * another seat's id.
 */
export function isCommandHeld(
  { session, staff, ownDocument, seat, tx }: MessageSubmission,
  command: { id: string },
): boolean {
  const heldMessage = heldMessages(staff).get(command.id);
  if (!heldMessage) return false;
  if (!isSameSeat(session, heldMessage.message.from, seat)) {
    throw refusal("id-taken");
  }
  if (heldMessage.rejected) throw rejectedRefusal();
  writeReceipt(ownDocument, command.id, command, heldRefusal(), tx.now);
  return true;
}

export function holdIfBlocked(
  { session, staff, ownDocument, seat, tx: { now } }: MessageSubmission,
  member: Member,
  candidate: Pick<HeldMessage, "room" | "message" | "edits">,
  command: { id: string },
): boolean {
  if (member.role === "teacher") return false;
  const { message } = candidate;
  const words = findBlockedWords(
    searchableText(message),
    blockedWordsOf(staff),
  );
  if (words.length === 0) return false;
  const heldById = heldMessages(staff);
  let waiting = 0;
  for (const { message, rejected } of heldById.values()) {
    if (isSameSeat(session, message.from, seat) && !rejected) waiting++;
  }
  if (waiting >= bounds.held) {
    throw refusal("held-full", { most: bounds.held });
  }
  heldById.set(command.id, { ...candidate, words, at: now });
  writeReceipt(ownDocument, command.id, command, heldRefusal(), now);
  return true;
}

export function heldMessagesFrom(
  staff: Y.Doc,
  ids: ReadonlySet<string>,
): [string, HeldMessage][] {
  return [...heldMessages(staff)].filter(([, { message, rejected }]) =>
    !rejected && ids.has(message.from)
  );
}

/** Waiting edits in a room: ids of the command and of the edited message. */
export function heldEditsInRoom(
  staff: Y.Doc,
  room: string,
): { id: string; message: string }[] {
  return [...heldMessages(staff)]
    .filter(([, heldMessage]) =>
      heldMessage.edits && !heldMessage.rejected && heldMessage.room === room
    )
    .map(([id, { message }]) => ({ id, message: message.id }));
}

export function heldEditsOfMessage(
  staff: Y.Doc,
  room: string,
  message: string,
): string[] {
  return heldEditsInRoom(staff, room).filter((it) => it.message === message)
    .map(({ id }) => id);
}

/** Withdraws a held edit for its author. The record keeps the last withdrawn edit of each message. */
export function withdrawHeldEdit(
  { staff, ownDocument }: { staff: Y.Doc; ownDocument: Y.Doc },
  id: string,
  { now }: Tx,
): void {
  const heldById = heldMessages(staff), heldMessage = heldById.get(id);
  if (!heldMessage) return;
  const { from, id: message } = heldMessage.message;
  for (
    const [otherId, { room, edits, message: otherMessage, rejected }] of [
      ...heldById,
    ]
  ) {
    const isOfSameMessage = edits && room === heldMessage.room &&
      otherMessage.id === message;
    if (isOfSameMessage && rejected?.by === otherMessage.from) {
      heldById.delete(otherId);
    }
  }
  heldById.set(id, { ...heldMessage, rejected: { by: from, at: now } });
  receiptsOf(ownDocument).delete(id);
}

/** Rejects a held message. Changes its author's receipt, unless it was dismissed. The record keeps the message. */
export function rejectHeldMessage(
  { staff, ownDocument }: { staff: Y.Doc; ownDocument: Y.Doc },
  id: string,
  teacher: string,
  { now }: Tx,
): void {
  const heldMessage = requireHeldMessage(staff, id);
  heldMessages(staff).set(id, {
    ...heldMessage,
    rejected: { by: teacher, at: now },
  });
  const receipts = receiptsOf(ownDocument);
  // An author who dismissed the receipt gets no new one.
  if (!receipts.has(id)) return;
  writeReceipt(
    ownDocument,
    id,
    receipts.get(id)?.command,
    rejectedRefusal(),
    now,
  );
}

/** Returns a waiting message. Refuses an unknown id, and a message already decided on. */
export function requireHeldMessage(staff: Y.Doc, id: string): HeldMessage {
  const heldMessage = heldMessages(staff).get(id);
  if (!heldMessage) {
    throw refusal("nothing-held");
  }
  if (heldMessage.rejected) {
    throw refusal("decided-already");
  }
  return heldMessage;
}

/** Whether a held or rejected message has this file. Then staff may read the file, and it is not deleted. */
export function isFileHeld(staff: Y.Doc, file: string): boolean {
  return [...heldMessages(staff).values()].some(({ message }) =>
    message.kind === "file" && message.file.id === file
  );
}

function searchableText(message: HeldMessage["message"]): string {
  switch (message.kind) {
    case "text":
      return message.text;
    case "file":
      return `${message.file.name}\n${message.text ?? ""}`;
    case "assistant":
      return `${message.prompt ?? ""}\n${message.text}`;
  }
}

function heldRefusal(): Refusal {
  return refusal("held");
}

function rejectedRefusal(): Refusal {
  return refusal("rejected");
}
