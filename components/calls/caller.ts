/** Somebody in a call, and what a page knows of its own being in one. */
import type { ReadonlySignal } from "@preact/signals";
import type { CallState } from "../../classroom/model/calls.ts";
import type { ClassSession } from "../client/class_session.ts";

/** Somebody in the call of a room. */
export interface Caller extends CallState {
  readonly member: string;
  readonly name: string;
  readonly isMe: boolean;
  readonly isStaff: boolean;
  /** The last wish that they unmute which they have answered or taken as read, by its time (ms). */
  readonly answered?: number;
  /** They have said **Not now** to it. */
  readonly declined?: boolean;
}

/**
 * Why somebody who had joined, or wanted to, is out; `left`: by their own press, of which nothing is said; `back`: they were
 * removed, and may join again.
 */
export type WhyOut =
  | "left"
  | "over"
  | "removed"
  | "back"
  | "full"
  | "elsewhere"
  | "failed";

/** What this tab remembers of the call that it is in, for when the page is loaded again. */
export interface Remembered {
  /** When that was, in ms. */
  readonly at: number;
  readonly member: string;
  readonly room: string;
  readonly microphone: boolean;
  /** The **Mute all** of which one knows, and the wish that one unmutes which one has answered, in ms. */
  readonly mutedAt: number;
  readonly answered: number;
  /** One has said **Not now** to it. */
  readonly declined: boolean;
}

/** A page that is loaded again, or wakes, so soon goes on with its call as it was (ms). */
export const goesOn = 60_000;

/** So long the server waits for whoever has lost their connection, and a page for those it had seen before its own loss (ms). */
export const grace = 10_000;

/** Nothing on: as one comes in (K-1). */
export const allOff: CallState = {
  microphone: false,
  camera: false,
  screen: false,
};

/** The call in which one is, as `call.ts` has it. */
export interface JoinedCall {
  readonly session: ClassSession;
  readonly room: ReadonlySignal<string | null>;
  readonly people: ReadonlySignal<readonly Caller[]>;
  readonly rights: ReadonlySignal<CallState>;
  /** Is out of it. */
  leave(why: WhyOut): void;
  /** Remembers for this tab how one is in it. */
  remember(it: Omit<Remembered, "member">): void;
}
