/**
 * How much space the files of a session take, and who gets more of it (C-5). Bytes that have arrived count; of an upload
 * under way a little more is reserved, for minutes, so that an announcement alone takes nothing from others. A part of
 * the space is the staff's. Functions of documents and the time.
 */
import { refusal } from "../model/refuse.ts";
import { isFileHeld } from "../model/holding.ts";
import { type ClassDocuments, members } from "../model/layout.ts";
import { isSamePerson, isSameSeat, personIn } from "../model/persons.ts";
import { type FileEntry, isPosted } from "../model/files.ts";
import { files } from "../model/attached.ts";

const KiB = 1024;
const MiB = 1024 * KiB;

/** Each file that is there counts as at least this (bytes), so that there are not endlessly many. */
export const least = 256 * KiB;
/** How long room is kept for bytes that were announced and have not come (ms). */
export const uploadKeptMs = 120_000;
/** How many uploads of one person may be unfinished at once. */
export const mostUnfinished = 5;
/** How many files of one person may wait to be posted; a file that is forgotten again leaves its trace in a document. */
const mostUnposted = 20;
/** The part of a session's room that students cannot take. */
const staffs = 0.1;

/** Room in bytes: of the whole session, and of each person in it. */
export interface FileQuota {
  session: number;
  member: number;
}

/**
 * Up to which byte an upload of this size may go on, which has got to `arrived`: at first a MiB, then as much again as
 * has come, at most 8 MiB.
 */
export function nextGrant(size: number, arrived: number): number {
  const step = Math.min(8 * MiB, Math.max(MiB, arrived));
  return Math.min(size, arrived + step);
}

/** Whether room is still kept for what an upload has announced. */
function isKept(
  { done, grantedAt }: FileEntry,
  now: number,
): boolean {
  return !done && grantedAt !== undefined && now - grantedAt < uploadKeptMs;
}

/**
 * Whether a file fits beside all others. Uploads that were begun after it count with what has arrived of them, so that
 * of several for which there is no room together the first gets through. `along`: what is to come in the same commit.
 * Refused with `too-large`.
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
  const isMine = (by: string) => isSamePerson(session, by, file.by);
  const isStaff = (member: string) =>
    members(session).get(personIn(session, member))?.role === "teacher";
  const all = [...files(staff)].filter((it) => !isReleased(docs, ...it));
  const whole = [file, ...along]
    .reduce((sum, { size }) => sum + Math.max(size, least), 0);
  let inSession = whole, mine = whole, ofStaff = 0;
  for (const [other, entry] of all) {
    if (other === id) continue;
    const isLater = entry.at > file.at || entry.at === file.at && other > id;
    const bytes = isLater ? arrivedOf(entry) : takenBy(entry, now);
    inSession += bytes;
    if (isMine(entry.by)) mine += bytes;
    if (isStaff(entry.by)) ofStaff += bytes;
  }
  if (mine > quota.member) {
    throw refusal("own-files-full");
  }
  const kept = isStaff(file.by)
    ? 0
    : Math.max(0, quota.session * staffs - ofStaff);
  if (inSession + kept > quota.session) {
    throw refusal("class-files-full");
  }
}

function takenBy(entry: FileEntry, now: number): number {
  return isKept(entry, now)
    ? Math.max(entry.granted ?? 0, least)
    : arrivedOf(entry);
}

/** The bytes of a file that count. */
function arrivedOf({ done, size, arrived = 0 }: FileEntry): number {
  if (done) return Math.max(size, least);
  return arrived === 0 ? 0 : Math.max(arrived, least);
}

/**
 * Which upload makes room for one more of the same person: of too many unfinished and idle ones the one idle longest;
 * its device begins it again. Undefined: there is room. Refused with `too-often`.
 */
export function placeAmongOwn(
  { session, staff }: ClassDocuments,
  seat: string,
  now: number,
): string | undefined {
  const isMine = (by: string) => isSamePerson(session, by, seat);
  const unposted = [...files(staff)].filter(([, entry]) =>
    isMine(entry.by) && !isPosted(entry)
  );
  const unfinished = unposted.filter(([, { done }]) => !done);
  const isFull = unfinished.length >= mostUnfinished;
  const [longest] = unfinished
    .filter(([, it]) => isSameSeat(session, it.by, seat) && !isKept(it, now))
    .sort(([, a], [, b]) => (a.grantedAt ?? 0) - (b.grantedAt ?? 0));
  if (isFull && !longest || unposted.length >= mostUnposted) {
    throw refusal("files-on-their-way", {}, { retryAfter: 10 });
  }
  return isFull ? longest[0] : undefined;
}

/** The unposted uploads of a removed student; they take no space. */
export function releasedOf(docs: ClassDocuments, member: string): string[] {
  return [...files(docs.staff)].filter(([id, entry]) =>
    isSamePerson(docs.session, entry.by, member) &&
    isReleased(docs, id, entry)
  ).map(([id]) => id);
}

function isReleased(
  { session, staff }: ClassDocuments,
  id: string,
  entry: FileEntry,
): boolean {
  return !isPosted(entry) &&
    members(session).get(personIn(session, entry.by))?.removed === true &&
    !isFileHeld(staff, id);
}
