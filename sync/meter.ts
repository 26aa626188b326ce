import type { Denial } from "./authority.ts";
import type { DocumentUpdates } from "./store.ts";

export interface CommitFigures {
  /** Milliseconds from the start of the batch to the store's answer. */
  readonly durationMs: number;
  readonly works: number;
  readonly updates: DocumentUpdates;
  /** False if another instance committed first; the batch is then decided again. */
  readonly isStored: boolean;
}

export interface SyncFigures {
  readonly documents: number;
  readonly connections: number;
  /** Work that waits for its batch or its sender's budget. */
  readonly queued: number;
}

/** Counts events of the engine, without content of documents. Nothing here may throw, wait, or keep its arguments. */
export interface SyncMeter {
  recordCommit(commit: CommitFigures): void;
  recordSent(bytes: number, deliveries: number): void;
  recordRefusal(kind: string): void;
  /** `took`: milliseconds from the socket's arrival to the registration or denial. */
  recordRegistration(took: number, denial: Denial | null): void;
  recordClose(code: number, reason: string, by: "server" | "client"): void;
  recordLoad(took: number): void;
  recordCompaction(took: number): void;
}
