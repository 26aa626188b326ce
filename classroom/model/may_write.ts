/**
 * Permissions to write in rooms, now. Muted students may not, nor students while the chat is paused or in a group that
 * is closed, archived or not theirs. Staff may in one that has not opened yet. Checked again for each edit,
 * reaction and upload.
 */
import type * as Y from "yjs";
import { Refusal } from "../../sync/refusal.ts";
import { requireActive } from "./permissions.ts";
import { breakoutSetting, findActiveRoom, rooms } from "./breakouts_layout.ts";
import { areBreakoutsOver } from "./groups.ts";
import { sessionInfo } from "./layout.ts";
import type { Member } from "./members.ts";

export function requireMaySpeak(
  session: Y.Doc,
  member: Member,
  now: number,
): void {
  requireActive(session, member, now);
  if (member.role === "teacher") return;
  if (member.muted) {
    throw new Refusal("muted");
  }
  if (sessionInfo(session, "chatPaused") || sessionInfo(session, "eyesOnMe")) {
    throw new Refusal("chat-paused");
  }
}

export function requireMayWriteIn(
  session: Y.Doc,
  member: Member,
  room: string,
): void {
  if (room === "main") return;
  const notIn = new Refusal("not-in-room");
  const isTeacher = member.role === "teacher";
  if (!rooms(session).has(room)) throw notIn;
  if (!isTeacher && member.room !== room) throw notIn;
  const open = breakoutSetting(session, "open");
  const openedAt = breakoutSetting(session, "openedAt");
  const isOpen = isTeacher ? !areBreakoutsOver({ open, openedAt }) : open;
  if (!isOpen || !findActiveRoom(session, room)) {
    throw new Refusal("rooms-closed");
  }
}
