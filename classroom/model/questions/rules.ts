/** What the kinds of question differ in, for the server and the pages. Each kind has an entry in `kinds.ts`. */
import type {
  Answer,
  AskedQuestion,
  Choice,
  Correct,
  Solution,
} from "../resources/questions.ts";

/** What is answered by one press. */
export interface AnswerOption {
  readonly text: string;
  /** The whole answer, once it is pressed. */
  readonly answer: Answer;
}

/** How often each answer was given; `correct` only where it may be told. */
export interface AnswerCounts extends Pick<Solution, "correct" | "tolerance"> {
  readonly counts: Readonly<Record<string, number>>;
}

/** An answer in the results of a question. */
export interface ResultRow {
  readonly key: string;
  readonly text: string;
  readonly isRight: boolean;
}

export interface QuestionRules {
  /** Choices have letters; texts that are not among the right ones are marked by their teacher. */
  readonly answers: "choices" | "texts" | "numbers";
  /** Its results have only the answers that were given, and the right ones. */
  readonly isOpen: boolean;
  /** What takes an answer back, where its form has no other way; null: it has. */
  readonly cleared: Answer | null;
  /** All that a press can answer, in order. `before`: the answer so far. */
  options(question: AskedQuestion, before?: Answer): AnswerOption[];
  /** Whether this can be an answer, which is not empty. `isWord`: of a quick poll, whose words its class sees. */
  fits(question: AskedQuestion, answer: Answer, isWord: boolean): boolean;
  /** Undefined: only its teacher can tell. */
  isRight(solution: Solution, answer: Answer): boolean | undefined;
  /** Every answer that is right. */
  rightAnswers(correct: Correct): readonly Answer[];
  /** The choices that an answer has, in the order in which they are read. */
  chosen(question: AskedQuestion, answer: Answer): Choice[];
  /** The keys under which an answer is counted. */
  countedAs(answer: Answer): readonly string[];
  /** Its results, in order, with what is right and nobody gave. */
  rows(question: AskedQuestion, counted: AnswerCounts): ResultRow[];
}
