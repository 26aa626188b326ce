import type { SessionLimits } from "./assistant.ts";
import type { Attachment } from "./files.ts";
import type { BreakoutsState } from "./groups.ts";
import type { Member } from "./members.ts";
import type { SessionInfo } from "./session.ts";

/** A session, for staff. Times in ISO 8601. */
export interface SessionView extends
  Omit<
    SessionInfo,
    "startsAt" | "endsAt" | "undoUntil" | "mostStudents" | "epoch" | "hours"
  > {
  id: string;
  hours: number;
  startsAt: string;
  endsAt: string;
  link: string;
  /** Member id and role of the teacher who asks. */
  member: string;
  seat: "owner" | "moderator" | "observer";
  blockedWords: string[];
  prompt: string;
  limits: SessionLimits;
  undoUntil?: string;
  series?: string;
  restartOf?: string;
  students?: number;
}

export interface InvitationView {
  email: string;
  as: "moderator" | "observer";
  at: string;
}

export interface MemberView extends Omit<Member, "joinedAt" | "was"> {
  id: string;
  joinedAt: string;
  online: boolean;
}

/** Settings of the breakout rooms. Times in ISO 8601. Null stands for an absent value. */
export interface BreakoutsView
  extends Pick<BreakoutsState, "auto" | "capacity" | "entry" | "open"> {
  openedAt: string | null;
  minutes: number | null;
  endsAt: string | null;
  stopAtZero: boolean;
  stopsAt: string | null;
  instructions: string | null;
  file: Attachment | null;
}

/** Calls of a class. `main` and `groups`: start in ISO 8601; null: no call. */
export interface CallView {
  main: string | null;
  groups: string | null;
  cameras: boolean;
  screens: boolean;
}

export interface RoomView {
  id: string;
  name: string;
  order: number;
  instructions: string | null;
  file: Attachment | null;
  /** When the room was archived (ISO 8601); absent: it is not. */
  archivedAt?: string;
}

export interface MovedMember {
  member: string;
  from: string | null;
  to: string | null;
}

/** A name of the class list. `member` null: no student has joined under it. */
export interface ClassListEntryView {
  id: string;
  name: string;
  room: string | null;
  member: string | null;
  online: boolean;
}
