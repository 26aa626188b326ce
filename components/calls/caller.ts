/** Somebody in a call, and what a page knows of its own member's call. */
import type { ReadonlySignal } from "@preact/signals";
import type { CallState } from "../../classroom/model/calls.ts";
import type { ClassSession } from "../client/class_session.ts";
import type { Known } from "./call_backend.ts";

export interface Caller extends CallState {
  readonly member: string;
  readonly name: string;
  readonly isMe: boolean;
  readonly isStaff: boolean;
  /** The last request to unmute (ms) that they answered or took as read. */
  readonly answered?: number;
  readonly declined?: boolean;
}

/**
 * Why somebody is out who had joined or wanted to; `left`: by their own press, which needs no message; `back`: they were
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

/** What a tab remembers of its call while the page is loaded again. */
export interface Remembered {
  readonly at: number;
  readonly member: string;
  readonly room: string;
  readonly microphone: boolean;
  /** The last **Mute all** that the page knows, and the last request to unmute that was answered (ms). */
  readonly mutedAt: number;
  readonly answered: number;
  readonly declined: boolean;
}

/** A page that is loaded again, or wakes, within this time goes on with its call as it was (ms). */
export const goesOn = 60_000;

/**
 * How long the server waits for lost pages, and a page for those it saw before its own loss (ms). Longer than the longest
 * pause between two tries: links between pages need no server, and are not cut while one of them waits for its next try.
 */
export const grace = 20_000;

/** As one comes in (K-1). */
export const allOff: CallState = {
  microphone: false,
  camera: false,
  screen: false,
};

/** The call as its joined part needs it; `call.ts`, which loads that part, has it. */
export interface JoinedCall {
  readonly session: ClassSession;
  readonly room: ReadonlySignal<string | null>;
  readonly people: ReadonlySignal<readonly Caller[]>;
  readonly known: ReadonlySignal<Known>;
  readonly rights: ReadonlySignal<CallState>;
  leave(why: WhyOut): void;
  remember(it: Omit<Remembered, "member">): void;
}
