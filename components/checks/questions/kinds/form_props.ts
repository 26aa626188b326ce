/** What the form of each kind of question is given. Types alone. */
import type {
  Answer,
  AskedQuestion,
} from "../../../../classroom/model/resources/questions.ts";

export interface FormProps {
  question: AskedQuestion;
  answer: Answer | undefined;
  onAnswer: (answer: Answer) => void;
  disabled: boolean;
  id: string;
  /** The id of the question's text. */
  labelledBy: string;
  /** With `<id>-hint`, the id of the hint that a typed answer has. */
  describedBy: string;
  /** How long after the last key a typed answer is told (ms). */
  pause: number;
  /** How many characters a typed answer may have. */
  longest: number;
}
