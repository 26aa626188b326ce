/**
 * What pages that are together in a document's *peer room* say to each other through the server, which stores none of it:
 * messages of a kind of their own on the document's connection. Both ends read it, so this knows neither Deno nor DOM.
 *
 * A message is `varUint 4`, then a `varString` of JSON: a {@link SignalRequest} from a client, a {@link SignalNews} from the
 * server. It goes over a socket of its own and over a wire's channel alike. Stock clients, which never enter, get none.
 *
 * - A page says `enter` on the connection to a document, and again on each new one. It is `entered`, or `refused`: then it
 *   stays as it was, and where it had come back, it is out. It says `state` when it wants to be otherwise, and `leave` when
 *   it goes. Whoever is not in is not heard.
 * - Each `enter` and `state` has a number `n` of the page's own, higher than the one before. `entered`, `state` and
 *   `refused` have the number of what they answer; a `state` that nobody has asked for, of what was answered last. What
 *   has a lower one than what the page has said last is out of date: the answer to that is on its way.
 * - `tell` goes to one other page in the same document's peer room, as `told`. Nobody stores it; whoever is not in any more,
 *   has lost their connection, or has 128 KiB waiting, does not get it, and nobody says so.
 * - A person is in one peer room of a space, with one page: another that enters ends the first (`ended`, `elsewhere`).
 * - Who loses the connection is in for 10 s still, is told nothing meanwhile, and is the same peer with a higher `turn` when
 *   the same page enters again. Whose connection is closed by the server with 4400 or more is out at once.
 * - Who may be in, and in which state, is asked when they enter or change, and of all after each commit on which access
 *   depends, before anything else is passed on: `state` says what is allowed now, `ended` that one is out and why.
 * - What is allowed is shown with the person's presence, to other instances too; signals stay within one.
 * - `peers` comes at most 200 ms after a change, and before the first that one is `told` by somebody new.
 *
 * Reasons of the sync layer itself: `not-on` (there are no peer rooms), `not-yours` (no right to the document, or nobody that
 * is shown), `full`, `elsewhere`; the authority has its own.
 *
 * Limits: a message of 32 KiB (else closed with 4413 `too-large`); 4 KiB but for `tell`, 8 levels deep, exactly the fields
 * given here (4400 `malformed`). Besides, so many a person, where each KiB counts as one, and over which the connection is
 * closed with 4429 `too-often`:
 * - of `enter`, `state` and `leave` 60 a second, with a burst of 1200; an `enter` counts as 119 more.
 * - of all together eight times as many.
 *
 * Of `tell` there may be 60 a second, with a burst of 1200; what is over that is dropped, since others can make an honest
 * page tell a lot.
 */

export const messageSignal = 4;

/** A page's state in a peer room: JSON, which the authority judges. */
export type PeerState = Readonly<Record<string, unknown>>;

/** What a client says. `page`: 16 characters, constant while the page is open. */
export type SignalRequest =
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
  /** The presence key of the page's owner. */
  readonly member: string;
  /** Grows with each new connection of the page. */
  readonly turn: number;
}

/** What the server says. */
export type SignalNews =
  /** The page is in, with these peers; the state is as the authority allows it. */
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
  /** Not let in, or the state is not allowed; nothing changes. */
  | { readonly kind: "refused"; readonly n: number; readonly reason: string }
  /** The page is out. */
  | { readonly kind: "ended"; readonly reason: string };
