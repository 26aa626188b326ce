/**
 * Attendance (M-3): per student the start of the present stay, the end of the last, and total time; no list
 * of stays. Writes `attendance` of the staff's document, and `attending`, a heartbeat that bounds open stays
 * if the server dies.
 */
import type * as Y from "yjs";
import {
  type ClassDocuments,
  isClassRunning,
  members,
  sessionInfo,
} from "./layout.ts";
import type { AttendanceEntry } from "./monitoring/activity.ts";

/** A student without a connection for this long is out since the last one (ms). */
const outAfterMs = 60_000;
/** Interval of the heartbeat (ms). */
const heartbeatIntervalMs = 45_000;
/** After a longer gap between heartbeats, attendance is unknown and counts as out (ms). */
const silenceMs = 120_000;

export function attendanceOf(staff: Y.Doc): Y.Map<AttendanceEntry> {
  return staff.getMap<AttendanceEntry>("attendance");
}

function heartbeatAt(staff: Y.Doc): number | undefined {
  return staff.getMap<number>("attending").get("at");
}

export function isAnyStudentPresent(staff: Y.Doc): boolean {
  return [...attendanceOf(staff).values()].some(({ since }) =>
    since !== undefined
  );
}

/** A student's presence in this process since the last write. Times in ms. */
export interface Sighting {
  /** Ended stays, with at least a minute between them. */
  readonly past: readonly { readonly from: number; readonly to: number }[];
  /** Start of the stay after these. */
  readonly from: number;
  /** When the last connection closed; absent: online. */
  readonly to?: number;
}

export function updateSighting(
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
  if (at - to < outAfterMs) return { past, from };
  return { past: [...past, { from, to }], from: at };
}

interface AttendanceChanges {
  changed: [member: string, entry: AttendanceEntry][];
  heartbeat: boolean;
}

/**
 * Finds the entries to write; once the class is over, all students are out. Leaves out what is written
 * already, as several instances may see the same.
 * @param seen sightings of this server, by member
 */
export function findAttendanceChanges(
  { session, staff }: ClassDocuments,
  seen: ReadonlyMap<string, Sighting>,
  now: number,
): AttendanceChanges {
  const said = heartbeatAt(staff);
  const over = sessionInfo(session, "state") === "ended";
  if (!over && !isClassRunning(session, now)) {
    return { changed: [], heartbeat: false };
  }
  const end = over ? sessionInfo(session, "endsAt") : Infinity;
  const silent = said !== undefined && Math.min(now, end) - said > silenceMs;
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
      if (over || now - last >= outAfterMs) entry = out(entry, last);
    }
    anybody ||= entry?.since !== undefined;
    if (entry && entry !== before) changed.push([id, entry]);
  }
  return {
    changed,
    heartbeat: anybody &&
      (said === undefined || now - said >= heartbeatIntervalMs),
  };
}

/** The entry with a sighting added, up to the end of the class. */
function withSeen(
  entry: AttendanceEntry | undefined,
  { past, from, to }: Sighting,
  joinedAt: number,
  now: number,
  end: number,
): AttendanceEntry | undefined {
  const over = end < Infinity;
  const isOut = over || (to !== undefined && now - to >= outAfterMs);
  const current = { from, to: isOut ? to ?? end : undefined };
  for (const stay of [...past, current]) {
    const written = entry?.since ?? entry?.last ?? -Infinity;
    if (stay.from >= end) break;
    // Another instance has written this stay.
    if (stay.to !== undefined && Math.min(stay.to, end) <= written) continue;
    if (entry?.since === undefined) {
      // A new student goes online shortly after joining: the stay begins at joining.
      const isNew = entry === undefined && stay.from - joinedAt <= outAfterMs;
      const since = isNew ? joinedAt : Math.max(stay.from, written);
      entry = { ms: 0, ...entry, since };
    }
    if (stay.to !== undefined) entry = out(entry, Math.min(stay.to, end));
  }
  return entry;
}

export function unwrittenSighting(
  seen: Sighting,
  entry: AttendanceEntry | undefined,
): Sighting | null {
  const written = entry?.since ?? entry?.last ?? -Infinity;
  const past = seen.past.filter(({ to }) => to > written);
  const isOut = entry?.since === undefined && seen.to !== undefined &&
    seen.to <= written;
  return isOut && past.length === 0 ? null : { ...seen, past };
}

export function writeAttendance(
  staff: Y.Doc,
  { changed, heartbeat }: AttendanceChanges,
  now: number,
) {
  for (const [id, entry] of changed) attendanceOf(staff).set(id, entry);
  // A new stay also proves that the server is alive.
  if (heartbeat || changed.length > 0) staff.getMap("attending").set("at", now);
}

interface AttendanceSummary {
  /** Null: the student is in. */
  outAt: number | null;
  ms: number;
}

/** Attendance of one person with these member ids; null: unknown. */
export function summarizeAttendance(
  { session, staff }: ClassDocuments,
  ids: readonly string[],
  now: number,
): AttendanceSummary | null {
  const over = sessionInfo(session, "state") === "ended";
  const end = over ? sessionInfo(session, "endsAt") : now;
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
  // Two devices at once count once.
  return { outAt, ms: Math.min(ms, last - first) };
}

/** The end of an open stay: `end`, or the last heartbeat if the server fell silent. */
function untilOf(said: number | undefined, end: number): number {
  return said !== undefined && end - said > silenceMs ? said : end;
}

function out({ since, ms }: AttendanceEntry, at: number): AttendanceEntry {
  const last = Math.max(at, since ?? at);
  return { ms: ms + last - (since ?? last), last };
}
