/**
 * Former versions of edited and deleted messages (CHAT-3), for the record. They are in the store, not in documents, so
 * that students do not have them, and are written in the commit that removes them from the room.
 *
 * | key | value |
 * |---|---|
 * | `["space", s, "removed", id, v, n]` | piece n of version v of message id: a {@link RemovedVersion} as JSON, in UTF-8 |
 *
 * The name of a version is the number of edits and the room, such as `000 main`: equal when a decision is repeated, but
 * different for one id in two rooms.
 */
import type { Tx } from "../../sync/authority.ts";
import { kvKeys } from "./kv_keys.ts";
import type { Message } from "../model/messages.ts";
import type { Kv, KvKey } from "../../sync/kv/kv.ts";

export interface RemovedVersion {
  room: string;
  message: Message;
  /** The member who replaced or deleted it, and when. */
  by: string;
  at: number;
  all?: string;
}

/** Bytes of a piece, as values have at most 64 KiB. */
const pieceBytes = 60 * 1024;
/** Bytes that each key adds to a commit (SYNC-6). */
const minBytes = 2000;

export function keepVersion(tx: Tx, s: string, removed: RemovedVersion): void {
  for (const [key, value] of piecesOf(s, removed)) {
    tx.addFact({ key, value });
    tx.reserveBytes(minBytes + value.length);
  }
}

export function dropVersion(tx: Tx, s: string, removed: RemovedVersion): void {
  for (const [key] of piecesOf(s, removed)) {
    tx.addFact({ key, delete: true });
    tx.reserveBytes(minBytes);
  }
}

function* piecesOf(
  s: string,
  removed: RemovedVersion,
): Generator<[KvKey, Uint8Array]> {
  const { room, message } = removed;
  const version = versionOf(room, message);
  const bytes = new TextEncoder().encode(JSON.stringify(removed));
  for (let n = 0; n * pieceBytes < bytes.length; n++) {
    const value = bytes.slice(n * pieceBytes, (n + 1) * pieceBytes);
    yield [kvKeys.removed(s, message.id, version, n), value];
  }
}

/** Name of a message's present version, or of the one that its deletion replaced. */
function versionOf(room: string, { edits = [] }: Message): string {
  return `${String(edits.length).padStart(3, "0")} ${room}`;
}

export async function removedVersions(
  kv: Kv,
  s: string,
  room: string,
  id: string,
): Promise<RemovedVersion[]> {
  const versions = await versionsOf(kv, s, id);
  return versions.filter((removed) => removed.room === room);
}

/** The last version of a deleted message; undefined: it is not kept. */
export async function lastRemovedVersion(
  kv: Kv,
  s: string,
  room: string,
  deleted: Message,
): Promise<RemovedVersion | undefined> {
  const prefix = [...kvKeys.removed(s, deleted.id), versionOf(room, deleted)];
  const [last] = await versionsIn(kv, prefix);
  return last;
}

/** Deletes all versions of the selected messages (O-3); reads all of a session. */
export async function forgetVersions(
  kv: Kv,
  s: string,
  isMeant: (message: Message) => boolean,
): Promise<void> {
  const ids = new Set<string>();
  for await (const { key } of kv.list({ prefix: kvKeys.removed(s) })) {
    ids.add(String(key[3]));
  }
  for (const id of ids) {
    const versions = await versionsOf(kv, s, id);
    const rooms = new Set(
      versions.filter(({ message }) => isMeant(message)).map(({ room }) =>
        room
      ),
    );
    // In another room the same id may be of another message.
    const meantVersions = versions.filter(({ room }) => rooms.has(room));
    for (const removed of meantVersions) {
      for (const [key] of piecesOf(s, removed)) await kv.delete(key);
    }
  }
}

async function versionsOf(
  kv: Kv,
  s: string,
  id: string,
): Promise<RemovedVersion[]> {
  return await versionsIn(kv, kvKeys.removed(s, id));
}

async function versionsIn(
  kv: Kv,
  prefix: KvKey,
): Promise<RemovedVersion[]> {
  const pieces = new Map<string, Uint8Array[]>();
  for await (const { key, value } of kv.list<Uint8Array>({ prefix })) {
    const version = String(key[4]);
    pieces.set(version, [...pieces.get(version) ?? [], value]);
  }
  const versions: RemovedVersion[] = [];
  for (const parts of pieces.values()) {
    const text = await new Blob(parts as BlobPart[]).text();
    versions.push(JSON.parse(text));
  }
  return versions;
}
