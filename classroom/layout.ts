/**
 * The server's typed way into the documents that `schema/` lays out: what a name stands for, and
 * the roots of each document.
 */
import type * as Y from "yjs";
import { bounds } from "./schema/bounds.ts";
import { isId } from "./schema/ids.ts";
import type { Member, Waiting } from "./schema/members.ts";
import type { Message } from "./schema/messages.ts";
import type { SessionInfo } from "./schema/session.ts";

/** The meaning of a document's name. */
export type DocumentName =
  & { session: string }
  & (
    | { kind: "session" | "staff" }
    | { kind: "room"; room: string }
    | { kind: "member"; member: string }
    | { kind: "conversation"; conversation: string }
  );

/** Takes a document's name apart; null where no document bears such a name. */
export function parseDocument(name: string): DocumentName | null {
  const [session = "", kind, id = "", ...rest] = name.split("/");
  if (!isId(session) || rest.length > 0) return null;
  const parts = name.split("/").length;
  switch (kind) {
    case "session":
    case "staff":
      return parts === 2 ? { session, kind } : null;
    case "room":
      return id === "main" || isId(id) ? { session, kind, room: id } : null;
    case "member":
      return isId(id) ? { session, kind, member: id } : null;
    case "conversation":
      return isId(id) ? { session, kind, conversation: id } : null;
    default:
      return null;
  }
}

/** `info` of a session's document, value by value; what is missing is undefined at run time. */
export function info<K extends keyof SessionInfo>(
  session: Y.Doc,
  key: K,
): SessionInfo[K] {
  return session.getMap("info").get(key) as SessionInfo[K];
}

/** Changes values of `info`; undefined takes one away. */
export function setInfo(session: Y.Doc, values: Partial<SessionInfo>): void {
  const map = session.getMap("info");
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) map.delete(key);
    else map.set(key, value);
  }
}

/** How many students a class takes (J-9). */
export function mostStudents(session: Y.Doc): number {
  return info(session, "mostStudents") ?? bounds.students.usual;
}

/** `members` of a session's document. */
export function members(session: Y.Doc): Y.Map<Member> {
  return session.getMap<Member>("members");
}

/** `messages` of a room's document. */
export function messages(room: Y.Doc): Y.Array<Message> {
  return room.getArray<Message>("messages");
}

/** `waiting` of the staff's document. */
export function waiting(staff: Y.Doc): Y.Map<Waiting> {
  return staff.getMap<Waiting>("waiting");
}

/** Whether a session runs at a moment, so that things still happen in it. */
export function isRunning(session: Y.Doc, now: number): boolean {
  const state = info(session, "state");
  return (state === "active" || state === "ending") &&
    now < info(session, "endsAt");
}
