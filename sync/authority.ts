import type * as Y from "yjs";
import type { PeerState } from "./signaling_messages.ts";
import type { DocumentShape } from "./shape.ts";
import type { KvKey } from "./kv/kv.ts";

/** A command from a member's outbox: plain JSON, at most 4 levels deep. */
export interface Command {
  readonly id: string;
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** Why a connection may not open a document: a close code of the public interface and its reason. */
export interface Denial {
  readonly code: number;
  readonly reason: string;
}

/**
 * A connection's rights on a document. `read`: it may not write. `own`: it may write its member's own document.
 * `shared`: it may write a document of several members.
 */
export type Access = "read" | "own" | "shared" | Denial;

/** The committed documents of a space. `doc` throws for a document that is not loaded. */
export interface Documents {
  doc(name: string): Y.Doc;
}

export type KvWrite =
  | { key: KvKey; value: unknown }
  | { key: KvKey; delete: true };

/** A fact outside the documents that is written in the same atomic commit. */
export type Fact =
  | KvWrite
  /**
   * Adds to named counters, kept in one value and sorted by name, so that the storage does not show which changed last.
   * Only commits of the value's space may write it. Names for which the value has no room are summed under `…`.
   */
  | { key: KvKey; add: Readonly<Record<string, number>> };

/**
 * A decision reads and writes through this. Changes are announced once they are durable. A decision may run again
 * (SYNC-5), so it must depend only on this object and its arguments, and refuse before it writes.
 */
export interface Tx extends Documents {
  /** Milliseconds since 1970, the same for the whole batch. */
  readonly now: number;
  /** The presence keys of everyone online, at any instance. */
  readonly online: ReadonlySet<string>;
  /** Bytes that still fit into this commit; larger writes wait for the next one (SYNC-6). */
  readonly bytesLeft: number;
  reserveBytes(bytes: number): void;
  addFact(fact: Fact): void;
  /** Runs once the commit is durable. */
  afterCommit(effect: () => void): void;
}

/** A token bucket: each command takes `amount` from the bucket `key`, which refills at `perSecond` up to `burst`. */
export interface Allowance {
  readonly key: string;
  readonly amount: number;
  readonly perSecond: number;
  readonly burst: number;
}

/** The rate at which some commands of a member are taken. Commands above it wait in the outbox (SYNC-12). */
export interface Pace {
  /** A waiting command holds up only later commands on its lane, so order holds within a lane (SYNC-4). */
  readonly lane: string;
  readonly uses: readonly Allowance[];
}

/** A person's state in presence, one for all of their connections. */
export interface PersonPresence {
  /** The same for all connections of a person; also the seed of their awareness client id. */
  readonly key: string;
  /** The announced state, in addition to `since`, `idle` and `typing`. */
  readonly state: Readonly<Record<string, unknown>>;
}

/** The state that a page requests in a peer room. */
export interface PeerRequest {
  readonly requestedState: PeerState;
  /** The state that the page was last allowed; null if it is not in the room. */
  readonly allowedState: PeerState | null;
  /** The allowed states of the other peers in the room. */
  readonly otherStates: readonly PeerState[];
}

export type PeerAnswer =
  | {
    readonly state: PeerState;
    /** The part of this state that presence shows, in addition to the person's own state. */
    readonly shown: Readonly<Record<string, unknown>>;
  }
  | { readonly refused: string };

/** The classroom, as the sync layer uses it. `Who` is the person whom an upgrade's cookie identifies. */
export interface Authority<Who> {
  /** The document on which access to a space depends; it is loaded as long as the space is. */
  rootDocument(space: string): string;
  /**
   * A person's rights on a document. Called before a connection is registered, before a write to a document
   * with a shape, and after every commit that changes the root document (ACCESS-1).
   */
  access(documents: Documents, who: Who, document: string): Access;
  /** Resolves a name that depends on the person, such as an alias; by default the name itself. */
  resolveName?(who: Who, document: string): string;
  /** The shape of a document that several members write; null for other documents. */
  shape?(document: string): DocumentShape | null;
  /**
   * The author name recorded for a person's writing in a document with a shape; by default the key of
   * {@link socketLimit}.
   */
  author?(documents: Documents, who: Who): string;
  /** Called after structs in a document with a shape are stored, not deletions alone. Must neither throw nor wait. */
  onWrite?(who: Who, document: string, now: number): void;
  /** Whether access to the document also depends on its own content, so that it is loaded first. */
  dependsOnItself?(document: string): boolean;
  /** The person for presence and peer rooms; null for one whom presence does not show. */
  presence(who: Who): PersonPresence | null;
  /** Whether others see that this person is typing at `where`; by default they do. */
  showsTyping?(
    documents: Documents,
    who: Who,
    where: string,
    now: number,
  ): boolean;
  /**
   * Decides what a page that requests this state gets in a document's peer room (`signaling_messages.ts`). Called at
   * each request, and with the last allowed state after every commit that changes the root document. By default nobody
   * may enter.
   */
  decidePeerState?(
    documents: Documents,
    who: Who,
    document: string,
    request: PeerRequest,
  ): PeerAnswer;
  /** The maximum number of sockets of a person (SYNC-12), and the key by which they are counted. */
  socketLimit(who: Who): { key: string; max: number };
  /**
   * The documents needed to decide this command, except the member's own and the root. The command is unchecked:
   * documents that do not exist must be left out.
   */
  neededDocuments(
    document: string,
    command: Command,
    documents: Documents,
  ): readonly string[];
  /** The pace of a command, in addition to the limit for all commands. */
  paceOf?(
    document: string,
    command: Command,
    documents: Documents,
  ): Pace | null;
  /** Applies a command, or throws a `Refusal` before it writes anything. The sync layer writes the receipt. */
  decide(tx: Tx, document: string, command: Command): void;
}

export function authorOf<Who>(
  authority: Authority<Who>,
  documents: Documents,
  who: Who,
): string {
  return authority.author?.(documents, who) ?? authority.socketLimit(who).key;
}
