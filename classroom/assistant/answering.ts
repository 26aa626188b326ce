/** Who gives the assistant's answers, as the commands about conversations know them. */
import type { Spending } from "./spending.ts";

/** An answer that is to be given. */
export interface Task {
  session: string;
  conversation: string;
  /** Who asks. */
  member: string;
  /** The turn that the answer goes into, and the prompt that it answers. */
  turn: string;
  prompt: string;
  /** The command's id, under which its cost is held. */
  command: string;
  /** What the model is given, in tokens as estimated. */
  prompts: number;
}

/** Whoever gives the answers; told only of what is stored. */
export interface Answering {
  /** Which instance of the server this is. */
  readonly instance: string;
  /** What is written beside its answers. */
  readonly model: string;
  /** What it may cost whoever runs the server. */
  readonly spending: Spending;
  begin(task: Task): void;
  /** The student does not want the rest. */
  stop(session: string, conversation: string): void;
}
