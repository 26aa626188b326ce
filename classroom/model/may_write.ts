/**
 * Who may write where, now: whoever is muted may not, nor may students while the chat is paused, nor in a group
 * that is closed, archived or not theirs; a teacher may in one that has not opened yet. Asked again for each edit,
 * reaction and upload.
 */
import type * as Y from "yjs";
import { Refusal } from "../../sync/refusal.ts";
import { requireActive } from "./acting.ts";
import { activeRoom, breakouts, rooms } from "./breakouts_layout.ts";
import { areOver } from "./groups.ts";
import { info } from "./layout.ts";
import type { Member } from "./members.ts";

/** Whether somebody may say anything at all, now. */
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
  if (info(session, "chatPaused") || info(session, "eyesOnMe")) {
    throw new Refusal("chat-paused");
  }
}

/** Whether somebody may speak in this room. */
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
  const open = breakouts(session, "open");
  const openedAt = breakouts(session, "openedAt");
  const isOpen = isTeacher ? !areOver({ open, openedAt }) : open;
  if (!isOpen || !activeRoom(session, room)) {
    throw new Refusal("rooms-closed");
  }
}
