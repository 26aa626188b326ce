/** What is shared, in answers over HTTP. */
import type { Answer, Question } from "./questions.ts";
import type { Tally } from "./results.ts";
import type { ResourceSecret, SharedKind } from "./shared.ts";

interface AnswerView {
  member: string;
  question: string;
  answer: Answer;
  /** Absent: nothing is right or wrong, or nobody has marked it yet. */
  right?: boolean;
  late?: true;
}

/** What came of a question, and which of its words the class does not see. */
export type CountedWords = Tally & Pick<ResourceSecret, "hiddenWords">;

/** A question on the wall as its teacher sees it. `at` in ISO 8601. */
export interface WishView {
  id: string;
  text: string;
  at: string;
  /** Whose it is. */
  member: string;
  votes: number;
  answered?: true;
  hidden?: true;
  posted?: true;
  /** It is on **Present** with its wall. */
  presented?: true;
}

/** What its kind tells staff of a resource. */
export interface KindView {
  /** What came of each question, what is right, and those still to come. */
  questions: (Question & Partial<CountedWords>)[];
  /** Of an anonymous poll, empty. */
  answers: AnswerView[];
  /** The members who have handed it in; of an anonymous poll nobody is named. */
  done: string[];
  /** Of a wall: the questions on it, the oldest first. */
  wishes?: WishView[];
  /** Of a wall: they are on **Present** as they come. */
  presentsAll?: true;
}

/** The answer to `GET /api/sessions/:s/resources/:id`. */
export interface ResourceView extends KindView {
  /** As students have it, with times in ISO 8601. */
  resource: Record<string, unknown> & { id: string; kind: SharedKind };
  /** Students have it no more. */
  taken?: true;
}
