/** Checks who may act now: members while the class runs, teachers also before its start. */
import type * as Y from "yjs";
import type { Refusal } from "../../sync/refusal.ts";
import { breakoutSetting, findActiveRoom } from "./breakouts_layout.ts";
import { areBreakoutsOver } from "./groups.ts";
import type { Identity, Member } from "./members.ts";
import { isClassRunning, sessionInfo } from "./layout.ts";
import { findSeat } from "./persons.ts";
import { refusal } from "./refuse.ts";
import { members, rooms } from "./roots.ts";

export function requireActiveMember(
  session: Y.Doc,
  id: string,
  now: number,
): Member {
  const member = members(session).get(id);
  if (!member) throw refusal("not-found");
  requireActive(session, member, now);
  return member;
}

/** Refuses a device that no teacher has confirmed: a name is no proof (J-2). */
export function requireConfirmed(session: Y.Doc, member: string): void {
  const entry = members(session).get(findSeat(session, member));
  if (entry?.byName) throw refusal("not-confirmed", { name: entry.name });
}

export function requireActive(
  session: Y.Doc,
  member: Member,
  now: number,
): void {
  requireRunning(session, now);
  if (member.removed) throw removalRefusal(member);
  if (member.role === "observer") {
    throw refusal("observers-read-only");
  }
}

/** The refusal for a removed member: `removed` for a student, `seat-gone` for a colleague. */
export function removalRefusal({ role }: Pick<Member, "role">): Refusal {
  return role === "student" ? refusal("removed") : refusal("seat-gone");
}

/** Refuses everyone but the owner and moderators. */
export function requireTeacherRole(who: Identity): void {
  if (who.role === "observer") throw refusal("observers-read-only");
  if (who.role !== "teacher") throw refusal("not-allowed");
}

/** Refuses students. Observers read what the owner reads (S-8). */
export function requireStaffRole(who: Identity): void {
  if (who.role === "student") throw refusal("not-allowed");
}

/** Refuses everyone except the owner (S-9). */
export function requireOwnerRole(who: Identity): void {
  requireTeacherRole(who);
  if (!who.owner) throw refusal("owner-only");
}

/** Refuses when the class is over. A scheduled class can be prepared. */
export function requireNotOver(session: Y.Doc, now: number): void {
  if (sessionInfo(session, "state") !== "scheduled") {
    requireRunning(session, now);
  }
}

export function requireRunning(session: Y.Doc, now: number): void {
  if (sessionInfo(session, "state") === "scheduled") {
    throw refusal("not-started");
  }
  if (!isClassRunning(session, now)) throw classOver(session);
}

/** Refuses once a class has ended, early or on time. */
export function requireNotEnded(session: Y.Doc): void {
  if (sessionInfo(session, "state") === "ended") throw classOver(session);
}

function classOver(session: Y.Doc): Refusal {
  if (sessionInfo(session, "cancelled")) return refusal("class-cancelled");
  if (sessionInfo(session, "missed")) return refusal("class-missed");
  return refusal("ended");
}

/**
 * {@link requireActive}; also refuses muted students, and students while the chat is paused or **Eyes on me** is on.
 * Checked for each message, edit, reaction and upload.
 */
export function requireMaySpeak(
  session: Y.Doc,
  member: Member,
  now: number,
): void {
  requireActive(session, member, now);
  if (member.role === "teacher") return;
  if (member.muted) {
    throw refusal("muted");
  }
  if (sessionInfo(session, "chatPaused") || sessionInfo(session, "eyesOnMe")) {
    throw refusal("chat-paused");
  }
}

/**
 * Refuses an archived or unknown group, and students in a group that is closed or not their own. Teachers may write in
 * a group until it has closed.
 */
export function requireMayWriteIn(
  session: Y.Doc,
  member: Member,
  room: string,
): void {
  if (room === "main") return;
  const notIn = refusal("not-in-room");
  const isTeacher = member.role === "teacher";
  if (!rooms(session).has(room)) throw notIn;
  if (!isTeacher && member.room !== room) throw notIn;
  const open = breakoutSetting(session, "open");
  const openedAt = breakoutSetting(session, "openedAt");
  const isOpen = isTeacher ? !areBreakoutsOver({ open, openedAt }) : open;
  if (!isOpen || !findActiveRoom(session, room)) {
    throw refusal("rooms-closed");
  }
}
