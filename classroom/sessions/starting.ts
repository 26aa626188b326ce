/**
 * The beginning of a scheduled class (S-7): what was prepared begins now. A decision on documents; writes `info`,
 * `breakouts` and `resources` of the session's document, `returning` of the staff's, and a line in the main room.
 */
import type { Tx } from "../../sync/authority.ts";
import { announce } from "../model/system_lines.ts";
import { rulesOf } from "../model/breakouts_layout.ts";
import { closesAt, start as openGroups } from "../groups/opening.ts";
import {
  type ClassDocuments,
  info,
  returning,
  setInfo,
} from "../model/layout.ts";
import { timed } from "../resources/quiz_copy.ts";
import { replaceShared, resources } from "../model/resources_layout.ts";
import { documents as names } from "../model/documents.ts";
import { showCode } from "./given_again.ts";
import { type peopleOf, renewReturning } from "./returning.ts";
import { keys, type SessionRecord } from "../storage/session_keys.ts";

/**
 * Begins a class that is to begin at `startsAt`; false where it is not so any more: it has begun, was moved or is
 * cancelled. Harmless twice. `before`: who is in the class before; null: there is none, or it is not there any more.
 */
export function beginClass(
  tx: Tx,
  docs: ClassDocuments,
  record: SessionRecord,
  startsAt: number,
  before: ReturnType<typeof peopleOf> | null,
): boolean {
  const { session, staff } = docs;
  if (!isToBegin(session, tx.now) || info(session, "startsAt") !== startsAt) {
    return false;
  }
  setInfo(session, { state: "active", startsAt: tx.now, late: undefined });
  const { id, member } = record;
  announce(tx.doc(names.room(id, "main")), "session-started", member, tx.now);
  if (rulesOf(session).auto) openGroups(docs, tx.now);
  const closes = closesAt(session);
  if (closes !== null) tx.fact({ key: keys.roomsDue(id), value: closes });
  const prepared = resources(session).toArray();
  // All of it anew may be more than a commit takes.
  for (const it of prepared) {
    if ("closed" in it && it.closed) continue;
    const begun = timed(it, tx.now);
    if (begun !== it) replaceShared(session, it.id, begun);
  }
  if (prepared.length > 0) showCode(staff, tx.now);
  // Without rejoin no name is anybody's from the class before.
  if (!info(session, "rejoin")) returning(staff).clear();
  else if (before) renewReturning(staff, before);
  return true;
}

/** Whether its time has come, and nobody has cancelled it. */
export function isToBegin(
  session: ClassDocuments["session"],
  now: number,
): boolean {
  return info(session, "state") === "scheduled" &&
    info(session, "undoUntil") === undefined &&
    info(session, "startsAt") <= now && now < info(session, "endsAt");
}
