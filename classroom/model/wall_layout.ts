/** Typed access to question walls. */
import type * as Y from "yjs";
import type {
  OwnWallQuestion,
  WallQuestion,
  WallQuestionAuthor,
} from "./resources/shared_resources.ts";

/** By id: questions on the walls, without authors. */
export function wallQuestions(session: Y.Doc): Y.Map<WallQuestion> {
  return session.getMap<WallQuestion>("wishes");
}

/**
 * `wishVotes` of the session's document: votes per question. Apart from `wishes`, so that a vote does not
 * rewrite the text.
 */
export function wallQuestionVotes(session: Y.Doc): Y.Map<number> {
  return session.getMap<number>("wishVotes");
}

/** By id: authors, including those of hidden questions. */
export function wallQuestionAuthors(staff: Y.Doc): Y.Map<WallQuestionAuthor> {
  return staff.getMap<WallQuestionAuthor>("wishes");
}

export function wallQuestionVoters(staff: Y.Doc): Y.Map<true> {
  return staff.getMap<true>("wishVotes");
}

export function ownWallQuestions(own: Y.Doc): Y.Map<OwnWallQuestion> {
  return own.getMap<OwnWallQuestion>("wishes");
}

/** @param seat the member whose own document has the copy of the vote */
export function voteKey(question: string, seat: string): string {
  return `${question} ${seat}`;
}
