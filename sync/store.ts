/**
 * Keeps spaces as snapshots and a log of commits; each commit is atomic and checked against the space's head (SYNC-2,
 * SYNC-5).
 */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import type { Fact } from "./authority.ts";
import type { AtomicCheck } from "./kv/kv.ts";

/** The position of a commit. The store compares `versionstamp` when the next commit is made. */
export interface CommitPosition {
  readonly seq: number;
  readonly versionstamp: unknown;
}

export interface Head extends CommitPosition {
  /** Random, made with the space; a restore from a backup makes a new one (SYNC-17). */
  readonly epoch: string;
}

export type DocumentUpdates =
  readonly (readonly [name: string, update: Uint8Array])[];

/** One commit: its changes, under a random id by which it can be found again. */
export interface CommitEntry {
  readonly id: string;
  readonly updates: DocumentUpdates;
}

/** The parts of a commit that are not documents. */
export interface CommitExtras {
  readonly checks?: readonly AtomicCheck[];
  readonly facts?: readonly Fact[];
  /** The turn order that decides when the commit can be made. */
  readonly turns?: CommitTurns;
}

/**
 * One instance's turns at committing to a space that several instances write (SYNC-5), so that no instance always
 * loses. Correctness never depends on turns: every commit is checked against the head.
 */
export interface CommitTurns {
  /** Whether any instance waits for a turn; a commit without `requestTurn` would then fail. */
  readonly isContended: boolean;
  /**
   * Whether it is this instance's turn. If not, it is now queued and must ask again soon. While nobody waits it is
   * every instance's turn, unless `shouldQueue` asks for a place in the queue.
   */
  requestTurn(shouldQueue: boolean): Promise<boolean>;
  leaveQueue(): Promise<void>;
}

/** The turns of a store that only one instance writes: it never waits. */
export const immediateTurns: CommitTurns = {
  isContended: false,
  requestTurn: () => Promise.resolve(true),
  leaveQueue: () => Promise.resolve(),
};

export interface LoggedCommit extends CommitEntry {
  readonly seq: number;
}

export interface LoadedSpace {
  readonly head: Head;
  readonly documents: Map<string, Uint8Array[]>;
  /** The commits since the log was last folded, in order. */
  readonly logged: readonly LoggedCommit[];
}

/** The full state of a document after a commit, encoded from a loaded document (SYNC-9). */
export interface DocumentSnapshot {
  readonly document: string;
  readonly seq: number;
  readonly state: Uint8Array;
}

/** The storage did not do what it was asked; the same request may succeed later. */
export class StoreFailure extends Error {
  override name = "StoreFailure";
  constructor(override readonly cause: unknown) {
    super("the storage failed");
  }
}

/** Deno's messages for calls that no KV can serve. It also throws a TypeError if the disk is full. */
const wrongCall =
  /too ?(large|many|long)|^expected |^a (key|value) (cannot|must) /i;

/** Whether a KV threw this at a wrong call, which is a bug and would fail again. */
export function isWrongCall(error: unknown): boolean {
  return error instanceof TypeError && wrongCall.test(error.message);
}

/** Awaits a call of a store; whatever it throws becomes a {@link StoreFailure}, unless the call itself was wrong. */
export async function awaitStore<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw isWrongCall(error) ? error : new StoreFailure(error);
  }
}

/**
 * Every method throws if it cannot reach the storage.
 *
 * @example
 * const head = await store.readHead("s");
 * const loaded = await store.load("s", ["s/session", "s/room/main"]);
 */
export interface Store {
  readHead(space: string): Promise<Head | null>;
  /** The head, and these documents at that head; null if there is no such space. */
  load(
    space: string,
    documents: readonly string[],
  ): Promise<LoadedSpace | null>;
  /** A document's newest snapshot; null if all of it is in the log. */
  readSnapshot(
    space: string,
    document: string,
  ): Promise<DocumentSnapshot | null>;
  /**
   * The head's position and the commits after `seq`, in order; null if the space is gone and has no more commits.
   * "folded" if some of them are only in snapshots now, so that memory must be loaded again.
   */
  readCommitsSince(
    space: string,
    seq: number,
  ): Promise<
    { head: CommitPosition; entries: LoggedCommit[] } | "folded" | null
  >;
  /**
   * Adds one commit with its facts and returns the new head. Null if the head is not `expected` (null: a new space) or
   * a check failed. If it throws, the commit may still arrive later, so the caller must load the space again (SYNC-5,
   * SYNC-7).
   */
  commit(
    space: string,
    expected: Head | null,
    entry: CommitEntry,
    extras: CommitExtras,
  ): Promise<Head | null>;
  /**
   * Folds the log up to `upTo` into snapshots: of every document in it, none older than `upTo` (SYNC-9). Commits may
   * continue. False if another instance was first.
   */
  compact(
    space: string,
    upTo: number,
    snapshots: readonly DocumentSnapshot[],
  ): Promise<boolean>;
  /**
   * Drops a space atomically with the facts; nothing is written to it afterwards. Its data stays until {@link sweep}.
   * False if a check failed; true also if the space was already gone.
   */
  drop(space: string, extras: CommitExtras): Promise<boolean>;
  /**
   * Deletes unreachable data in pieces: all data of a dropped space, or the remains of folding. After a crash, the next
   * call continues.
   */
  sweep(space: string): Promise<void>;
  makeTurns(space: string): CommitTurns;
  /**
   * Calls back with the head's number when another instance may have moved it, and with null when the space was
   * dropped. Returns a function that stops it.
   */
  watch(space: string, moved: (seq: number | null) => void): () => void;
}

export function encodeEntry(entry: CommitEntry): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarString(encoder, entry.id);
    encoding.writeVarUint(encoder, entry.updates.length);
    for (const [document, update] of entry.updates) {
      encoding.writeVarString(encoder, document);
      encoding.writeVarUint8Array(encoder, update);
    }
  });
}

export function decodeEntry(bytes: Uint8Array): CommitEntry {
  const decoder = decoding.createDecoder(bytes);
  const id = decoding.readVarString(decoder);
  const updates: [string, Uint8Array][] = [];
  for (let left = decoding.readVarUint(decoder); left > 0; left--) {
    const document = decoding.readVarString(decoder);
    updates.push([document, decoding.readVarUint8Array(decoder)]);
  }
  return { id, updates };
}
