/**
 * Updates the facts of a session (record, due time, code, the owner's running class) in the same commit as its
 * documents.
 */
import type { Tx } from "../../sync/authority.ts";
import { clearCalls } from "../model/call_changes.ts";
import { maxStudentsOf, sessionInfo, setSessionInfo } from "../model/layout.ts";
import { documentNames as names } from "../model/documents.ts";
import type { SessionInfo } from "../model/session.ts";
import { members } from "../model/roots.ts";
import { blockedWordsOf, waitingEntries } from "../model/staff_roots.ts";
import { assistantSettings } from "./session_changes.ts";
import { kvKeys, type SessionRecord } from "../storage/kv_keys.ts";

type DueTimes = Pick<SessionInfo, "state" | "endsAt" | "undoUntil">;

/** When a session next needs action, other than its start: its end, or the end of undo (ms). Null: never. */
export function dueTimeOfRecord(
  { state, endsAt, undoUntil }: DueTimes,
): number | null {
  if (state === "ended") return null;
  if (state === "scheduled") return undoUntil ?? null;
  return Math.min(endsAt, undoUntil ?? Infinity);
}

export function dueTimeOf(doc: ReturnType<Tx["doc"]>): number | null {
  return dueTimeOfRecord({
    state: sessionInfo(doc, "state"),
    endsAt: sessionInfo(doc, "endsAt"),
    undoUntil: sessionInfo(doc, "undoUntil"),
  });
}

/**
 * Ends a session, or cancels a scheduled one. Its code and the requests to join end, too (ACCESS-3).
 * @param next the class that becomes the owner's running class
 */
export function endSession(
  tx: Tx,
  record: SessionRecord,
  endsAt: number,
  next?: string,
): void {
  const doc = tx.doc(names.session(record.id));
  const hasBegun = sessionInfo(doc, "state") !== "scheduled";
  setSessionInfo(doc, {
    state: "ended",
    endsAt,
    undoUntil: undefined,
    late: undefined,
    ...(!hasBegun && !sessionInfo(doc, "missed") && { cancelled: true }),
  });
  clearCalls(doc);
  waitingEntries(tx.doc(names.staff(record.id))).clear();
  tx.addFact({ key: kvKeys.code(record.code), delete: true });
  const key = kvKeys.active(record.owner);
  if (next !== undefined) tx.addFact({ key, value: next });
  // A class that has not begun is not the owner's running class.
  else if (hasBegun) tx.addFact({ key, delete: true });
}

/** The values of a session's calendar entry (S-7), as a text to compare. */
export function calendarValues(doc: ReturnType<Tx["doc"]>): string {
  return JSON.stringify([
    sessionInfo(doc, "name"),
    sessionInfo(doc, "startsAt"),
    sessionInfo(doc, "endsAt"),
    sessionInfo(doc, "cancelled"),
  ]);
}

/** Counts a change of the calendar entry, so that calendars know which file is newer. */
export function countCalendarRevision(
  doc: ReturnType<Tx["doc"]>,
  oldValues: string,
): void {
  if (calendarValues(doc) === oldValues) return;
  setSessionInfo(doc, { revision: (sessionInfo(doc, "revision") ?? 0) + 1 });
}

/** Rewrites the record from the document, in the same commit. */
export function updateRecord(tx: Tx, oldRecord: SessionRecord): SessionRecord {
  const doc = tx.doc(names.session(oldRecord.id));
  const { undoUntil: _, late: __, missed: ___, cancelled: ____, ...fixed } =
    oldRecord;
  const undoUntil = sessionInfo(doc, "undoUntil");
  const revision = sessionInfo(doc, "revision");
  const zone = sessionInfo(doc, "zone");
  const record: SessionRecord = {
    ...fixed,
    name: sessionInfo(doc, "name"),
    state: sessionInfo(doc, "state"),
    startsAt: sessionInfo(doc, "startsAt"),
    endsAt: sessionInfo(doc, "endsAt"),
    hours: sessionInfo(doc, "hours") ?? oldRecord.hours,
    rejoin: sessionInfo(doc, "rejoin"),
    collect: sessionInfo(doc, "collect"),
    joinLocked: sessionInfo(doc, "joinLocked"),
    chatPaused: sessionInfo(doc, "chatPaused"),
    assistantPaused: sessionInfo(doc, "assistantPaused"),
    eyesOnMe: sessionInfo(doc, "eyesOnMe") ?? null,
    nameFilter: sessionInfo(doc, "nameFilter"),
    mostStudents: maxStudentsOf(doc),
    blockedWords: [...blockedWordsOf(tx.doc(names.staff(oldRecord.id)))],
    ...assistantSettings(tx.doc(names.staff(oldRecord.id))),
    ...(revision && { revision }),
    ...(zone && { zone }),
    ...(undoUntil && { undoUntil }),
    ...(sessionInfo(doc, "late") && { late: true }),
    ...(sessionInfo(doc, "missed") && { missed: true }),
    ...(sessionInfo(doc, "cancelled") && { cancelled: true }),
    ...(sessionInfo(doc, "state") === "ended" &&
      { students: countStudents(doc) }),
  };
  tx.addFact({ key: kvKeys.session(record.id), value: record });
  const due = dueTimeOfRecord(record);
  const running = kvKeys.running(record.id);
  tx.addFact(
    due === null
      ? { key: running, delete: true }
      : { key: running, value: due },
  );
  return record;
}

export function countStudents(doc: ReturnType<Tx["doc"]>): number {
  return [...members(doc).values()]
    .filter(({ role, removed }) => role === "student" && !removed).length;
}

/**
 * Replaces the keys that find a session by its scheduled start, if the start has changed.
 * @param oldStart the start of the stored keys; null: there are none
 */
export function updateStart(
  tx: Tx,
  oldStart: number | null,
  record: SessionRecord,
): void {
  const newStart = scheduledStartOf(tx.doc(names.session(record.id)));
  if (oldStart === newStart) return;
  if (oldStart !== null) {
    for (const key of startKeys(record, oldStart)) {
      tx.addFact({ key, delete: true });
    }
  }
  if (newStart !== null) {
    for (const key of startKeys(record, newStart)) {
      tx.addFact({ key, value: record.owner });
    }
  }
}

export function startKeys(
  { id, owner }: Pick<SessionRecord, "id" | "owner">,
  startsAt: number,
): string[][] {
  return [kvKeys.starts(startsAt, id), kvKeys.startsOf(owner, startsAt, id)];
}

export function scheduledStartOf(doc: ReturnType<Tx["doc"]>): number | null {
  return sessionInfo(doc, "state") === "scheduled"
    ? sessionInfo(doc, "startsAt")
    : null;
}
