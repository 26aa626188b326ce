import type { AnswerFailure } from "../conversations.ts";

/** Without its long texts. */
export interface TemplateSummary {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly at: number;
}

export interface FullTemplate extends TemplateSummary {
  readonly instructions: string;
  readonly firstMessage?: string;
}

/** A piece of a trial's answer, or why it ended early. */
export type TrialPiece = { text: string } | { failure: AnswerFailure };
