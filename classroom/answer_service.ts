/** The assistant's interface for the commands of conversations. */
import type { OperatorLimits } from "./model/assistant.ts";

export interface AnswerTask {
  session: string;
  conversation: string;
  member: string;
  /** The answer's turn, and its prompt. */
  turn: string;
  prompt: string;
  /** The command's id, under which its cost is reserved. */
  command: string;
  /** The size of the model's input, in estimated tokens. */
  inputTokens: number;
  /** A student's, which the teacher may read. */
  isCollected: boolean;
}

interface Budget {
  readonly limits: OperatorLimits;
  /** Reserves tokens for a question, by its id, or refuses it. */
  reserve(
    id: string,
    question: { session: string; member: string; tokens: number },
  ): void;
  /** Keeps the reservation over a restart, once the question is stored. */
  confirm(id: string): void;
}

export interface AnswerService {
  readonly instance: string;
  /** Whether answers queue, which must then be stored. */
  readonly hasQueue: boolean;
  /** Name of the model, shown with its answers. */
  readonly model: string;
  readonly spending: Budget;
  beginAnswer(task: AnswerTask): void;
  stopAnswer(session: string, conversation: string): void;
}
