/**
 * Changes seats of colleagues in decisions: the entries in `members` and in the staff's document, and the copy in the
 * store for later requests.
 */
import type * as Y from "yjs";
import type { Tx } from "../../../sync/authority.ts";
import type { ClassDocuments } from "../../model/layout.ts";
import {
  type Invitation,
  kvKeys,
  type StaffSeat,
  type WaitingRecord,
} from "../../storage/kv_keys.ts";
import { namesOfOthers } from "../names/names_in_use.ts";
import { confusableWith } from "../names/confusables.ts";
import { findFreeName, toShowableName } from "../../model/display_names.ts";
import { members } from "../../model/roots.ts";
import {
  colleaguesOf,
  invitationsOf,
  waitingEntries,
} from "../../model/staff_roots.ts";
import { settleWaiting } from "../waiting_list.ts";

interface SeatedTeacher {
  id: string;
  name: string;
  email: string;
}

export function roleOf(invitedRole: Invitation["as"]): StaffSeat["role"] {
  return invitedRole === "moderator" ? "teacher" : "observer";
}

/**
 * Gives a teacher a seat, or another role. The name gets a number if anybody in the class has it (J-9).
 * @param member id of the member if the seat is new
 */
export function takeSeat(
  { session, staff }: ClassDocuments,
  tx: Tx,
  s: string,
  { id, name: accountName, email }: SeatedTeacher,
  role: StaffSeat["role"],
  member: string,
): StaffSeat {
  const formerSeat = colleaguesOf(staff, "teacher").get(id) ??
    colleaguesOf(staff, "observer").get(id);
  const seat: StaffSeat = {
    member: formerSeat?.member ?? member,
    role,
    email,
    at: tx.now,
  };
  const previousEntry = members(session).get(seat.member);
  const isTaken = () => confusableWith(namesOfOthers(session, seat.member));
  members(session).set(seat.member, {
    name: formerSeat && previousEntry
      ? previousEntry.name
      : findFreeName(toShowableName(accountName), isTaken()),
    role,
    joinedAt: previousEntry?.joinedAt ?? tx.now,
    room: null,
  });
  colleaguesOf(staff, role === "teacher" ? "observer" : "teacher").delete(id);
  colleaguesOf(staff, role).set(id, { member: seat.member, at: seat.at });
  tx.addFact({ key: kvKeys.seat(s, id), value: seat });
  tx.addFact({ key: kvKeys.helps(id, s), value: true });
  const helpsNow = kvKeys.helpsNow(id, s);
  tx.addFact(
    role === "teacher"
      ? { key: helpsNow, value: true }
      : { key: helpsNow, delete: true },
  );
  settleJoinRequests(staff, tx, s, id, seat.member);
  return seat;
}

/** Closes open requests of a teacher who has a seat now. */
function settleJoinRequests(
  staff: Y.Doc,
  tx: Tx,
  session: string,
  teacher: string,
  member: string,
): void {
  for (const [id, entry] of [...waitingEntries(staff)]) {
    if (entry.kind !== "observe" || entry.teacher !== teacher) continue;
    const record: WaitingRecord = { session, ...entry };
    settleWaiting(tx, { id, record }, { in: member, rejoined: false });
  }
}

/** Takes a seat back; access ends with the commit (ACCESS-1). False: there is none. */
export function leaveSeat(
  { session, staff }: ClassDocuments,
  tx: Tx,
  s: string,
  teacher: string,
  { role, email }: Pick<StaffSeat, "role" | "email">,
): boolean {
  const seat = colleaguesOf(staff, role).get(teacher);
  const entry = seat && members(session).get(seat.member);
  if (!seat || !entry) return false;
  colleaguesOf(staff, role).delete(teacher);
  members(session).set(seat.member, { ...entry, removed: true });
  const gone: StaffSeat = { ...seat, role, email, gone: tx.now };
  tx.addFact({ key: kvKeys.seat(s, teacher), value: gone });
  tx.addFact({ key: kvKeys.helpsNow(teacher, s), delete: true });
  return true;
}

/** Adds an invitation. `id`: that of an earlier one of this address, or a new id. */
export function addInvitation(
  { staff }: ClassDocuments,
  tx: Tx,
  s: string,
  email: string,
  { id, as }: Pick<Invitation, "id" | "as">,
): void {
  const invitation = { as, at: tx.now };
  invitationsOf(staff).set(id, invitation);
  tx.addFact({ key: kvKeys.invited(s, email), value: { ...invitation, id } });
  tx.addFact({ key: kvKeys.invitedTo(email, s), value: true });
}

/** Removes an invitation, unless it is for another role by now. */
export function removeInvitation(
  { staff }: ClassDocuments,
  tx: Tx,
  s: string,
  email: string,
  invitation: Pick<Invitation, "id" | "as"> | null,
): void {
  if (!invitation) return;
  const { id, as } = invitation;
  if (invitationsOf(staff).get(id)?.as !== as) return;
  invitationsOf(staff).delete(id);
  tx.addFact({ key: kvKeys.invited(s, email), delete: true });
  tx.addFact({ key: kvKeys.invitedTo(email, s), delete: true });
}
