/**
 * Keeps what the KV knows of a session equal to its documents, in the same commit: its record, when something is next
 * due, and at the end its code and place.
 */
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

/**
 * When something is due in a session besides its start: its end, at its time, or when that cannot be undone any more;
 * and so of a scheduled one that was cancelled.
 */
export function recordDueAt({ state, endsAt, undoUntil }: Due): number | null {
  if (state === "ended") return null;
  if (state === "scheduled") return undoUntil ?? null;
  return Math.min(endsAt, undoUntil ?? Infinity);
}

/** The same, by the session's document. */
export function dueOf(doc: ReturnType<Tx["doc"]>): number | null {
  return recordDueAt({
    state: info(doc, "state"),
    endsAt: info(doc, "endsAt"),
    undoUntil: info(doc, "undoUntil"),
  });
}

/**
 * Ends a session, also one that has not begun: its code opens nothing from now on, and nobody waits for it any more
 * (A3). `next`: the class that has its place from now on.
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
  // Before it begins the place is another's.
  else if (hasBegun) tx.fact({ key, delete: true });
}

/** What calendars have of a class (S-7), for a comparison. */
export function datedAs(doc: ReturnType<Tx["doc"]>): string {
  return JSON.stringify([
    info(doc, "name"),
    info(doc, "startsAt"),
    info(doc, "endsAt"),
    info(doc, "cancelled"),
  ]);
}

/** Counts a change of what calendars have, by which they know the newer file; `before`: what it was. */
export function countRevision(
  doc: ReturnType<Tx["doc"]>,
  before: string,
): void {
  if (datedAs(doc) === before) return;
  setInfo(doc, { revision: (info(doc, "revision") ?? 0) + 1 });
}

/** Brings the record up to date with the document, in the same commit; returns it. */
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

/** How many students are in a class, without those who were removed. */
export function countStudents(doc: ReturnType<Tx["doc"]>): number {
  return [...members(doc).values()]
    .filter(({ role, removed }) => role === "student" && !removed).length;
}

/** Lets the time at which a session begins by itself follow its document; `before`: what it was. */
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

/** Where it stands when a session begins by itself, its owner as the value. */
export function startKeys(
  { id, owner }: Pick<SessionRecord, "id" | "owner">,
  at: number,
): string[][] {
  return [keys.starts(at, id), keys.startsOf(owner, at, id)];
}

/** When a session begins by itself; null: it has, or never will. */
export function startOf(doc: ReturnType<Tx["doc"]>): number | null {
  return info(doc, "state") === "scheduled" ? info(doc, "startsAt") : null;
}
