/**
 * How much room the files of a session take, and who gets more of it (C-5). What has arrived counts; of what is still
 * under way, no more than a little ahead of it, and for minutes: who only announces takes nothing from others. A part
 * of the room is the staff's. Pure: functions of the entries, the members and the time.
 */
import { Refusal } from "../../sync/refusal.ts";
import type { FileEntry } from "../schema/files.ts";

const KiB = 1024;
const MiB = 1024 * KiB;

/** Each file that is there counts as at least this (bytes), so that there are not endlessly many. */
export const least = 256 * KiB;
/** How long room is kept for bytes that were announced and have not come (ms). */
export const keptFor = 120_000;
/** So many uploads of one person are unfinished at once. */
export const mostUnfinished = 5;
/** The part of a session's room that students cannot take. */
const staffs = 0.1;

/** Room in bytes: of the whole session, and of each person in it. */
export interface Room {
  session: number;
  member: number;
}

/** Who uploads, as far as room depends on it. */
export interface Uploader {
  isStaff(member: string): boolean;
  isMine(member: string): boolean;
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
export function isKept(
  { done, grantedAt }: FileEntry,
  now: number,
): boolean {
  return !done && grantedAt !== undefined && now - grantedAt < keptFor;
}

/**
 * Whether a file fits beside all others. Uploads that were begun after it count with what has arrived of them, so that
 * of several for which there is no room together the first gets through. Refused with `too-large`.
 */
export function requireSpace(
  all: Iterable<[id: string, FileEntry]>,
  id: string,
  file: FileEntry,
  { isMine, isStaff }: Uploader,
  room: Room,
  now: number,
): void {
  const whole = Math.max(file.size, least);
  let inSession = whole, mine = whole, ofStaff = 0;
  for (const [other, entry] of all) {
    if (other === id) continue;
    const isLater = entry.at > file.at || entry.at === file.at && other > id;
    const bytes = isLater ? arrivedOf(entry) : takenBy(entry, now);
    inSession += bytes;
    if (isMine(entry.by)) mine += bytes;
    if (isStaff(entry.by)) ofStaff += bytes;
  }
  if (mine > room.member) {
    throw new Refusal(
      "too-large",
      "You have used up your room for files in this class.",
    );
  }
  const kept = isStaff(file.by)
    ? 0
    : Math.max(0, room.session * staffs - ofStaff);
  if (inSession + kept > room.session) {
    throw new Refusal(
      "too-large",
      "The room for files in this class is used up.",
    );
  }
}

function takenBy(entry: FileEntry, now: number): number {
  return isKept(entry, now)
    ? Math.max(entry.granted ?? 0, least)
    : arrivedOf(entry);
}

/** What is there of a file, as it counts. */
function arrivedOf({ done, size, arrived = 0 }: FileEntry): number {
  if (done) return Math.max(size, least);
  return arrived === 0 ? 0 : Math.max(arrived, least);
}
