/**
 * Attendance (M-3): per student the start of the present stay, the end of the last, and total time; no list
 * of stays. Writes `attendance` of the staff's document, and `attending`, a heartbeat that bounds open stays
 * if the server dies.
 */
import type * as Y from "yjs";
import { type ClassDocuments, isClassRunning, sessionInfo } from "./layout.ts";
import type { AttendanceEntry } from "./monitoring/activity.ts";
import { minuteMs } from "../../formats/times.ts";
import { members } from "./roots.ts";
import { attendanceHeartbeat, attendanceOf } from "./staff_roots.ts";

/** A student without a connection for this long counts as out from the end of the last connection (ms). */
const outAfterMs = minuteMs;
const heartbeatIntervalMs = 45_000;
/** A longer gap between heartbeats counts as out for all, as the server was down (ms). */
const silenceMs = 120_000;

function heartbeatAt(staff: Y.Doc): number | undefined {
  return attendanceHeartbeat(staff).get("at");
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
  /** Start of the latest stay. */
  readonly from: number;
  /** When the student's last connection closed; absent: the student is online. */
  readonly to?: number;
}

export function updateSighting(
  sighting: Sighting | undefined,
  isOnline: boolean,
  timeMs: number,
): Sighting {
  if (sighting === undefined) {
    return { past: [], from: timeMs, ...!isOnline && { to: timeMs } };
  }
  const { past, from, to } = sighting;
  if (!isOnline) return { past, from, to: Math.max(timeMs, from) };
  if (to === undefined) return sighting;
  if (timeMs - to < outAfterMs) return { past, from };
  return { past: [...past, { from, to }], from: timeMs };
}

interface AttendanceChanges {
  changed: [member: string, entry: AttendanceEntry][];
  isHeartbeatDue: boolean;
}

/**
 * Finds the attendance entries to write. Once the class is over, all students are out. Leaves out stays that another
 * server instance has written.
 * @param sightings what this server instance saw, by member
 */
export function findAttendanceChanges(
  { session, staff }: ClassDocuments,
  sightings: ReadonlyMap<string, Sighting>,
  now: number,
): AttendanceChanges {
  const heartbeat = heartbeatAt(staff);
  const isOver = sessionInfo(session, "state") === "ended";
  if (!isOver && !isClassRunning(session, now)) {
    return { changed: [], isHeartbeatDue: false };
  }
  const end = isOver ? sessionInfo(session, "endsAt") : Infinity;
  const isSilent = heartbeat !== undefined &&
    Math.min(now, end) - heartbeat > silenceMs;
  const changed: AttendanceChanges["changed"] = [];
  let isAnyoneIn = false;
  for (const [id, { role, joinedAt }] of members(session)) {
    if (role !== "student") continue;
    const previousEntry = attendanceOf(staff).get(id);
    let entry = previousEntry;
    if (entry?.since !== undefined && isSilent) {
      entry = endStay(entry, heartbeat);
    }
    const sighting = sightings.get(id);
    if (sighting !== undefined) {
      entry = addSighting(entry, sighting, joinedAt, now, end);
    } else if (entry?.since !== undefined) {
      const last = isOver
        ? openStayEnd(heartbeat, end)
        : heartbeat ?? entry.since;
      if (isOver || now - last >= outAfterMs) entry = endStay(entry, last);
    }
    isAnyoneIn ||= entry?.since !== undefined;
    if (entry && entry !== previousEntry) changed.push([id, entry]);
  }
  return {
    changed,
    isHeartbeatDue: isAnyoneIn &&
      (heartbeat === undefined || now - heartbeat >= heartbeatIntervalMs),
  };
}

/** Adds a sighting to an entry, up to `end`, the end of the class. */
function addSighting(
  entry: AttendanceEntry | undefined,
  { past, from, to }: Sighting,
  joinedAt: number,
  now: number,
  end: number,
): AttendanceEntry | undefined {
  const isOver = end < Infinity;
  const isOut = isOver || (to !== undefined && now - to >= outAfterMs);
  const current = { from, to: isOut ? to ?? end : undefined };
  for (const stay of [...past, current]) {
    const writtenUntil = entry?.since ?? entry?.last ?? -Infinity;
    if (stay.from >= end) break;
    // Another instance has written this stay.
    if (stay.to !== undefined && Math.min(stay.to, end) <= writtenUntil) {
      continue;
    }
    if (entry?.since === undefined) {
      // A new student goes online shortly after joining: the stay begins at joining.
      const isNew = entry === undefined && stay.from - joinedAt <= outAfterMs;
      const since = isNew ? joinedAt : Math.max(stay.from, writtenUntil);
      entry = { ms: 0, ...entry, since };
    }
    if (stay.to !== undefined) entry = endStay(entry, Math.min(stay.to, end));
  }
  return entry;
}

export function unwrittenSighting(
  sighting: Sighting,
  entry: AttendanceEntry | undefined,
): Sighting | null {
  const writtenUntil = entry?.since ?? entry?.last ?? -Infinity;
  const past = sighting.past.filter(({ to }) => to > writtenUntil);
  const isOut = entry?.since === undefined && sighting.to !== undefined &&
    sighting.to <= writtenUntil;
  return isOut && past.length === 0 ? null : { ...sighting, past };
}

export function writeAttendance(
  staff: Y.Doc,
  { changed, isHeartbeatDue }: AttendanceChanges,
  now: number,
) {
  for (const [id, entry] of changed) attendanceOf(staff).set(id, entry);
  // Any change also proves that the server is alive.
  if (isHeartbeatDue || changed.length > 0) {
    attendanceHeartbeat(staff).set("at", now);
  }
}

interface AttendanceSummary {
  /** When the student left; null: the student is in. */
  outAt: number | null;
  ms: number;
}

/** Attendance of the person with these member ids; null: nothing is recorded. */
export function summarizeAttendance(
  { session, staff }: ClassDocuments,
  ids: readonly string[],
  now: number,
): AttendanceSummary | null {
  const isOver = sessionInfo(session, "state") === "ended";
  const end = isOver ? sessionInfo(session, "endsAt") : now;
  const until = openStayEnd(heartbeatAt(staff), end);
  const openOutAt = isOver || until < end ? until : null;
  let ms = 0, outAt: number | null = -Infinity, first = Infinity;
  let last = -Infinity;
  for (const id of ids) {
    const entry = attendanceOf(staff).get(id);
    if (!entry) continue;
    const isOpen = entry.since !== undefined;
    ms += entry.ms + (isOpen ? Math.max(0, until - entry.since!) : 0);
    const to = isOpen ? openOutAt : entry.last ?? null;
    outAt = to === null || outAt === null ? null : Math.max(outAt, to);
    last = Math.max(last, isOpen ? until : entry.last ?? -Infinity);
    first = Math.min(first, members(session).get(id)?.joinedAt ?? Infinity);
  }
  if (last === -Infinity) return null;
  // Time with two devices at once counts once.
  return { outAt, ms: Math.min(ms, last - first) };
}

/** The end of an open stay: `end`, or the last heartbeat if the server fell silent. */
function openStayEnd(heartbeat: number | undefined, end: number): number {
  return heartbeat !== undefined && end - heartbeat > silenceMs
    ? heartbeat
    : end;
}

function endStay({ since, ms }: AttendanceEntry, end: number): AttendanceEntry {
  const last = Math.max(end, since ?? end);
  return { ms: ms + last - (since ?? last), last };
}
