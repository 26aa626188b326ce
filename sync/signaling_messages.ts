/**
 * Messages between pages in a document's *peer room* (docs/protocol.md, "Peer rooms"), relayed and not stored. Shared
 * by server and browser, so without Deno and DOM. The authority decides at each `enter` and `state`, and again after
 * each commit on which access depends. A page closed by the server with 4400 or more leaves the room at once. Messages
 * stay within one instance; the allowed state is shown with presence on all instances.
 */

export const signalingMessageType = 4;

/** A page's state in a peer room: JSON that the authority checks. */
export type PeerState = Readonly<Record<string, unknown>>;

/**
 * A client's message. `page`: 16 characters, constant while the page is open. `n` grows with each request; an answer
 * repeats it, and one with a lower `n` than the page's last request is outdated.
 */
export type ClientSignalingMessage =
  | {
    readonly kind: "enter";
    readonly page: string;
    readonly n: number;
    readonly state: PeerState;
  }
  | {
    readonly kind: "state";
    readonly n: number;
    readonly state: PeerState;
  }
  | { readonly kind: "leave" }
  | { readonly kind: "tell"; readonly to: string; readonly body: unknown };

/** One page of one person in a peer room. */
export interface Peer {
  readonly peer: string;
  /** The presence key of the person whose page it is. */
  readonly member: string;
  /** Grows with each new connection of the page. */
  readonly turn: number;
}

export type ServerSignalingMessage =
  | {
    readonly kind: "entered";
    readonly peer: string;
    readonly peers: readonly Peer[];
    readonly n: number;
    readonly state: PeerState;
  }
  | { readonly kind: "peers"; readonly peers: readonly Peer[] }
  | {
    readonly kind: "state";
    readonly n: number;
    readonly state: PeerState;
  }
  | { readonly kind: "told"; readonly from: string; readonly body: unknown }
  /** The page may not enter, or its new state is not allowed; the last allowed one holds. */
  | { readonly kind: "refused"; readonly n: number; readonly reason: string }
  | { readonly kind: "ended"; readonly reason: string };
