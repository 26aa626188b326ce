/** Where the documents of a class have its question walls. */
import type * as Y from "yjs";
import type { OwnWish, Wish, WishOf } from "./resources/shared.ts";

/** `wishes` of the session's document, by id: what stands on the walls, and not whose it is. */
export function wishes(session: Y.Doc): Y.Map<Wish> {
  return session.getMap<Wish>("wishes");
}

/** `wishVotes` of the session's document: how many want it answered too. Apart, so that a vote writes no text anew. */
export function wishVotes(session: Y.Doc): Y.Map<number> {
  return session.getMap<number>("wishVotes");
}

/** `wishes` of the staff's document, by id: whose it is; also of those that are hidden. */
export function wishOwners(staff: Y.Doc): Y.Map<WishOf> {
  return staff.getMap<WishOf>("wishes");
}

/** `wishVotes` of the staff's document, under {@link voteKey}. */
export function wishVoters(staff: Y.Doc): Y.Map<true> {
  return staff.getMap<true>("wishVotes");
}

/** `wishes` of a member's own document, by id. */
export function ownWishes(own: Y.Doc): Y.Map<OwnWish> {
  return own.getMap<OwnWish>("wishes");
}

/** The key of a vote: the question, and the member in whose own document stands the copy of it. */
export function voteKey(wish: string, seat: string): string {
  return `${wish} ${seat}`;
}
