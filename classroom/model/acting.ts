/** Who may do anything now: members while the class runs, the teacher until it is over. */
import type * as Y from "yjs";
import { Refusal } from "../../sync/refusal.ts";
import { refusal } from "./refuse.ts";
import type { Who } from "./who.ts";
import { info, isRunning, members } from "./layout.ts";
import type { Member } from "./members.ts";

/** The member's entry, or a refusal that says why they may not. */
export function requireActiveMember(
  session: Y.Doc,
  id: string,
  now: number,
): Member {
  const member = members(session).get(id);
  if (!member) throw new Refusal("not-found");
  requireActive(session, member, now);
  return member;
}

/** Refused where a member may do nothing. */
export function requireActive(
  session: Y.Doc,
  member: Member,
  now: number,
): void {
  requireRunning(session, now);
  if (member.removed) throw goneAs(member);
  if (member.role === "observer") {
    throw refusal("observers-read-only");
  }
}

/** Why somebody who was put out may do nothing: a student was removed, a colleague's seat was taken back. */
export function goneAs({ role }: Pick<Member, "role">): Refusal {
  return role === "student" ? new Refusal("removed") : refusal("seat-gone");
}

/** Refused where neither the owner nor a moderator asks. */
export function requireTeacher(who: Who): void {
  if (who.role === "observer") throw refusal("observers-read-only");
  if (who.role !== "teacher") throw new Refusal("not-allowed");
}

/** Refused where it is not one of the staff who asks: observers read what the owner reads (S-8). */
export function requireStaff(who: Who): void {
  if (who.role === "student") throw new Refusal("not-allowed");
}

/** Refused where it is not the owner who asks: what moderators may not (S-9). */
export function requireOwner(who: Who): void {
  requireTeacher(who);
  if (!who.owner) throw refusal("owner-only");
}

/** Refused where the class is over; before it begins it can be prepared. */
export function requireNotOver(session: Y.Doc, now: number): void {
  if (info(session, "state") !== "scheduled") requireRunning(session, now);
}

/** Refused where a class does not run: not yet, or no more. */
export function requireRunning(session: Y.Doc, now: number): void {
  if (info(session, "state") === "scheduled") throw new Refusal("not-started");
  if (!isRunning(session, now)) throw classOver(session);
}

/** Refused once a class has ended, be it before its time or after. */
export function requireNotEnded(session: Y.Doc): void {
  if (info(session, "state") === "ended") throw classOver(session);
}

/** What everybody hears who comes too late; or to a class that never began. */
function classOver(session: Y.Doc): Refusal {
  if (info(session, "cancelled")) return refusal("class-cancelled");
  if (info(session, "missed")) return refusal("class-missed");
  return new Refusal("ended");
}
