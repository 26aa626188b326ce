/** What the engine tells its meter, once a commit, a frame or a connection: never what a document says. */

import type { Denial } from "./authority.ts";
import type { Changes } from "./store.ts";

/** One attempt to store a batch. */
export interface Commit {
  /** From the first look at the batch to the store's answer, in ms. */
  readonly took: number;
  /** How much work the batch had. */
  readonly works: number;
  readonly updates: Changes;
  /** False where another instance was first: the batch is decided anew. */
  readonly stored: boolean;
}

/** How much there is at one moment. */
export interface MeterFigures {
  /** Documents in memory. */
  readonly documents: number;
  readonly connections: number;
  /** Work that waits for its batch, or for its sender's budget. */
  readonly queued: number;
}

/** Counts what happens. Nothing here may throw, wait, or keep what it is given. */
export interface Meter {
  /** The store has answered to a commit. */
  commit(commit: Commit): void;
  /** A frame of so many bytes went to so many connections. */
  sent(bytes: number, deliveries: number): void;
  /** A member's command was refused; `kind` is the refusal's name. */
  refused(kind: string): void;
  /** A socket was registered, or turned away for this, so many ms after it came. */
  registered(took: number, denial: Denial | null): void;
  /** A connection was closed, by us with this code and reason, or by its client. */
  closed(code: number, reason: string, by: "server" | "client"): void;
  /** A document was loaded from the store, in so many ms. */
  loaded(took: number): void;
  /** A space's log was folded into snapshots, in so many ms. */
  compacted(took: number): void;
}
