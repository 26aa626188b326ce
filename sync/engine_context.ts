import type { Authority } from "./authority.ts";
import type { PresenceExchange } from "./kv/kv_presence_exchange.ts";
import type { SyncMeter } from "./meter.ts";
import type { PresenceChange } from "./presence.ts";
import type { PeerState } from "./signaling_messages.ts";
import type { Store } from "./store.ts";
import type { WorkTurns } from "./work_turns.ts";

export interface EngineContext<Who = unknown> {
  store: Store;
  authority: Authority<Who>;
  /** Exchanges presence with other instances; absent if there are none. */
  presenceExchange?: PresenceExchange;
  clock: () => number;
  workTurns: WorkTurns;
  /** Reports bugs and failures, without content of documents. */
  report: (what: string, error: unknown) => void;
  /** Called when a person comes online or goes offline. It must neither throw nor wait. */
  onPresenceChange?: (space: string, change: PresenceChange) => void;
  /**
   * Called with the allowed state of each page in a peer room, at each check; null once the page has left the room for
   * good. It must neither throw nor wait.
   */
  onPeerState?: (
    document: string,
    peer: string,
    state: PeerState | null,
  ) => void;
  /**
   * The temporary state of a document, such as an unfinished answer, which connections get as awareness. Null if there
   * is none. It must neither throw nor wait; `SyncEngine.sendEphemeral` announces a change.
   */
  ephemeralStateOf?: (document: string) => object | null;
  /**
   * Called for a shared document after its change is stored here; `isLargerThan` tells whether the document exceeds
   * either number. It must neither throw nor wait.
   */
  onSharedWrite?: (
    document: string,
    isLargerThan: (bytes: number, structs: number) => boolean,
  ) => void;
  meter?: SyncMeter;
  /** SYNC-9: number of commits after which the log is folded, if not the default. */
  foldAfterCommits?: number;
}
