/**
 * A language model, as the assistant knows it: words in, words out, piece by piece, or a failure with a name that the
 * page has a sentence for. It gets nothing but these words, and no student's name or id.
 */
import type { Failure } from "../model/conversations.ts";
import type { ModelMessage } from "../model/turns.ts";

export interface ModelRequest {
  /** The teacher's instructions; "": none. */
  readonly system: string;
  /** The conversation up to the prompt, which is the last. */
  readonly words: readonly ModelMessage[];
  /** How long the answer may be, in tokens. */
  readonly maxTokens: number;
  /** Called with the tokens that the answer took, where the model counts them. */
  readonly onUsage?: (took: TokenUsage) => void;
  /** Ends the answer. */
  readonly signal: AbortSignal;
}

export interface TokenUsage {
  readonly prompt: number;
  readonly completion: number;
}

export interface Model {
  /** Shown beside its answers. */
  readonly name: string;
  /** The answer in pieces, as they come. Throws {@link ModelFailure}; when aborted it may throw anything. */
  answer(question: ModelRequest): AsyncIterable<string>;
}

/** Why an answer failed. */
export class ModelFailure extends Error {
  override name = "ModelFailure";

  /**
   * @param failure for the student
   * @param detail for the operator; never a person's words
   * @param retryAfter when the provider wants to be asked again, in ms, where it says so
   */
  constructor(
    readonly failure: Failure,
    detail: string = failure,
    readonly retryAfter?: number,
  ) {
    super(detail || failure);
  }
}

export function isModelFailure(thrown: unknown): thrown is ModelFailure {
  return thrown instanceof ModelFailure;
}
