/** Puts the guard between students and model (T-3): the question before it is sent, the answer before it is shown. */
import type { ModelMessage } from "../../model/turns.ts";
import { estimateTokens } from "../../model/usage.ts";
import {
  type AnswerPiece,
  isModelFailure,
  type ModelRequest,
  withdrawn,
} from "../model.ts";
import type { Guard, GuardCaller } from "./guard.ts";
import { GuardWindows, windowsOf } from "./guard_windows.ts";

/** With this much held text (characters) no more is read from the model. */
const maxHeldLength = 8_000;

/** Limits at which a window is due: characters, or time since the wait began (ms). Both grow with each window. */
const minWindow = { characters: 24, waitMs: 150 };
const maxWindow = { characters: 800, waitMs: 2_000 };

/**
 * Has the guard read a question; throws like `Guard.check`. **Stop** does not end this: what was asked is read in any
 * case.
 */
export async function checkQuestion(
  guard: Guard,
  question: string,
  caller: GuardCaller,
): Promise<void> {
  for (const window of windowsOf(question)) {
    await guard.check(window, "question", caller);
  }
}

/** The answer, each piece once it has passed. Throws like `Guard.check`. */
export async function* guardAnswer(
  guard: Guard,
  request: ModelRequest,
  caller: GuardCaller,
  answer: (request: ModelRequest) => AsyncIterable<AnswerPiece>,
): AsyncGenerator<AnswerPiece> {
  const words = withoutUnansweredQuestions(request.words);
  const question = words.at(-1)?.text ?? "";
  if (caller.checkedQuestion !== question) {
    await checkQuestion(guard, question, caller);
  }
  if (request.signal.aborted) return;
  const ended = new AbortController();
  const signal = AbortSignal.any([request.signal, ended.signal]);
  try {
    const pieces = answer({ ...request, words, signal });
    yield* checkedPieces(guard, pieces, caller, request.signal);
  } finally {
    ended.abort();
  }
}

/** Leaves out questions without an answer, as they may have been stopped, or never checked. Keeps the last. Pure. */
export function withoutUnansweredQuestions(
  words: readonly ModelMessage[],
): ModelMessage[] {
  return words.filter(({ role }, n) =>
    role === "assistant" || n === words.length - 1 ||
    words[n + 1].role === "assistant"
  );
}

type Read = { piece: AnswerPiece } | { ended: true; error?: unknown };

async function* checkedPieces(
  guard: Guard,
  pieces: AsyncIterable<AnswerPiece>,
  caller: GuardCaller,
  signal: AbortSignal,
): AsyncGenerator<AnswerPiece> {
  let windows = new GuardWindows();
  const pace = new WindowPace();
  const stream = pieces[Symbol.asyncIterator]();
  let reading: Promise<Read> | null = null;
  let checking: Promise<"passed"> | null = null;
  let end: { error?: unknown } | null = null;
  while (!signal.aborted) {
    const heldLength = windows.heldLength;
    if (!checking && heldLength > 0 && (end || pace.isDue(heldLength))) {
      pace.count();
      checking = guard.check(windows.take(), "answer", caller, signal)
        .then(() => "passed" as const);
    }
    if (end && !checking) {
      if (end.error) throw end.error;
      return;
    }
    if (!end && heldLength < maxHeldLength) reading ??= readNext(stream);
    const timer = checking || heldLength === 0 ? null : pace.untilDue();
    try {
      const event = await Promise.race(
        [reading, checking, timer?.promise].filter((it) => it != null),
      );
      if (event === "passed") {
        checking = null;
        yield windows.release();
        pace.restart();
      } else if (event !== undefined) {
        reading = null;
        if ("ended" in event) end = event;
        else if (event.piece === withdrawn) {
          await checking;
          checking = null;
          windows = new GuardWindows();
          yield withdrawn;
        } else {
          if (heldLength === 0) pace.restart();
          windows.push(event.piece);
        }
      }
    } catch (error) {
      // The model has written the held text, too, so its tokens count.
      if (isModelFailure(error)) {
        caller.onTokens?.(estimateTokens(windows.held));
      }
      throw error;
    } finally {
      timer?.clear();
    }
  }
}

/** Never rejects. */
function readNext(stream: AsyncIterator<AnswerPiece>): Promise<Read> {
  return stream.next().then(
    ({ done, value }): Read => done ? { ended: true } : { piece: value },
    (error): Read => ({ ended: true, error }),
  );
}

class WindowPace {
  #characters = minWindow.characters;
  #waitMs = minWindow.waitMs;
  #since = performance.now();

  /** Starts the wait of the next window: with the first held text, and after each release. */
  restart(): void {
    this.#since = performance.now();
  }

  isDue(heldLength: number): boolean {
    return heldLength >= this.#characters || this.#msLeft <= 0;
  }

  count(): void {
    this.#characters = Math.min(2 * this.#characters, maxWindow.characters);
    this.#waitMs = Math.min(2 * this.#waitMs, maxWindow.waitMs);
  }

  untilDue(): { promise: Promise<void>; clear(): void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, Math.max(0, this.#msLeft));
    return { promise, clear: () => clearTimeout(timer) };
  }

  get #msLeft(): number {
    return this.#since + this.#waitMs - performance.now();
  }
}
