/**
 * Uploaded files of a class. Their entries are in the staff's document, so that the queue that decides on commands also
 * decides on files (SYNC-5).
 */
import type * as Y from "yjs";
import { refusal } from "./refuse.ts";
import type { ClassDocuments } from "./layout.ts";
import { isSameSeat } from "./persons.ts";
import type { Attachment, FileEntry } from "./files.ts";
import { messages } from "./roots.ts";
import { fileEntries } from "./staff_roots.ts";

/** A finished upload of this seat; refuses any other. */
export function requireUpload(
  { session, staff }: ClassDocuments,
  id: string,
  seat: string,
): Attachment {
  const entry = fileEntries(staff).get(id);
  if (!entry?.done || !isSameSeat(session, entry.by, seat)) {
    throw refusal("no-such-file");
  }
  return toAttachment(id, entry);
}

export function findAttachment(
  staff: Y.Doc,
  id: string | undefined,
): Attachment | undefined {
  const entry = id === undefined ? undefined : fileEntries(staff).get(id);
  return id === undefined || !entry ? undefined : toAttachment(id, entry);
}

export function toAttachment(
  id: string,
  { name, size, type, width, height }: FileEntry,
): Attachment {
  return { id, name, size, type, ...(width && height && { width, height }) };
}

/** Notes that a file is posted in a room, whose readers may read it from now on. */
export function markPosted(staff: Y.Doc, id: string, room: string): void {
  const entry = fileEntries(staff).get(id);
  if (!entry || entry.rooms.includes(room)) return;
  fileEntries(staff).set(id, { ...entry, rooms: [...entry.rooms, room] });
}

const filesByRoom = new WeakMap<Y.Doc, ReadonlySet<string>>();

/** Ids of the files in a room's messages. A deleted message has no file (CHAT-3). */
export function filesInRoom(room: Y.Doc): ReadonlySet<string> {
  const cached = filesByRoom.get(room);
  if (cached) return cached;
  const list = messages(room);
  const fileIds = new Set<string>();
  for (const message of list) {
    if (message.kind === "file") fileIds.add(message.file.id);
  }
  filesByRoom.set(room, fileIds);
  const forget = () => {
    filesByRoom.delete(room);
    list.unobserve(forget);
  };
  list.observe(forget);
  return fileIds;
}
