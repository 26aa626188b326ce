/** What queues in a space, and what a batch of it wants done next. */
import type { Tx } from "../authority.ts";
import type { Sender, Update } from "./member_updates.ts";

/** A decision that waits for its turn. */
export interface QueuedDecision {
  kind: "decision";
  needs: readonly string[];
  decide: (tx: Tx) => unknown;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/** What can queue: a client's update, a look at the commands left in an outbox, a decision. */
export type Work =
  | Update
  | { kind: "commands"; document: string }
  | QueuedDecision;

/** What a batch wants done next, whether or not it comes to be stored. */
export type Next =
  /** Look at an outbox again, after so many ms or before. */
  | { kind: "look"; document: string; wait: number }
  /** Load these documents, and then look at the outbox. */
  | { kind: "load"; names: readonly string[]; document: string }
  /** Cut somebody off. */
  | { kind: "refuse"; sender: Sender; why: string }
  /** Ask somebody for what dangles, once nothing is in flight. */
  | { kind: "sync"; sender: Sender };
