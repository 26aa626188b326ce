/** A person in a call, and types of the call that `Call` and `joined/` share. */
import type { ReadonlySignal } from "@preact/signals";
import type { CallMedia } from "../../classroom/model/calls.ts";
import type { ClassSession } from "../client/class_session.ts";
import type { CallersFreshness } from "./call_backend.ts";

export interface Caller extends CallMedia {
  readonly member: string;
  readonly name: string;
  readonly isMe: boolean;
  readonly isStaff: boolean;
  /** Time (ms) of the last request to unmute that this person answered or dismissed. */
  readonly answered?: number;
  readonly declined?: boolean;
}

/** Why the member is not in the call. `left`: by their own press; `back`: they were removed, and may join again. */
export type CallExitReason =
  | "left"
  | "over"
  | "removed"
  | "back"
  | "full"
  | "elsewhere"
  | "failed";

/** The state of a joined call that a tab keeps during a reload. */
export interface RememberedCall {
  readonly at: number;
  readonly member: string;
  readonly room: string;
  readonly microphone: boolean;
  /** Times (ms) of the last mute that the page knows, and of the last answered request to unmute. */
  readonly mutedAt: number;
  readonly answered: number;
  readonly declined: boolean;
}

/** A page that reloads or wakes within this time (ms) continues its call with the microphone as it was. */
export const callResumeMs = 60_000;

/**
 * A page that lost its connection keeps other callers for this long (ms). Longer than the pause between attempts to
 * reconnect, so that links between pages last.
 */
export const lostMembersGraceMs = 20_000;

export const allDevicesOff: CallMedia = {
  microphone: false,
  camera: false,
  screen: false,
};

/** The part of `Call` that `joined/` uses, so that the files do not import each other. */
export interface JoinedCall {
  readonly session: ClassSession;
  readonly room: ReadonlySignal<string | null>;
  readonly callers: ReadonlySignal<readonly Caller[]>;
  readonly callersFreshness: ReadonlySignal<CallersFreshness>;
  readonly allowedDevices: ReadonlySignal<CallMedia>;
  leave(reason: CallExitReason): void;
  rememberForReload(state: Omit<RememberedCall, "member">): void;
}
