/** What the starter of the sync engine gives to every space. */
import type { Authority } from "./authority.ts";
import type { Peers } from "./kv/kv_peers.ts";
import type { Meter } from "./meter.ts";
import type { Passage } from "./presence.ts";
import type { PeerState } from "./signals.ts";
import type { Store } from "./store.ts";

/** What every space shares. */
export interface EngineContext<Who = unknown> {
  store: Store;
  authority: Authority<Who>;
  /** How other instances are told who is connected here; absent where there are none. */
  peers?: Peers;
  /** Milliseconds since 1970. */
  clock: () => number;
  /** Where bugs and failures are reported; never contents. */
  report: (what: string, error: unknown) => void;
  /** Told who comes online and who goes, by their presence keys; it must neither throw nor wait. */
  passed?: (space: string, passage: Passage) => void;
  /**
   * Told who is in a document's peer room here, as they may be now, at each look; null: that page is out, for good. Not
   * told: that its connection is lost, while it may come back. It must neither throw nor wait.
   */
  gathered?: (
    document: string,
    peer: string,
    state: PeerState | null,
  ) => void;
  /**
   * What is true of a document for now and stored nowhere: whoever is on it is told so, as awareness. Null:
   * nothing. It must neither throw nor wait; `Sync.showFleeting` says that it has changed.
   */
  ephemeral?: (document: string) => object | null;
  /**
   * Told of each document that several members write, once a change of it is stored from here; `isLargerThan` tells
   * whether it has more bytes or structs. It must neither throw nor wait.
   */
  written?: (
    document: string,
    isLargerThan: (bytes: number, structs: number) => boolean,
  ) => void;
  /** Counts what happens; absent where nobody looks. */
  meter?: Meter;
  /** S9: after how many commits the log is folded, where that is not the usual number. */
  foldAfter?: number;
}
