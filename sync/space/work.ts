/** The kinds of queued work, and what a batch asks for next. */
import type { Tx } from "../authority.ts";
import type { Sender, Update } from "./member_updates.ts";

export interface QueuedDecision {
  kind: "decision";
  needs: readonly string[];
  decide: (tx: Tx) => unknown;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/** Queued work: a client's update, a look at an outbox, or a decision. */
export type Work =
  | Update
  | { kind: "commands"; document: string }
  | QueuedDecision;

/** What to do next, whether or not the batch is stored. */
export type Next =
  /** Look at an outbox again after `wait` ms. */
  | { kind: "look"; document: string; wait: number }
  /** Load these documents, then look at the outbox. */
  | { kind: "load"; names: readonly string[]; document: string }
  /** Close the sender's connection. */
  | { kind: "refuse"; sender: Sender; why: string }
  /** Ask the sender for missing structs, once no commit is in flight. */
  | { kind: "sync"; sender: Sender };
