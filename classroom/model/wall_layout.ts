import type * as Y from "yjs";
import type {
  OwnWallQuestion,
  WallQuestion,
  WallQuestionAuthor,
} from "./resources/shared_resources.ts";

/** Visible questions of all walls, by id, without authors. */
export function wallQuestions(session: Y.Doc): Y.Map<WallQuestion> {
  return session.getMap<WallQuestion>("wishes");
}

/**
 * `wishVotes` of the session's document: number of votes by question. Not in `wishes`, so that a vote does not rewrite
 * the text.
 */
export function wallQuestionVotes(session: Y.Doc): Y.Map<number> {
  return session.getMap<number>("wishVotes");
}

/** Authors by question, also of hidden questions. */
export function wallQuestionAuthors(staff: Y.Doc): Y.Map<WallQuestionAuthor> {
  return staff.getMap<WallQuestionAuthor>("wishes");
}

export function wallQuestionVoters(staff: Y.Doc): Y.Map<true> {
  return staff.getMap<true>("wishVotes");
}

export function ownWallQuestions(own: Y.Doc): Y.Map<OwnWallQuestion> {
  return own.getMap<OwnWallQuestion>("wishes");
}

/** @param seat the member in whose own document the copy of the vote is */
export function voteKey(question: string, seat: string): string {
  return `${question} ${seat}`;
}
