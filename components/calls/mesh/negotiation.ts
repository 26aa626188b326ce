/**
 * What an end of a connection does with the other's messages: WebRTC's *perfect negotiation*, as pure functions. Where both
 * offer at once, the impolite end's offer stands. Each end does one thing at a time, so the pattern's flags are not needed.
 *
 * The first offer is always the impolite end's, which makes the lines: made by both, there would be two of each.
 */
import type { MeshMessage } from "./messages.ts";

export interface NegotiationState {
  readonly isPolite: boolean;
  /** The ids of the two links. */
  readonly me: string;
  readonly you: string | null;
  /** The number of the own offer that waits for an answer. */
  readonly pending: number | null;
  /** The number of the other's last answered offer; numbers only grow. */
  readonly answered: number | null;
}

type Step =
  /** Not for this connection, or too late. */
  | "drop"
  | "take"
  /** Say the last description again: it may have been lost. */
  | "repeat";

/** The page with the smaller id is polite: both know which. */
export function isPolite(me: string, other: string): boolean {
  return me < other;
}

/**
 * Whether a message is for this connection, before anything in it is looked at. `renew`: the other end has started anew,
 * so this one has to, first.
 */
export function addressed(
  { me, you }: Pick<NegotiationState, "me" | "you">,
  message: Pick<MeshMessage, "me" | "you">,
): "drop" | "renew" | "take" {
  if (message.you !== null && message.you !== me) return "drop";
  return you !== null && message.me !== you ? "renew" : "take";
}

/** What to do with a message that is for this connection. */
export function stepFor(
  { isPolite, pending, answered }: NegotiationState,
  message: MeshMessage,
): Step {
  switch (message.kind) {
    case "offer":
      if (pending !== null) {
        // Taking theirs rolls the own one back. Nothing precedes the impolite end's first offer: it makes the lines.
        return isPolite ? "take" : "drop";
      }
      if (answered !== null && message.n < answered) return "drop";
      return message.n === answered ? "repeat" : "take";
    case "answer":
      return message.n === pending ? "take" : "drop";
    case "ask":
      return "repeat";
    case "candidates":
    case "pictures":
      return "take";
  }
}

export function nextTry(
  { isPolite, pending, hasRemote }:
    & Pick<NegotiationState, "isPolite" | "pending">
    & {
      readonly hasRemote: boolean;
    },
): "repeat" | "ask" | "restart" {
  if (pending !== null) return "repeat";
  return isPolite && !hasRemote ? "ask" : "restart";
}

/** Least and greatest age (ms) before an end starts anew for what the other says or does. */
const shortest = 1_000, longest = 30_000;

/** The least age of the next link: doubled each time, since each says everything anew, until one has lasted long. */
export function nextStay(
  before?: { readonly stay: number; readonly age: number },
): number {
  if (!before || before.age > longest) return shortest;
  return Math.min(2 * before.stay, longest);
}

/** Pause (ms) before the next try: sooner than a person gives up, and never a storm. */
export function tryAfter(tries: number): number {
  return Math.min(3_000 * 1.5 ** tries, 15_000);
}
