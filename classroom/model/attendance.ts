/**
 * Attendance (M-3), with as little data as works: for each student since when they are in, when they were last out, and
 * how long they were in altogether; no list of comings and goings. Writes `attendance` of the staff's document, and
 * `attending`, a heartbeat that shows until when it holds if a server dies. Functions of documents.
 */
import type * as Y from "yjs";
import { type ClassDocuments, info, isRunning, members } from "./layout.ts";
import type { Attended } from "./monitoring/activity.ts";

/** Without a connection for this long (ms) somebody is out, since their last one. */
const outAfter = 60_000;
/** So often it is written down that those who are in still are, in ms. */
const heartbeatEvery = 45_000;
/** After a silence that is longer, nobody knows who was in: it counts as out, in ms. */
const silence = 120_000;

/** `attendance` of the staff's document. */
export function attendanceOf(staff: Y.Doc): Y.Map<Attended> {
  return staff.getMap<Attended>("attendance");
}

/** When it was last written down that those who are in still are; undefined: never. */
function heartbeatAt(staff: Y.Doc): number | undefined {
  return staff.getMap<number>("attending").get("at");
}

/** Whether somebody counts as in. */
export function isAnybodyIn(staff: Y.Doc): boolean {
  return [...attendanceOf(staff).values()].some(({ since }) =>
    since !== undefined
  );
}

/** Somebody as the presence of this process had them since what was written last. Times in ms. */
export interface Sighting {
  /** Stays that have ended: with a minute and more between them, for less is none. */
  readonly past: readonly { readonly from: number; readonly to: number }[];
  /** When the stay after these began. */
  readonly from: number;
  /** When its last connection went; absent: they are online. */
  readonly to?: number;
}

/** The sighting of somebody after they have come online, or gone. */
export function sightingAfter(
  seen: Sighting | undefined,
  online: boolean,
  at: number,
): Sighting {
  if (seen === undefined) {
    return { past: [], from: at, ...!online && { to: at } };
  }
  const { past, from, to } = seen;
  if (!online) return { past, from, to: Math.max(at, from) };
  if (to === undefined) return seen;
  if (at - to < outAfter) return { past, from };
  return { past: [...past, { from, to }], from: at };
}

/** Changes to be written; empty: none. */
interface AttendanceChanges {
  changed: [member: string, entry: Attended][];
  /** To be said again that those who are in still are. */
  heartbeat: boolean;
}

/**
 * Finds what is to be written of comings and goings; once the class is over, all have gone. Changes that are written
 * already are left out, so that several instances may see the same.
 *
 * @param seen sightings by member, as far as this server knows
 */
export function attendanceChanges(
  { session, staff }: ClassDocuments,
  seen: ReadonlyMap<string, Sighting>,
  now: number,
): AttendanceChanges {
  const said = heartbeatAt(staff);
  const over = info(session, "state") === "ended";
  if (!over && !isRunning(session, now)) {
    return { changed: [], heartbeat: false };
  }
  const end = over ? info(session, "endsAt") : Infinity;
  const silent = said !== undefined && Math.min(now, end) - said > silence;
  const changed: AttendanceChanges["changed"] = [];
  let anybody = false;
  for (const [id, { role, joinedAt }] of members(session)) {
    if (role !== "student") continue;
    const before = attendanceOf(staff).get(id);
    let entry = before;
    if (entry?.since !== undefined && silent) entry = out(entry, said);
    const here = seen.get(id);
    if (here !== undefined) entry = withSeen(entry, here, joinedAt, now, end);
    else if (entry?.since !== undefined) {
      const last = over ? untilOf(said, end) : said ?? entry.since;
      if (over || now - last >= outAfter) entry = out(entry, last);
    }
    anybody ||= entry?.since !== undefined;
    if (entry && entry !== before) changed.push([id, entry]);
  }
  return {
    changed,
    heartbeat: anybody && (said === undefined || now - said >= heartbeatEvery),
  };
}

/** Somebody's entry with what was seen of them, up to the end of the class. */
function withSeen(
  entry: Attended | undefined,
  { past, from, to }: Sighting,
  joinedAt: number,
  now: number,
  end: number,
): Attended | undefined {
  const over = end < Infinity;
  const isOut = over || (to !== undefined && now - to >= outAfter);
  const current = { from, to: isOut ? to ?? end : undefined };
  for (const stay of [...past, current]) {
    const written = entry?.since ?? entry?.last ?? -Infinity;
    if (stay.from >= end) break;
    // Another instance has written it.
    if (stay.to !== undefined && Math.min(stay.to, end) <= written) continue;
    if (entry?.since === undefined) {
      // Somebody who has just joined is online a little later.
      const isNew = entry === undefined && stay.from - joinedAt <= outAfter;
      const since = isNew ? joinedAt : Math.max(stay.from, written);
      entry = { ms: 0, ...entry, since };
    }
    if (stay.to !== undefined) entry = out(entry, Math.min(stay.to, end));
  }
  return entry;
}

/** The part of a sighting that must be remembered after writing: stays whose end is not written yet. */
export function stillUnwritten(
  seen: Sighting,
  entry: Attended | undefined,
): Sighting | null {
  const written = entry?.since ?? entry?.last ?? -Infinity;
  const past = seen.past.filter(({ to }) => to > written);
  const isOut = entry?.since === undefined && seen.to !== undefined &&
    seen.to <= written;
  return isOut && past.length === 0 ? null : { ...seen, past };
}

/** Writes it down. */
export function writeChanges(
  staff: Y.Doc,
  { changed, heartbeat }: AttendanceChanges,
  now: number,
) {
  for (const [id, entry] of changed) attendanceOf(staff).set(id, entry);
  // Somebody who comes in also proves that the server is alive.
  if (heartbeat || changed.length > 0) staff.getMap("attending").set("at", now);
}

/** When somebody was last out, and how long they were in. */
interface AttendanceSummary {
  /** Null: they are in. */
  outAt: number | null;
  ms: number;
}

/** How it stands with somebody's attendance; null: nothing is known of it. `ids`: the members that are one person. */
export function attendanceSummary(
  { session, staff }: ClassDocuments,
  ids: readonly string[],
  now: number,
): AttendanceSummary | null {
  const over = info(session, "state") === "ended";
  const end = over ? info(session, "endsAt") : now;
  const until = untilOf(heartbeatAt(staff), end);
  const inside = over || until < end ? until : null;
  let ms = 0, outAt: number | null = -Infinity, first = Infinity;
  let last = -Infinity;
  for (const id of ids) {
    const entry = attendanceOf(staff).get(id);
    if (!entry) continue;
    const open = entry.since !== undefined;
    ms += entry.ms + (open ? Math.max(0, until - entry.since!) : 0);
    const to = open ? inside : entry.last ?? null;
    outAt = to === null || outAt === null ? null : Math.max(outAt, to);
    last = Math.max(last, open ? until : entry.last ?? -Infinity);
    first = Math.min(first, members(session).get(id)?.joinedAt ?? Infinity);
  }
  if (last === -Infinity) return null;
  // On two devices at once one is there once.
  return { outAt, ms: Math.min(ms, last - first) };
}

/** Somebody who was in at the last heartbeat was in until the end, or until the server fell silent. */
function untilOf(said: number | undefined, end: number): number {
  return said !== undefined && end - said > silence ? said : end;
}

function out({ since, ms }: Attended, at: number): Attended {
  const last = Math.max(at, since ?? at);
  return { ms: ms + last - (since ?? last), last };
}
