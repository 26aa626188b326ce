/**
 * A language model: words in, pieces of words out, or a named failure that has a sentence on the page. It
 * gets only these words, no student's name or id.
 */
import type { AnswerFailure } from "../model/conversations.ts";
import type { ModelMessage } from "../model/turns.ts";

export interface ModelRequest {
  /** The system prompt; "": none. */
  readonly system: string;
  /** The conversation up to the prompt. */
  readonly words: readonly ModelMessage[];
  readonly maxTokens: number;
  /** Called with the used tokens, if the model counts them. */
  readonly onUsage?: (took: TokenUsage) => void;
  readonly signal: AbortSignal;
}

export interface TokenUsage {
  readonly prompt: number;
  readonly completion: number;
}

/** In place of words: all words so far were a thought, and the answer begins after it. */
export const withdrawn: unique symbol = Symbol("withdrawn");
export type AnswerPiece = string | typeof withdrawn;

export interface Model {
  readonly name: string;
  /** Yields the answer in pieces. Throws {@link ModelFailure}, or any error once aborted. */
  answer(question: ModelRequest): AsyncIterable<AnswerPiece>;
}

/** The words of an answer after its next piece. */
export function addPiece(words: string, piece: AnswerPiece): string {
  return piece === withdrawn ? "" : words + piece;
}

export class ModelFailure extends Error {
  override name = "ModelFailure";

  /**
   * @param failure for the student
   * @param detail for the operator; never a person's words
   * @param retryAfter ms until the provider wants another request
   */
  constructor(
    readonly failure: AnswerFailure,
    detail: string = failure,
    readonly retryAfter?: number,
  ) {
    super(detail || failure);
  }
}

export function isModelFailure(error: unknown): error is ModelFailure {
  return error instanceof ModelFailure;
}
