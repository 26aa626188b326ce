/** Prompt templates as the API has them: what their teacher keeps, and what comes of trying one. */
import type { Failure } from "../conversations.ts";

/** A template without what is long. */
export interface ListedTemplate {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  /** When it was changed last, in ms. */
  readonly at: number;
}

export interface WholeTemplate extends ListedTemplate {
  readonly instructions: string;
  readonly firstMessage?: string;
}

/** A piece of the answer to whoever tries one, or why there is no more of it. */
export type TrialPiece = { text: string } | { failure: Failure };
