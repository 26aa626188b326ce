/** Conversations with the assistant, turn by turn, and what was submitted of them. */

/** How it stands with a turn. Only an answer is ever anything but `done`. */
export type TurnState = "streaming" | "done" | "stopped" | "failed";

/** Why an answer failed, or ended before its end; the page has a sentence for each. */
export type Failure =
  | "interrupted"
  | "not-begun"
  | "unreachable"
  | "too-slow"
  | "cut-off"
  | "overloaded"
  | "no-quota"
  | "wrong-key"
  | "no-model"
  | "refused"
  | "too-long"
  | "instructions"
  | "unknown";

/**
 * An element of `turns` of `<s>/conversation/<c>`: a Y.Map with these keys, whose `text` is a Y.Text. Repeated answers
 * come after the ones before, all with the same `prompt`; the last one counts.
 */
export interface Turn {
  /** Of a prompt: its command's id; of a repeated answer: the id of the `retry`. */
  id: string;
  role: "user" | "assistant";
  text: string;
  at: number;
  state: TurnState;
  /** Answers: which model gives it. */
  model?: string;
  /** Answers: the id of the turn that it answers. What a conversation opens with answers none. */
  prompt?: string;
  /** Answers that failed, or that were cut at their greatest length (`too-long`). */
  failure?: Failure;
}

/** An entry of `conversations` of `<s>/member/<m>`, by the conversation's id. */
export interface ConversationEntry {
  title: string;
  /** When it was opened, and when something was last asked in it. */
  at: number;
  lastAt: number;
  /** The name of the prompt template that it was begun from. */
  template?: string;
}

/** An entry of `conversations` of `<s>/staff`; there is none while collection is off (A2). */
export interface StaffConversation extends ConversationEntry {
  member: string;
}

/** An entry of `submissions` of `<s>/staff`, by the `submit` command's id. */
export interface Submission {
  member: string;
  conversation: string;
  /** The answer's turn. */
  message: string;
  prompt: string;
  text: string;
  model: string;
  /** The name of the prompt template that the conversation was begun from. */
  template?: string;
  note?: string;
  at: number;
  grade?: string;
  comment?: string;
  gradedAt?: number;
}

/** An entry of `submissions` of `<s>/member/<m>`: the same without the words of the assistant. */
export type SubmissionEntry = Omit<Submission, "member" | "text">;
