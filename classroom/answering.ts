/** The giver of the assistant's answers, as the commands about conversations know it. */
import type { OperatorLimits } from "./model/assistant.ts";

/** An answer to be given. */
export interface Task {
  session: string;
  conversation: string;
  /** The member who asks. */
  member: string;
  /** The turn that the answer goes into, and the prompt that it answers. */
  turn: string;
  prompt: string;
  /** The command's id, under which its cost is held. */
  command: string;
  /** The size of the model's input, in estimated tokens. */
  prompts: number;
  /** It is a student's, and the teacher may read it. */
  isCollected: boolean;
}

/** What answers may cost, of all that the operator gives. */
interface Budget {
  readonly limits: OperatorLimits;
  /** Sets tokens aside for a question of a member, under its id, or refuses it. */
  reserve(
    id: string,
    question: { session: string; member: string; tokens: number },
  ): void;
  /** The question is stored: what was set aside is kept over a restart. */
  confirm(id: string): void;
}

/** Gives the answers; hears only of stored questions. */
export interface Answering {
  /** Which instance of the server this is. */
  readonly instance: string;
  /** Whether answers wait for their turns, so that this must be written down. */
  readonly isBounded: boolean;
  /** The name beside its answers. */
  readonly model: string;
  /** The budget of the operator. */
  readonly spending: Budget;
  begin(task: Task): void;
  /** The student does not want the rest. */
  stop(session: string, conversation: string): void;
}
