/**
 * Space for a session's files (C-5). Arrived bytes count; running uploads reserve a little more, for minutes, so that
 * announced sizes block nothing. A share is only for staff. Pure functions of documents and time.
 */
import { refusal } from "../model/refuse.ts";
import { isFileHeld } from "../model/held_messages.ts";
import type { ClassDocuments } from "../model/layout.ts";
import {
  findPerson,
  isSamePerson,
  isSameSeat,
  makeQuotaTest,
} from "../model/persons.ts";
import { type FileEntry, isFilePosted } from "../model/files.ts";
import { members } from "../model/roots.ts";
import { fileEntries } from "../model/staff_roots.ts";

const KiB = 1024;
const MiB = 1024 * KiB;

/** A file counts at least this many bytes, which bounds the number of files. */
export const minCountedBytes = 256 * KiB;
/** For how long bytes stay reserved (ms). */
export const reservationMs = 120_000;
export const maxUnfinishedUploads = 5;
/** Unposted files per person, as each leaves a trace in the document. */
const maxUnposted = 20;
/** Share of a session's space that students cannot use. */
const staffShare = 0.1;

/** Bytes per session, and per person in it. */
export interface FileQuota {
  session: number;
  member: number;
}

/** The byte up to which an upload may continue: 1 MiB at first, then as much more as has arrived, at most 8 MiB. */
export function grantedBytes(size: number, arrived: number): number {
  const step = Math.min(8 * MiB, Math.max(MiB, arrived));
  return Math.min(size, arrived + step);
}

function isKept(
  { done, grantedAt }: FileEntry,
  now: number,
): boolean {
  return !done && grantedAt !== undefined && now - grantedAt < reservationMs;
}

/**
 * Refuses a file with `too-large` if there is no space. Of uploads that began later only arrived bytes count, so that
 * the first one can finish.
 * @param along further files of the same commit
 */
export function requireSpace(
  docs: ClassDocuments,
  id: string,
  file: FileEntry,
  quota: FileQuota,
  now: number,
  along: readonly FileEntry[] = [],
): void {
  const { session, staff } = docs;
  const isMine = makeQuotaTest(session, file.by);
  const isStaff = (member: string) =>
    members(session).get(findPerson(session, member))?.role === "teacher";
  const entries = [...fileEntries(staff)].filter((it) =>
    !isReleased(docs, ...it)
  );
  const newBytes = [file, ...along]
    .reduce((sum, { size }) => sum + Math.max(size, minCountedBytes), 0);
  let sessionBytes = newBytes, memberBytes = newBytes, staffBytes = 0;
  for (const [otherId, entry] of entries) {
    if (otherId === id) continue;
    const isLater = entry.at > file.at || entry.at === file.at && otherId > id;
    const bytes = isLater ? arrivedOf(entry) : countedBytes(entry, now);
    sessionBytes += bytes;
    if (isMine(entry.by)) memberBytes += bytes;
    if (isStaff(entry.by)) staffBytes += bytes;
  }
  if (memberBytes > quota.member) {
    throw refusal("own-files-full");
  }
  const staffReserve = isStaff(file.by)
    ? 0
    : Math.max(0, quota.session * staffShare - staffBytes);
  if (sessionBytes + staffReserve > quota.session) {
    throw refusal("class-files-full");
  }
}

function countedBytes(entry: FileEntry, now: number): number {
  return isKept(entry, now)
    ? Math.max(entry.granted ?? 0, minCountedBytes)
    : arrivedOf(entry);
}

function arrivedOf({ done, size, arrived = 0 }: FileEntry): number {
  if (done) return Math.max(size, minCountedBytes);
  return arrived === 0 ? 0 : Math.max(arrived, minCountedBytes);
}

/**
 * The upload to drop for a new one of the same person: the one that has been idle longest, which its device restarts.
 * Undefined: nothing has to be dropped. Refuses with `too-often` if none can be, or too many files are unposted.
 */
export function findUploadToDrop(
  { session, staff }: ClassDocuments,
  seat: string,
  now: number,
): string | undefined {
  const isMine = makeQuotaTest(session, seat);
  const unposted = [...fileEntries(staff)].filter(([, entry]) =>
    isMine(entry.by) && !isFilePosted(entry)
  );
  const unfinished = unposted.filter(([, { done }]) => !done);
  const isFull = unfinished.length >= maxUnfinishedUploads;
  const [longest] = unfinished
    .filter(([, entry]) =>
      isSameSeat(session, entry.by, seat) && !isKept(entry, now)
    )
    .sort(([, a], [, b]) => (a.grantedAt ?? 0) - (b.grantedAt ?? 0));
  if (isFull && !longest || unposted.length >= maxUnposted) {
    throw refusal("files-on-their-way", {}, { retryAfter: 10 });
  }
  return isFull ? longest[0] : undefined;
}

/** Ids of a removed student's uploads that were not posted, and so can be deleted. */
export function unpostedUploadsOf(
  docs: ClassDocuments,
  member: string,
): string[] {
  return [...fileEntries(docs.staff)].filter(([id, entry]) =>
    isSamePerson(docs.session, entry.by, member) &&
    isReleased(docs, id, entry)
  ).map(([id]) => id);
}

function isReleased(
  { session, staff }: ClassDocuments,
  id: string,
  entry: FileEntry,
): boolean {
  return !isFilePosted(entry) &&
    members(session).get(findPerson(session, entry.by))?.removed === true &&
    !isFileHeld(staff, id);
}
