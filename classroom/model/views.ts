/** Sessions, members and rooms in answers over HTTP. */
import type { SessionLimits } from "./assistant.ts";
import type { Attached } from "./files.ts";
import type { BreakoutsState } from "./groups.ts";
import type { Member } from "./members.ts";
import type { SessionInfo } from "./session.ts";

/** The session as its teacher sees it, in answers. Times in ISO 8601. */
export interface SessionView extends
  Omit<
    SessionInfo,
    "startsAt" | "endsAt" | "undoUntil" | "mostStudents" | "epoch" | "hours"
  > {
  id: string;
  /** How long it lasts, or was to last, from its start. */
  hours: number;
  startsAt: string;
  endsAt: string;
  /** The full address for students to join. */
  link: string;
  /** The member id of who asks, and what the class is to them. */
  member: string;
  seat: "owner" | "moderator" | "observer";
  /** What holds a student's message for the teacher (C-11). */
  blockedWords: string[];
  /** The class-wide system prompt; how much of the assistant each student has, and how many students there can be. */
  prompt: string;
  limits: SessionLimits;
  /** While `ending`, or `scheduled` and cancelled: until when that can be undone. */
  undoUntil?: string;
  /** The classes that were scheduled with it, week by week, have the same (S-7). */
  series?: string;
  /** The class before, where this one is held again. */
  restartOf?: string;
  /** How many students were in it, of one that is over. */
  students?: number;
}

/** To whom a session is open, for its owner. `at` in ISO 8601. */
export interface InvitationView {
  email: string;
  as: "moderator" | "observer";
  at: string;
}

/** A member as the teacher sees them. `joinedAt` in ISO 8601. */
export interface MemberView extends Omit<Member, "joinedAt" | "was"> {
  id: string;
  joinedAt: string;
  online: boolean;
}

/** The breakout rooms as a whole, in answers. Times in ISO 8601; null: none. */
export interface BreakoutsView
  extends Pick<BreakoutsState, "auto" | "capacity" | "entry" | "open"> {
  openedAt: string | null;
  minutes: number | null;
  endsAt: string | null;
  stopAtZero: boolean;
  stopsAt: string | null;
  instructions: string | null;
  file: Attached | null;
}

/** Where there is a call, and since when, in answers; null: there is none. Times in ISO 8601. */
export interface CallView {
  main: string | null;
  groups: string | null;
  /** Whether students may turn their camera on, and share their screen. */
  cameras: boolean;
  screens: boolean;
}

/** A breakout room in answers. */
export interface RoomAnswer {
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
