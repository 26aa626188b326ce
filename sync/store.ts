/** Keeps spaces as a log of commits, each atomic and checked against the space's head (S2, S5), and snapshots. */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import type { Fact } from "./authority.ts";
import type { AtomicCheck } from "./kv/kv.ts";

/** The place of a commit. `mark` is the store's own: it is what the next one is checked against. */
export interface Place {
  readonly seq: number;
  readonly mark: unknown;
}

/** Where a space stands. */
export interface Head extends Place {
  /** Random, made with the space; a restore from a backup makes a new one (S17). */
  readonly epoch: string;
}

/** Changes by document. */
export type Changes = readonly (readonly [name: string, update: Uint8Array])[];

/** One commit: what it changed, under a random id by which it can be found again. */
export interface Entry {
  readonly id: string;
  readonly updates: Changes;
}

/** What rides in a commit with the documents. */
export interface Riding {
  readonly checks?: readonly AtomicCheck[];
  readonly facts?: readonly Fact[];
  /** Whose turns decide when it can be made. */
  readonly turns?: TurnOrder;
}

/**
 * One instance's turns at committing to a space that others write to, too (S5): who has lost need not lose for ever.
 * What is decided never depends on them, for every commit is checked against the head.
 */
export interface TurnOrder {
  /** Whether others are known to wait for their turn, or this instance does: a commit without asking would be lost. */
  readonly isContended: boolean;
  /**
   * Whether it is this instance's turn; else it stands in line now, and is to ask again soon. Where nobody stands there,
   * it is everybody's, unless it insists on one of its own.
   */
  ask(insists: boolean): Promise<boolean>;
  /** Gives up a turn that is not needed any more. */
  leave(): Promise<void>;
}

/** Where no other instance writes. */
export const noTurns: TurnOrder = {
  isContended: false,
  ask: () => Promise.resolve(true),
  leave: () => Promise.resolve(),
};

/** A commit in its place. */
export interface Logged extends Entry {
  readonly seq: number;
}

/** Documents as of a head, and what their log holds. */
export interface Loaded {
  readonly head: Head;
  /** The updates that make up each document. */
  readonly documents: Map<string, Uint8Array[]>;
  /** The commits since the log was last folded, in order. */
  readonly logged: readonly Logged[];
}

/** A document's whole state as of a commit, taken from a loaded document (S9). */
export interface Snapshot {
  readonly document: string;
  readonly seq: number;
  readonly state: Uint8Array;
}

/** Keeps spaces. Every method that fails to reach the storage throws. */
export interface Store {
  /** Where a space stands now; null: no such space. */
  head(space: string): Promise<Head | null>;
  /** The head, and these documents as of it; null: no such space. */
  load(space: string, documents: readonly string[]): Promise<Loaded | null>;
  /** A document's newest snapshot; null: it has none, all of it is in the log. */
  snapshot(space: string, document: string): Promise<Snapshot | null>;
  /**
   * Where the space has come to, and the commits after `seq` up to there, in order; null: no such space, which may be
   * told only when there are none. "folded": some of them are only in snapshots now, and what is in memory must be
   * loaded anew.
   */
  since(
    space: string,
    seq: number,
  ): Promise<{ head: Place; entries: Logged[] } | "folded" | null>;
  /**
   * Adds one commit, atomically with what rides along, and answers with the new head; null when the
   * head is no longer the expected one (or exists, where `expected` is null: making a space), or a
   * check failed. A throw means that nobody knows: the commit was not found, but may be there, or come late over
   * a network for as long as the head stays the expected one. Whoever gets it loads the space anew (S5, S7).
   */
  commit(
    space: string,
    expected: Head | null,
    entry: Entry,
    riding: Riding,
  ): Promise<Head | null>;
  /**
   * Folds the log up to `upTo` into snapshots, which must be of every document that it names, none
   * older than `upTo` (S9). Commits go on meanwhile. False where another instance was first.
   */
  compact(
    space: string,
    upTo: number,
    snapshots: readonly Snapshot[],
  ): Promise<boolean>;
  /**
   * Takes a space away, atomically with what rides along: from then on it is not there and nothing is written to
   * it. What is left of it waits for {@link sweep}. False where a check failed; true also where it was gone.
   */
  drop(space: string, riding: Riding): Promise<boolean>;
  /**
   * Deletes what nothing can be read from any more: of a space that was dropped everything, of one that is there
   * what folding has left. In pieces; what a crash leaves, the next call takes.
   */
  sweep(space: string): Promise<void>;
  /** This instance's turns at committing to a space. */
  turns(space: string): TurnOrder;
  /**
   * Calls back with the head's number when another instance may have moved it, and with null when the space was
   * dropped; never where there is no other. Answers with what ends it.
   */
  watch(space: string, moved: (seq: number | null) => void): () => void;
}

/** An entry as bytes. */
export function encodeEntry(entry: Entry): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarString(encoder, entry.id);
    encoding.writeVarUint(encoder, entry.updates.length);
    for (const [document, update] of entry.updates) {
      encoding.writeVarString(encoder, document);
      encoding.writeVarUint8Array(encoder, update);
    }
  });
}

/** The entry that {@link encodeEntry} wrote. */
export function decodeEntry(bytes: Uint8Array): Entry {
  const decoder = decoding.createDecoder(bytes);
  const id = decoding.readVarString(decoder);
  const updates: [string, Uint8Array][] = [];
  for (let left = decoding.readVarUint(decoder); left > 0; left--) {
    const document = decoding.readVarString(decoder);
    updates.push([document, decoding.readVarUint8Array(decoder)]);
  }
  return { id, updates };
}
