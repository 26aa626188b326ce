import type * as Y from "yjs";

/** A prompt is always `done`; the other states are of answers. */
export type TurnState = "streaming" | "done" | "stopped" | "failed";

/** Why an answer failed or was cut short; each has a sentence on the page. */
export type AnswerFailure =
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
  /** Stopped by the guard (T-3); no word of the answer is kept. */
  | "question-stopped"
  | "answer-stopped"
  /** The guard did not answer, and the operator wants nothing unchecked. */
  | "not-checked"
  | "unknown";

/**
 * An element of `turns` of `<s>/conversation/<c>`: a Y.Map with these keys, whose `text` is a Y.Text. Repeated answers
 * are further turns with the same `prompt`; the last one counts.
 */
export interface Turn {
  /** A prompt has the id of its command, a repeated answer that of the `retry` command. */
  id: string;
  role: "user" | "assistant";
  text: string;
  at: number;
  state: TurnState;
  /** Answers only. */
  model?: string;
  /** The turn that this answers; absent for a template's first message. */
  prompt?: string;
  /** Why the answer failed; `too-long` also if it was cut off at the greatest length. */
  failure?: AnswerFailure;
}

/** An entry of `conversations` of `<s>/member/<m>`, by the conversation's id. */
export interface ConversationEntry {
  title: string;
  /** Times of opening, and of the last prompt. */
  at: number;
  lastAt: number;
  template?: string;
}

/** An entry of `conversations` of `<s>/staff`, which has none while collection is off (ACCESS-2). */
export interface StaffConversation extends ConversationEntry {
  member: string;
}

/** An entry of `submissions` of `<s>/staff`, by the `submit` command's id. */
export interface Submission {
  member: string;
  conversation: string;
  message: string;
  prompt: string;
  text: string;
  model: string;
  template?: string;
  note?: string;
  at: number;
  grade?: string;
  comment?: string;
  gradedAt?: number;
}

/** An entry of `submissions` of `<s>/member/<m>`. */
export type SubmissionEntry = Omit<Submission, "member" | "text">;

/** An element of `turns` of a conversation's document. */
export type TurnMap = Y.Map<string | number | Y.Text>;
