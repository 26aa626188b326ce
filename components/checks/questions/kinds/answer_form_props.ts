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
  labelledBy: string;
  /** Ids of the elements that describe the field, including its hint. */
  describedBy: string;
  /** Delay after a key before a typed answer is passed on (ms). */
  delayMs: number;
  maxLength: number;
}
