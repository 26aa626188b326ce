import type { AnswerFailure } from "../conversations.ts";
import type { Answer, Question } from "./questions.ts";
import type { QuestionTally } from "./results.ts";
import type { ResourceKind, ResourceSecret } from "./shared_resources.ts";

interface AnswerView {
  member: string;
  question: string;
  answer: Answer;
  /** Absent: the question is not graded, or the answer not marked yet. */
  right?: boolean;
  late?: true;
}

/** A tally, and the words that are hidden from the class. */
export type CountedWords = QuestionTally & Pick<ResourceSecret, "hiddenWords">;

/** A question on the wall, for staff. `at` in ISO 8601. */
export interface WallQuestionView {
  id: string;
  text: string;
  at: string;
  member: string;
  votes: number;
  answered?: true;
  hidden?: true;
  posted?: true;
  /** **Present** shows the question when it shows the wall. */
  presented?: true;
}

export interface ResourceKindView {
  questions: (Question & Partial<CountedWords>)[];
  answers: AnswerView[];
  /** Ids of members who handed in the check; empty for an anonymous poll. */
  done: string[];
  /** Only for a wall: its questions, oldest first. */
  wishes?: WallQuestionView[];
  presentsAll?: true;
}

/** The answer to `GET /api/sessions/:s/resources/:id`. */
export interface ResourceView extends ResourceKindView {
  /** The resource as students have it, with times in ISO 8601. */
  resource: Record<string, unknown> & { id: string; kind: ResourceKind };
  taken?: true;
}

export interface TemplateSummary {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly at: number;
}

export interface FullTemplate extends TemplateSummary {
  readonly instructions: string;
  readonly firstMessage?: string;
}

/** A piece of the answer in a trial of a template; or that all before was a thought; or why it ended early. */
export type TrialPiece =
  | { text: string }
  | { isWithdrawn: true }
  | { failure: AnswerFailure };
