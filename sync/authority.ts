/** The sync layer knows documents and commands; what they mean, and who may touch them, its authority decides. */
import type * as Y from "yjs";
import type { PeerState } from "./signals.ts";
import type { Shape } from "./shape.ts";
import type { KvKey } from "./kv/kv.ts";

/** A command as a member put it in their outbox: plain JSON, at most 4 levels deep, with these two. */
export interface Command {
  /** 16 base58 characters, made by the client. */
  readonly id: string;
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** Why a connection may not have a document: a close code of the public interface and its reason. */
export interface Denial {
  readonly code: number;
  readonly reason: string;
}

/**
 * What a connection may do with a document; `own` is a member's document with an outbox, `shared` one that several
 * members write.
 */
export type Access = "read" | "own" | "shared" | Denial;

/** The documents of a space as committed; `doc` of one that is not loaded throws. */
export interface Documents {
  doc(name: string): Y.Doc;
}

/** A value of the KV, set or deleted. */
export type Written =
  | { key: KvKey; value: unknown }
  | { key: KvKey; delete: true };

/** A fact outside documents that changes in the same atomic commit. */
export type Fact =
  | Written
  /**
   * Adds to numbers by name. All of them stand in one value, which is written whole each time: so the storage tells who
   * added to it last, and not what; nor in which order, since they are sorted by name. Only the commits of its space may write it.
   * Names for which it has no room any more are added up as `…`.
   */
  | { key: KvKey; add: Readonly<Record<string, number>> };

/**
 * One decision in a batch. Everything written through it is announced only after it is durable.
 * A decision may be taken again from the start (S5), so it must depend on nothing but this and its
 * arguments, and must refuse before it writes.
 */
export interface Tx extends Documents {
  /** Milliseconds since 1970, the same for a whole batch. */
  readonly now: number;
  /** Who has an open connection now (presence keys). */
  readonly online: ReadonlySet<string>;
  /** How many bytes this commit still takes; a longer write waits for the next commit (S6). */
  readonly bytesLeft: number;
  /** Tells that so many bytes are written beyond what the command itself is long. */
  weigh(bytes: number): void;
  /** Lets a fact ride in the same commit. */
  fact(fact: Fact): void;
  /** Runs once the commit is durable, and only then. */
  after(effect: () => void): void;
}

/** Something that comes back at a rate and is used up by commands, counted under a key. */
export interface Allowance {
  readonly key: string;
  /** How much of it this command takes. */
  readonly amount: number;
  /** How much comes back, and how much there is at the most. */
  readonly perSecond: number;
  readonly burst: number;
}

/** How fast some commands of a member are taken: what is over waits in the outbox, and nothing is lost (S12). */
export interface Pace {
  /** A command that waits holds up those behind it on the same lane, and no others: on a lane order holds (S4). */
  readonly lane: string;
  readonly uses: readonly Allowance[];
}

/** What is shown of somebody online: one state for all of their connections. */
export interface ShownPerson {
  /** The same for all connections of one person; also the seed of their awareness client id. */
  readonly key: string;
  /** What is announced, in addition to `since`, `idle` and `typing`. */
  readonly state: Readonly<Record<string, unknown>>;
}

/** How somebody wants to be in a peer room. */
export interface PeerWish {
  readonly wanted: PeerState;
  /** What they were allowed last; null: they are not in it. */
  readonly allowed: PeerState | null;
  /** The same of the others who are in it. */
  readonly others: readonly PeerState[];
}

/** What the authority says to somebody who wants to be in a peer room. */
export type PeerAnswer =
  | {
    readonly state: PeerState;
    /** What of it is announced with their presence, in addition to what is announced anyway. */
    readonly shown: Readonly<Record<string, unknown>>;
  }
  | { readonly refused: string };

/** What the classroom must tell the sync layer. `Who` is whoever an upgrade's cookie stands for. */
export interface Authority<Who> {
  /** The document of a space on which access depends; always loaded while the space is. */
  root(space: string): string;
  /** Asked at registration and again after every commit that touches the root document (A1). */
  access(documents: Documents, who: Who, document: string): Access;
  /** The document that somebody means by a name; without it, the one that is named so. */
  nameFor?(who: Who, document: string): string;
  /** What a document may hold that several members write; null: it is no such document. */
  shape?(document: string): Shape | null;
  /** Who it is that writes to such a document, as that document says; without it, the key of {@link sockets}. */
  author?(documents: Documents, who: Who): string;
  /** Told that somebody put something into such a document, once that is stored. It must neither throw nor wait. */
  wrote?(who: Who, now: number): void;
  /** Whether access to a document depends on the document itself too, which then is loaded before it is asked. */
  dependsOnItself?(document: string): boolean;
  /** Who counts as the same person for limits and presence; null for one who is not shown. */
  presence(who: Who): ShownPerson | null;
  /** Whether it is shown to the others that somebody is typing there; what is not asked for is shown. */
  showsTyping?(
    documents: Documents,
    who: Who,
    where: string,
    now: number,
  ): boolean;
  /**
   * What is allowed of the state in which somebody wants to be in the peer room of a document (`signals.ts`), given those
   * of the others who are in it; or why they may not. It is asked when they enter or change it, with what they say, and
   * after every commit that touches the root document of all who are in one, with what it allowed last: what it has taken
   * away comes back only when they ask for it. Without it nobody may.
   */
  peerRoom?(
    documents: Documents,
    who: Who,
    document: string,
    wish: PeerWish,
  ): PeerAnswer;
  /** How many sockets one person may hold (S12), and the key by which they are counted. */
  sockets(who: Who): { key: string; most: number };
  /**
   * The documents of the same space, except the member's own and the root, that deciding this command
   * touches. The command is as the client wrote it; what it names that is not there must be left out.
   */
  needs(
    document: string,
    command: Command,
    documents: Documents,
  ): readonly string[];
  /** The pace that a command has to keep; null, or not told: none but that of all commands. */
  pace?(
    document: string,
    command: Command,
    documents: Documents,
  ): Pace | null;
  /** Gives a command its effect, or throws a `Refusal` before writing anything; the sync layer writes the receipt. */
  decide(tx: Tx, document: string, command: Command): void;
}

/** Who it is that writes to a document that several members write. */
export function authorOf<Who>(
  authority: Authority<Who>,
  documents: Documents,
  who: Who,
): string {
  return authority.author?.(documents, who) ?? authority.sockets(who).key;
}
