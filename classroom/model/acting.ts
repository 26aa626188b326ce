/** Checks who may act now: members while the class runs, the teacher until it is over. */
import type * as Y from "yjs";
import { Refusal } from "../../sync/refusal.ts";
import { refusal } from "./refuse.ts";
import type { Who } from "./who.ts";
import { info, isRunning, members } from "./layout.ts";
import type { Member } from "./members.ts";

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

/** The refusal for a removed member: students were removed, colleagues lost their seat. */
export function goneAs({ role }: Pick<Member, "role">): Refusal {
  return role === "student" ? new Refusal("removed") : refusal("seat-gone");
}

/** Refuses everyone but the owner and moderators. */
export function requireTeacher(who: Who): void {
  if (who.role === "observer") throw refusal("observers-read-only");
  if (who.role !== "teacher") throw new Refusal("not-allowed");
}

/** Refuses students. Observers read what the owner reads (S-8). */
export function requireStaff(who: Who): void {
  if (who.role === "student") throw new Refusal("not-allowed");
}

/** Refuses moderators, too (S-9). */
export function requireOwner(who: Who): void {
  requireTeacher(who);
  if (!who.owner) throw refusal("owner-only");
}

/** Refuses when the class is over. A scheduled class can be prepared. */
export function requireNotOver(session: Y.Doc, now: number): void {
  if (info(session, "state") !== "scheduled") requireRunning(session, now);
}

export function requireRunning(session: Y.Doc, now: number): void {
  if (info(session, "state") === "scheduled") throw new Refusal("not-started");
  if (!isRunning(session, now)) throw classOver(session);
}

/** Refuses once a class has ended, early or on time. */
export function requireNotEnded(session: Y.Doc): void {
  if (info(session, "state") === "ended") throw classOver(session);
}

function classOver(session: Y.Doc): Refusal {
  if (info(session, "cancelled")) return refusal("class-cancelled");
  if (info(session, "missed")) return refusal("class-missed");
  return new Refusal("ended");
}
