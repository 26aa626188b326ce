import type { Denial } from "./authority.ts";
import type { Changes } from "./store.ts";

/** One attempt to store a batch. */
export interface Commit {
  /** Milliseconds from the start of the batch to the store's answer. */
  readonly took: number;
  /** Number of work items in the batch. */
  readonly works: number;
  readonly updates: Changes;
  /** False if another instance committed first; the batch is then decided again. */
  readonly stored: boolean;
}

/** Current totals. */
export interface MeterFigures {
  /** Documents in memory. */
  readonly documents: number;
  readonly connections: number;
  /** Work that waits for its batch or its sender's budget. */
  readonly queued: number;
}

/** Counts events of the engine, without content of documents. Nothing here may throw, wait, or keep its arguments. */
export interface Meter {
  /** The store has answered a commit. */
  commit(commit: Commit): void;
  /** A frame went to this many connections. */
  sent(bytes: number, deliveries: number): void;
  /** A member's command was refused; `kind` is the refusal's name. */
  refused(kind: string): void;
  /** A socket was registered or denied, `took` ms after it came. */
  registered(took: number, denial: Denial | null): void;
  /** A connection was closed, by the server with this code and reason, or by its client. */
  closed(code: number, reason: string, by: "server" | "client"): void;
  /** A document was loaded from the store, in `took` ms. */
  loaded(took: number): void;
  /** A space's log was folded into snapshots, in `took` ms. */
  compacted(took: number): void;
}
