/**
 * Keeps what the KV knows of a session equal to its documents, in the same commit: its record, when something is next
 * due, and at the end its code and place.
 */
import type { Fact, Tx } from "../../sync/authority.ts";
import { blockedWords } from "../chat/holding.ts";
import { info, mostStudents, setInfo, waiting } from "../layout.ts";
import { documents as names } from "../schema/documents.ts";
import { assistantSettings } from "./session_changes.ts";
import { keys, type SessionRecord } from "./session_keys.ts";

/** When a session ends by itself: at its time, or when the end cannot be undone any more. */
export function dueOf(doc: ReturnType<Tx["doc"]>): number | null {
  const state = info(doc, "state");
  if (state === "ended") return null;
  const endsAt = info(doc, "endsAt");
  const undoUntil = info(doc, "undoUntil");
  return state === "ending" && undoUntil ? Math.min(undoUntil, endsAt) : endsAt;
}

/** The same, by the record. */
export function dueAt(record: SessionRecord): number | null {
  if (record.state === "ended") return null;
  return Math.min(record.endsAt, record.undoUntil ?? Infinity);
}

/** Ends a session: its code opens nothing from now on, and nobody waits for it any more (A3). */
export function endNow(tx: Tx, record: SessionRecord, at: number): void {
  const doc = tx.doc(names.session(record.id));
  setInfo(doc, { state: "ended", endsAt: at, undoUntil: undefined });
  waiting(tx.doc(names.staff(record.id))).clear();
  const gone = [
    keys.code(record.code),
    keys.active(record.owner),
    keys.running(record.id),
  ];
  for (const key of gone) tx.fact({ key, delete: true });
}

/** Brings the record up to date with the document, in the same commit; returns it. */
export function updateRecord(tx: Tx, before: SessionRecord): SessionRecord {
  const doc = tx.doc(names.session(before.id));
  const { undoUntil: _, ...fixed } = before;
  const undoUntil = info(doc, "undoUntil");
  const record: SessionRecord = {
    ...fixed,
    name: info(doc, "name"),
    state: info(doc, "state"),
    startsAt: info(doc, "startsAt"),
    endsAt: info(doc, "endsAt"),
    joinLocked: info(doc, "joinLocked"),
    chatPaused: info(doc, "chatPaused"),
    assistantPaused: info(doc, "assistantPaused"),
    eyesOnMe: info(doc, "eyesOnMe") ?? null,
    nameFilter: info(doc, "nameFilter"),
    mostStudents: mostStudents(doc),
    blockedWords: [...blockedWords(tx.doc(names.staff(before.id)))],
    ...assistantSettings(tx.doc(names.staff(before.id))),
    ...(undoUntil && { undoUntil }),
  };
  const facts: Fact[] = [{ key: keys.session(record.id), value: record }];
  const due = dueAt(record);
  if (due !== null) facts.push({ key: keys.running(record.id), value: due });
  facts.forEach((fact) => tx.fact(fact));
  return record;
}
