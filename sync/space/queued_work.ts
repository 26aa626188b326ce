import type { Tx } from "../authority.ts";
import type { QueuedUpdate, UpdateSender } from "./member_updates.ts";

export interface QueuedDecision {
  kind: "decision";
  needs: readonly string[];
  decide: (tx: Tx) => unknown;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

export type Work =
  | QueuedUpdate
  | { kind: "commands"; document: string }
  | QueuedDecision;

/** A step after a batch, stored or not. */
export type NextStep =
  | { kind: "look"; document: string; wait: number }
  | { kind: "load"; names: readonly string[]; document: string }
  | { kind: "refuse"; sender: UpdateSender; reason: string }
  /** Ask the sender for missing structs, once no commit is in flight. */
  | { kind: "sync"; sender: UpdateSender };
