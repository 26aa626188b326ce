import type { Denial } from "./authority.ts";
import type { Changes } from "./store.ts";

export interface Commit {
  /** Milliseconds from the start of the batch to the store's answer. */
  readonly took: number;
  readonly works: number;
  readonly updates: Changes;
  /** False if another instance committed first; the batch is then decided again. */
  readonly stored: boolean;
}

export interface MeterFigures {
  readonly documents: number;
  readonly connections: number;
  /** Work that waits for its batch or its sender's budget. */
  readonly queued: number;
}

/** Counts events of the engine, without content of documents. Nothing here may throw, wait, or keep its arguments. */
export interface Meter {
  commit(commit: Commit): void;
  /** A frame went to this many connections. */
  sent(bytes: number, deliveries: number): void;
  refused(kind: string): void;
  /** A socket was registered or denied, `took` ms after it came. */
  registered(took: number, denial: Denial | null): void;
  /** A connection was closed, by the server with this code and reason, or by its client. */
  closed(code: number, reason: string, by: "server" | "client"): void;
  loaded(took: number): void;
  compacted(took: number): void;
}
