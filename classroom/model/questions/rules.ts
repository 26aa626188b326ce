/** Differences between kinds of questions. Each kind is registered in `question_rules.ts`. */
import type {
  Answer,
  Choice,
  CorrectAnswer,
  PublicQuestion,
  Solution,
} from "../resources/questions.ts";

interface AnswerOption {
  readonly text: string;
  readonly answer: Answer;
}

/** The count of each answer; `correct` is set only if it may be shown. */
export interface AnswerCounts extends Pick<Solution, "correct" | "tolerance"> {
  readonly counts: Readonly<Record<string, number>>;
}

interface ResultRow {
  readonly key: string;
  readonly text: string;
  readonly isRight: boolean;
}

export interface QuestionRules {
  /** The kind of answers. Choices have letters. Texts that are not among the right answers need a teacher's grade. */
  readonly answers: "choices" | "texts" | "numbers";
  /** The results list only given and right answers. */
  readonly isOpen: boolean;
  /** The answer that withdraws an earlier one; null: the form itself can be emptied. */
  readonly clearingAnswer: Answer | null;
  /** Buttons, in order, with the answers that they give. `previousAnswer`: the answer so far. */
  options(question: PublicQuestion, previousAnswer?: Answer): AnswerOption[];
  /** Whether a non-empty answer is valid. `isWord`: the answer is to a poll whose words the class sees. */
  isValid(question: PublicQuestion, answer: Answer, isWord: boolean): boolean;
  /** Undefined: a teacher has to grade the answer. */
  isRight(solution: Solution, answer: Answer): boolean | undefined;
  rightAnswers(correct: CorrectAnswer): readonly Answer[];
  /** The chosen choices, in the order of display. */
  chosenChoices(question: PublicQuestion, answer: Answer): Choice[];
  /** Equal answers have equal keys. */
  countKeys(answer: Answer): readonly string[];
  /** The parts of an answer that are counted, as they were typed. Results group equal texts. */
  countForms(answer: Answer): readonly string[];
  /** Rows of the results, in order; a right answer is among them even if nobody gave it. */
  resultRows(question: PublicQuestion, counted: AnswerCounts): ResultRow[];
}
