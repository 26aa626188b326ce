/**
 * What pages that are together in a document's *gathering* say to each other through the server, which stores none of it:
 * messages of a kind of their own on the document's connection. Both ends read it, so this knows neither Deno nor DOM.
 *
 * A message is `varUint 4`, then a `varString` of JSON: a {@link SignalRequest} from a client, a {@link SignalNews} from the
 * server.
 */

/** What somebody in a gathering says of themselves: JSON, which the authority judges. */
export type GatheringState = Readonly<Record<string, unknown>>;

/** What a client says. `page`: 16 characters, the same for as long as the page is there. */
export type SignalRequest =
  | {
    readonly kind: "enter";
    readonly page: string;
    readonly state: GatheringState;
  }
  | { readonly kind: "state"; readonly state: GatheringState }
  | { readonly kind: "leave" }
  | { readonly kind: "tell"; readonly to: string; readonly body: unknown };

/** Somebody in a gathering: one page of one person. */
export interface Peer {
  /** `<presence key>.<page>`. */
  readonly peer: string;
  /** The presence key: whose page it is. */
  readonly member: string;
  /** Grows when they have come back over another connection. */
  readonly turn: number;
}

/** What the server says. */
export type SignalNews =
  /** One is in, as this peer, with these; the state is as the authority allows it. */
  | {
    readonly kind: "entered";
    readonly peer: string;
    readonly peers: readonly Peer[];
    readonly state: GatheringState;
  }
  /** All who are in, oneself among them: at each change. */
  | { readonly kind: "peers"; readonly peers: readonly Peer[] }
  /** What is allowed of one's own state now. */
  | { readonly kind: "state"; readonly state: GatheringState }
  | { readonly kind: "told"; readonly from: string; readonly body: unknown }
  /** One is not let in, or may not have that state; one stays as one was. */
  | { readonly kind: "refused"; readonly reason: string }
  /** One is out. */
  | { readonly kind: "ended"; readonly reason: string };
