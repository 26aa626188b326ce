/**
 * Seats of colleagues in a session that is another teacher's, as decisions change them: the entry in `members`,
 * `moderators` or `observers` of the staff's document, and the KV's copy by which the next request finds them.
 */
import type * as Y from "yjs";
import type { Tx } from "../../../sync/authority.ts";
import { type ClassDocuments, members, waiting } from "../../layout.ts";
import type { Colleague } from "../../schema/members.ts";
import {
  type Invitation,
  keys,
  type Seat,
  type WaitingRecord,
} from "../../sessions/session_keys.ts";
import { shownName } from "../names/display_names.ts";

/** Somebody with an account. */
export interface SeatedTeacher {
  id: string;
  name: string;
  email: string;
}

/** `moderators` or `observers` of the staff's document, by account. */
export function colleagues(
  staff: Y.Doc,
  role: Seat["role"],
): Y.Map<Colleague> {
  return staff.getMap(role === "observer" ? "observers" : "moderators");
}

/** `invited` of the staff's document: by the invitation's id, for not all staff need to know the address. */
export function invited(staff: Y.Doc): Y.Map<Omit<Invitation, "id">> {
  return staff.getMap("invited");
}

/** The role that goes with an invitation. */
export function roleOf(as: Invitation["as"]): Seat["role"] {
  return as === "moderator" ? "teacher" : "observer";
}

/**
 * Gives somebody a seat, or the one that they have another role.
 *
 * @param member under which id, where they have no seat now
 */
export function takeSeat(
  { session, staff }: ClassDocuments,
  tx: Tx,
  s: string,
  { id, name, email }: SeatedTeacher,
  role: Seat["role"],
  member: string,
): Seat {
  const now = colleagues(staff, "teacher").get(id) ??
    colleagues(staff, "observer").get(id);
  const seat: Seat = { member: now?.member ?? member, role, email, at: tx.now };
  const before = members(session).get(seat.member);
  members(session).set(seat.member, {
    name: shownName(name),
    role,
    joinedAt: before?.joinedAt ?? tx.now,
    room: null,
  });
  colleagues(staff, role === "teacher" ? "observer" : "teacher").delete(id);
  colleagues(staff, role).set(id, { member: seat.member, at: seat.at });
  tx.fact({ key: keys.seat(s, id), value: seat });
  tx.fact({ key: keys.helps(id, s), value: true });
  settleKnocks(staff, tx, s, id, seat.member);
  return seat;
}

/** Who is in does not knock any more: to be let observe would take a moderator's seat. */
function settleKnocks(
  staff: Y.Doc,
  tx: Tx,
  session: string,
  teacher: string,
  member: string,
): void {
  for (const [id, entry] of [...waiting(staff)]) {
    if (entry.kind !== "observe" || entry.teacher !== teacher) continue;
    waiting(staff).delete(id);
    const outcome = { in: member, rejoined: false };
    const record: WaitingRecord = { session, ...entry, outcome };
    tx.fact({ key: keys.waiting(id), value: record });
  }
}

/** Takes a seat back: access goes with the commit (A1). False where they have none. */
export function leaveSeat(
  { session, staff }: ClassDocuments,
  tx: Tx,
  s: string,
  teacher: string,
  { role, email }: Pick<Seat, "role" | "email">,
): boolean {
  const seat = colleagues(staff, role).get(teacher);
  const entry = seat && members(session).get(seat.member);
  if (!seat || !entry) return false;
  colleagues(staff, role).delete(teacher);
  members(session).set(seat.member, { ...entry, removed: true });
  const gone: Seat = { ...seat, role, email, gone: tx.now };
  tx.fact({ key: keys.seat(s, teacher), value: gone });
  return true;
}

/** Opens a session to an address, under the id of the invitation that there was, or a new one. */
export function openTo(
  { staff }: ClassDocuments,
  tx: Tx,
  s: string,
  email: string,
  { id, as }: Pick<Invitation, "id" | "as">,
): void {
  const invitation = { as, at: tx.now };
  invited(staff).set(id, invitation);
  tx.fact({ key: keys.invited(s, email), value: { ...invitation, id } });
  tx.fact({ key: keys.invitedTo(email, s), value: true });
}

/** Closes it again, where this invitation stands; null: there was none. */
export function closeTo(
  { staff }: ClassDocuments,
  tx: Tx,
  s: string,
  email: string,
  invitation: Pick<Invitation, "id" | "as"> | null,
): void {
  if (!invitation) return;
  const { id, as } = invitation;
  if (invited(staff).get(id)?.as !== as) return;
  invited(staff).delete(id);
  tx.fact({ key: keys.invited(s, email), delete: true });
  tx.fact({ key: keys.invitedTo(email, s), delete: true });
}
