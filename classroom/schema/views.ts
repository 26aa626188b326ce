/** Sessions, members and rooms in answers over HTTP. */
import type { SessionLimits } from "./assistant.ts";
import type { Attached } from "./files.ts";
import type { RoomEntry } from "./groups.ts";
import type { Role } from "./members.ts";
import type { SessionState } from "./session.ts";

/** What {@link SessionView} is in answers: the session as its teacher sees it. Times in ISO 8601. */
export interface SessionView {
  id: string;
  code: string;
  name: string;
  state: SessionState;
  rejoin: boolean;
  collect: boolean;
  startsAt: string;
  endsAt: string;
  /** The full address for students to join. */
  link: string;
  /** The teacher's own member id. */
  member: string;
  joinLocked: boolean;
  chatPaused: boolean;
  assistantPaused: boolean;
  /** While chat and assistant are paused for students: the line that they read; "": none. */
  eyesOnMe: { text: string } | null;
  nameFilter: boolean;
  /** What holds a student's message for the teacher (C-11). */
  blockedWords: string[];
  /** The class-wide system prompt; how much of the assistant each student has, and how many students there can be. */
  prompt: string;
  limits: SessionLimits;
  /** While `ending`: until when the end can be undone. */
  undoUntil?: string;
  /** The class before, where this one is held again. */
  restartOf?: string;
}

/** A member as the teacher sees them. `joinedAt` in ISO 8601. */
export interface MemberView {
  id: string;
  name: string;
  role: Role;
  joinedAt: string;
  room: string | null;
  online: boolean;
  removed?: true;
  /** The removal of many at once that they were part of. */
  removedWith?: string;
  muted?: true;
  /** The member that they were merged into, and under which name they joined. */
  mergedInto?: string;
  joinedAs?: string;
  /** They came back by their name alone, and were not let in yet. */
  byName?: true;
}

/** The breakout rooms as a whole, in answers. Times in ISO 8601; null: none. */
export interface BreakoutsView {
  auto: boolean;
  capacity: number | null;
  entry: RoomEntry;
  open: boolean;
  openedAt: string | null;
  minutes: number | null;
  endsAt: string | null;
  stopAtZero: boolean;
  stopsAt: string | null;
  instructions: string | null;
  file: Attached | null;
}

/** A breakout room in answers. */
export interface RoomView {
  id: string;
  name: string;
  order: number;
  instructions: string | null;
  file: Attached | null;
  /** Only of an archived one, in ISO 8601. */
  archivedAt?: string;
}

/** Somebody whose room has changed, in answers. */
export interface Moved {
  member: string;
  from: string | null;
  to: string | null;
}

/** A name of the class list in answers; `member` null: missing. */
export interface ListedView {
  id: string;
  name: string;
  room: string | null;
  member: string | null;
  online: boolean;
}
