/**
 * Seats of colleagues in a session that is another teacher's, as decisions change them: the entry in `members`,
 * `moderators` or `observers` of the staff's document, and the KV's copy by which the next request finds them.
 */
import type * as Y from "yjs";
import type { Tx } from "../../../sync/authority.ts";
import { type ClassDocuments, members, waitingIn } from "../../model/layout.ts";
import type { Colleague } from "../../model/members.ts";
import {
  type Invitation,
  keys,
  type StaffSeat,
  type WaitingRecord,
} from "../../storage/session_keys.ts";
import { namesOfOthers } from "../names/names_in_use.ts";
import { confusableWith } from "../names/confusables.ts";
import { freeName, shownName } from "../../model/display_names.ts";
import { settleWaiting } from "../waiting_list.ts";

/** Somebody with an account. */
interface SeatedTeacher {
  id: string;
  name: string;
  email: string;
}

/** `moderators` or `observers` of the staff's document, by account. */
export function colleagues(
  staff: Y.Doc,
  role: StaffSeat["role"],
): Y.Map<Colleague> {
  return staff.getMap(role === "observer" ? "observers" : "moderators");
}

/** `invited` of the staff's document: by the invitation's id, for not all staff need to know the address. */
export function invited(staff: Y.Doc): Y.Map<Omit<Invitation, "id">> {
  return staff.getMap("invited");
}

/** `refusedKnocks` of the staff's document: when a teacher was not let observe last, or put out, by account. */
export function refusedKnocks(staff: Y.Doc): Y.Map<number> {
  return staff.getMap("refusedKnocks");
}

export function roleOf(as: Invitation["as"]): StaffSeat["role"] {
  return as === "moderator" ? "teacher" : "observer";
}

/**
 * Gives somebody a seat, or the one that they have another role. They are called as their account is, under a number
 * where somebody in the class is called so, be it a student, the owner or a colleague (J-9).
 *
 * @param member under which id, where they have no seat now
 */
export function takeSeat(
  { session, staff }: ClassDocuments,
  tx: Tx,
  s: string,
  { id, name: given, email }: SeatedTeacher,
  role: StaffSeat["role"],
  member: string,
): StaffSeat {
  const now = colleagues(staff, "teacher").get(id) ??
    colleagues(staff, "observer").get(id);
  const seat: StaffSeat = {
    member: now?.member ?? member,
    role,
    email,
    at: tx.now,
  };
  const before = members(session).get(seat.member);
  const isTaken = () => confusableWith(namesOfOthers(session, seat.member));
  members(session).set(seat.member, {
    name: now && before ? before.name : freeName(shownName(given), isTaken()),
    role,
    joinedAt: before?.joinedAt ?? tx.now,
    room: null,
  });
  colleagues(staff, role === "teacher" ? "observer" : "teacher").delete(id);
  colleagues(staff, role).set(id, { member: seat.member, at: seat.at });
  tx.fact({ key: keys.seat(s, id), value: seat });
  tx.fact({ key: keys.helps(id, s), value: true });
  const helpsNow = keys.helpsNow(id, s);
  tx.fact(
    role === "teacher"
      ? { key: helpsNow, value: true }
      : { key: helpsNow, delete: true },
  );
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
  for (const [id, entry] of [...waitingIn(staff)]) {
    if (entry.kind !== "observe" || entry.teacher !== teacher) continue;
    const record: WaitingRecord = { session, ...entry };
    settleWaiting(tx, { id, record }, { in: member, rejoined: false });
  }
}

/** Takes a seat back: access goes with the commit (A1). False where they have none. */
export function leaveSeat(
  { session, staff }: ClassDocuments,
  tx: Tx,
  s: string,
  teacher: string,
  { role, email }: Pick<StaffSeat, "role" | "email">,
): boolean {
  const seat = colleagues(staff, role).get(teacher);
  const entry = seat && members(session).get(seat.member);
  if (!seat || !entry) return false;
  colleagues(staff, role).delete(teacher);
  members(session).set(seat.member, { ...entry, removed: true });
  const gone: StaffSeat = { ...seat, role, email, gone: tx.now };
  tx.fact({ key: keys.seat(s, teacher), value: gone });
  tx.fact({ key: keys.helpsNow(teacher, s), delete: true });
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
