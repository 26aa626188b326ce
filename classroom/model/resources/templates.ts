import type { Failure } from "../conversations.ts";

/** Without its long texts. */
export interface ListedTemplate {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly at: number;
}

export interface WholeTemplate extends ListedTemplate {
  readonly instructions: string;
  readonly firstMessage?: string;
}

/** A piece of a trial's answer, or why it ended early. */
export type TrialPiece = { text: string } | { failure: Failure };
