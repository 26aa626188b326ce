/** The properties that the form of each kind of question gets. */
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
  /** The id of the element with the question's text. */
  labelledBy: string;
  /** Ids of the elements that describe the field, including its hint. */
  describedBy: string;
  /** Delay after a key before a typed answer is passed on (ms). */
  delayMs: number;
  /** Maximum number of characters of a typed answer. */
  maxLength: number;
}
