/** Updates the KV's facts of a session in the same commit as its documents: record, due time, code and place. */
import type { Tx } from "../../sync/authority.ts";
import { clearCalls } from "../model/following.ts";
import { blockedWords } from "../model/holding.ts";
import {
  info,
  members,
  mostStudents,
  setInfo,
  waitingIn,
} from "../model/layout.ts";
import { documents as names } from "../model/documents.ts";
import type { SessionInfo } from "../model/session.ts";
import { assistantSettings } from "./session_changes.ts";
import { keys, type SessionRecord } from "../storage/session_keys.ts";

type Due = Pick<SessionInfo, "state" | "endsAt" | "undoUntil">;

/** When a session next needs action, other than its start: its end, or the end of undo. */
export function recordDueAt({ state, endsAt, undoUntil }: Due): number | null {
  if (state === "ended") return null;
  if (state === "scheduled") return undoUntil ?? null;
  return Math.min(endsAt, undoUntil ?? Infinity);
}

export function dueOf(doc: ReturnType<Tx["doc"]>): number | null {
  return recordDueAt({
    state: info(doc, "state"),
    endsAt: info(doc, "endsAt"),
    undoUntil: info(doc, "undoUntil"),
  });
}

/**
 * Ends a session, or cancels a scheduled one: its code and requests to enter end (ACCESS-3). `next`: the class that
 * takes its place.
 */
export function endNow(
  tx: Tx,
  record: SessionRecord,
  at: number,
  next?: string,
): void {
  const doc = tx.doc(names.session(record.id));
  const hasBegun = info(doc, "state") !== "scheduled";
  setInfo(doc, {
    state: "ended",
    endsAt: at,
    undoUntil: undefined,
    late: undefined,
    ...(!hasBegun && !info(doc, "missed") && { cancelled: true }),
  });
  clearCalls(doc);
  waitingIn(tx.doc(names.staff(record.id))).clear();
  tx.fact({ key: keys.code(record.code), delete: true });
  const key = keys.active(record.owner);
  if (next !== undefined) tx.fact({ key, value: next });
  // A scheduled class does not have the place.
  else if (hasBegun) tx.fact({ key, delete: true });
}

/** Values of a calendar entry (S-7), to compare. */
export function datedAs(doc: ReturnType<Tx["doc"]>): string {
  return JSON.stringify([
    info(doc, "name"),
    info(doc, "startsAt"),
    info(doc, "endsAt"),
    info(doc, "cancelled"),
  ]);
}

/** Counts changes of the calendar entry, so that calendars know the newer file. */
export function countRevision(
  doc: ReturnType<Tx["doc"]>,
  before: string,
): void {
  if (datedAs(doc) === before) return;
  setInfo(doc, { revision: (info(doc, "revision") ?? 0) + 1 });
}

/** Rewrites the record from the document, in the same commit. */
export function updateRecord(tx: Tx, before: SessionRecord): SessionRecord {
  const doc = tx.doc(names.session(before.id));
  const { undoUntil: _, late: __, missed: ___, cancelled: ____, ...fixed } =
    before;
  const undoUntil = info(doc, "undoUntil");
  const revision = info(doc, "revision");
  const zone = info(doc, "zone");
  const record: SessionRecord = {
    ...fixed,
    name: info(doc, "name"),
    state: info(doc, "state"),
    startsAt: info(doc, "startsAt"),
    endsAt: info(doc, "endsAt"),
    hours: info(doc, "hours") ?? before.hours,
    rejoin: info(doc, "rejoin"),
    collect: info(doc, "collect"),
    joinLocked: info(doc, "joinLocked"),
    chatPaused: info(doc, "chatPaused"),
    assistantPaused: info(doc, "assistantPaused"),
    eyesOnMe: info(doc, "eyesOnMe") ?? null,
    nameFilter: info(doc, "nameFilter"),
    mostStudents: mostStudents(doc),
    blockedWords: [...blockedWords(tx.doc(names.staff(before.id)))],
    ...assistantSettings(tx.doc(names.staff(before.id))),
    ...(revision && { revision }),
    ...(zone && { zone }),
    ...(undoUntil && { undoUntil }),
    ...(info(doc, "late") && { late: true }),
    ...(info(doc, "missed") && { missed: true }),
    ...(info(doc, "cancelled") && { cancelled: true }),
    ...(info(doc, "state") === "ended" && { students: countStudents(doc) }),
  };
  tx.fact({ key: keys.session(record.id), value: record });
  const due = recordDueAt(record);
  const running = keys.running(record.id);
  tx.fact(
    due === null
      ? { key: running, delete: true }
      : { key: running, value: due },
  );
  return record;
}

/** Students who are not removed. */
export function countStudents(doc: ReturnType<Tx["doc"]>): number {
  return [...members(doc).values()]
    .filter(({ role, removed }) => role === "student" && !removed).length;
}

/** Moves the start keys; `before`: the former start. */
export function updateStart(
  tx: Tx,
  before: number | null,
  record: SessionRecord,
): void {
  const after = startOf(tx.doc(names.session(record.id)));
  if (before === after) return;
  if (before !== null) {
    for (const key of startKeys(record, before)) {
      tx.fact({ key, delete: true });
    }
  }
  if (after !== null) {
    for (const key of startKeys(record, after)) {
      tx.fact({ key, value: record.owner });
    }
  }
}

/** The keys of a scheduled start; their value is the owner. */
export function startKeys(
  { id, owner }: Pick<SessionRecord, "id" | "owner">,
  at: number,
): string[][] {
  return [keys.starts(at, id), keys.startsOf(owner, at, id)];
}

export function startOf(doc: ReturnType<Tx["doc"]>): number | null {
  return info(doc, "state") === "scheduled" ? info(doc, "startsAt") : null;
}
