/** Typed access to question walls. */
import type * as Y from "yjs";
import type { OwnWish, Wish, WishOf } from "./resources/shared.ts";

/** By id: questions on the walls, without authors. */
export function wishes(session: Y.Doc): Y.Map<Wish> {
  return session.getMap<Wish>("wishes");
}

/**
 * `wishVotes` of the session's document: votes per question. Apart from `wishes`, so that a vote does not
 * rewrite the text.
 */
export function wishVotes(session: Y.Doc): Y.Map<number> {
  return session.getMap<number>("wishVotes");
}

/** By id: authors, including those of hidden questions. */
export function wishOwners(staff: Y.Doc): Y.Map<WishOf> {
  return staff.getMap<WishOf>("wishes");
}

export function wishVoters(staff: Y.Doc): Y.Map<true> {
  return staff.getMap<true>("wishVotes");
}

export function ownWishes(own: Y.Doc): Y.Map<OwnWish> {
  return own.getMap<OwnWish>("wishes");
}

/** @param seat the member whose own document has the copy of the vote */
export function voteKey(wish: string, seat: string): string {
  return `${wish} ${seat}`;
}
