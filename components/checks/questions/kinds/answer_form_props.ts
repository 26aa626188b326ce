/** Props of the form of each kind of question. */
import type {
  Answer,
  PublicQuestion,
} from "../../../../classroom/model/resources/questions.ts";

export interface AnswerFormProps {
  question: PublicQuestion;
  answer: Answer | undefined;
  onAnswer: (answer: Answer) => void;
  disabled: boolean;
  id: string;
  /** The id of the question's text. */
  labelledBy: string;
  /** Ids that describe the field, with that of its hint. */
  describedBy: string;
  /** Delay after a key before a typed answer is passed on (ms). */
  delayMs: number;
  /** Maximum number of characters of a typed answer. */
  maxLength: number;
}
