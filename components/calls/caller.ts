/** A person in a call, and the call of this page's member. */
import type { ReadonlySignal } from "@preact/signals";
import type { CallMedia } from "../../classroom/model/calls.ts";
import type { ClassSession } from "../client/class_session.ts";
import type { CallersFreshness } from "./call_backend.ts";

export interface Caller extends CallMedia {
  readonly member: string;
  readonly name: string;
  readonly isMe: boolean;
  readonly isStaff: boolean;
  /** The last request to unmute (ms) that they answered or dismissed. */
  readonly answered?: number;
  readonly declined?: boolean;
}

/**
 * Why the member is not in the call. `left`: by their own press, shown as nothing; `back`: removed, and may join again.
 */
export type CallExitReason =
  | "left"
  | "over"
  | "removed"
  | "back"
  | "full"
  | "elsewhere"
  | "failed";

/** The state of a call that a tab remembers during a reload. */
export interface RememberedCall {
  readonly at: number;
  readonly member: string;
  readonly room: string;
  readonly microphone: boolean;
  /** The last **Mute all** known to the page, and the last answered request to unmute (ms). */
  readonly mutedAt: number;
  readonly answered: number;
  readonly declined: boolean;
}

/** A page that reloads or wakes within this time (ms) continues its call unchanged. */
export const callResumeMs = 60_000;

/**
 * Time for which a page waits for members after a lost connection (ms). It exceeds the longest pause between two attempts to
 * reconnect, so that links between pages last until the next attempt.
 */
export const lostMembersGraceMs = 20_000;

export const allDevicesOff: CallMedia = {
  microphone: false,
  camera: false,
  screen: false,
};

/** The part of `Call` that `joined/` uses, which breaks a circle of imports. */
export interface JoinedCall {
  readonly session: ClassSession;
  readonly room: ReadonlySignal<string | null>;
  readonly callers: ReadonlySignal<readonly Caller[]>;
  readonly callersFreshness: ReadonlySignal<CallersFreshness>;
  readonly allowedDevices: ReadonlySignal<CallMedia>;
  leave(why: CallExitReason): void;
  rememberForReload(it: Omit<RememberedCall, "member">): void;
}
