/**
 * Queues answers before the model: bounded concurrency, with turns by class and by member. Places in the
 * queue are ephemeral state of documents, so that moving up costs no commit. Each process has its own queue. The queue
 * alone has the model, so each question and answer passes the guard (T-3).
 */
import { documentNames as names } from "../model/documents.ts";
import type {
  ConversationQueueState,
  StaffQueueState,
} from "../model/assistant.ts";
import {
  type Ticket,
  type TurnLimits,
  TurnQueue,
} from "../limits/turn_queue.ts";
import type { Settings } from "../settings.ts";
import type { Guard, GuardCaller } from "./guard/guard.ts";
import { checkQuestion, guardAnswer } from "./guard/guarded_answer.ts";
import {
  type AnswerPiece,
  isModelFailure,
  type Model,
  ModelFailure,
  type ModelRequest,
  withdrawn,
} from "./model.ts";
import { normalise } from "../../formats/normalise.ts";

/** An answer that waits: the turn of a conversation, with its class as the group, or a trial, in its own group. */
export interface AnswerTicket extends Ticket {
  readonly answer?: {
    readonly conversation: string;
    readonly turn: string;
    /** Whether the teacher may see that it waits. */
    readonly isCollected: boolean;
  };
}

interface QueueOptions {
  /** Answers at a time; absent: the endpoint has no bound. */
  readonly concurrency?: number;
  /** For how long an overloaded endpoint is asked again (ms). */
  readonly patienceMs: number;
  readonly minPauseMs?: number;
}

/** Answers at a time per process and per class for an unbounded endpoint. */
const unboundedLimits: TurnLimits = { all: 200, perGroup: 100 };
const placesIntervalMs = 250;
const maxPauseMs = 30_000;

export function readQueueOptions(settings: Settings): QueueOptions {
  const { OPENAI_CONCURRENCY, OPENAI_TIMEOUT } = settings;
  return { concurrency: OPENAI_CONCURRENCY, patienceMs: OPENAI_TIMEOUT * 1000 };
}

export class ModelQueue extends TurnQueue<AnswerTicket> {
  /** Whether the endpoint has a bound, so that prompts wait and must outlive the process. */
  readonly hasQueue: boolean;
  readonly modelName: string;
  readonly #model: Model;
  readonly #guard: Guard | null;
  readonly #patienceMs: number;
  readonly #minPauseMs: number;
  readonly #ephemeral = new Map<
    string,
    ConversationQueueState | StaffQueueState
  >();
  #sendEphemeral: (document: string) => void = () => {};
  /** By class: documents that have a place, and timers that limit updates. */
  readonly #publishedPlaces = new Map<string, Set<string>>();
  readonly #pauses = new Map<
    string,
    { timer: ReturnType<typeof setTimeout>; isStale: boolean }
  >();
  #busy: { since: number; last: number } | null = null;

  /** @param guard null: nothing is checked */
  constructor(
    model: Model,
    guard: Guard | null,
    { concurrency, patienceMs, minPauseMs = 1_000 }: QueueOptions,
  ) {
    const places = concurrency === undefined
      ? unboundedLimits
      : { all: concurrency, perGroup: concurrency };
    super(places, (group) => this.#onMoved(group));
    this.hasQueue = concurrency !== undefined;
    this.modelName = model.name;
    this.#model = model;
    this.#guard = guard;
    this.#patienceMs = patienceMs;
    this.#minPauseMs = minPauseMs;
  }

  /** @param sendEphemeral called with each document whose ephemeral state has changed */
  start(sendEphemeral: (document: string) => void): void {
    this.#sendEphemeral = sendEphemeral;
  }

  /**
   * The ephemeral state of a document: the answer's place for a conversation; for the staff's document the places of
   * students whose conversations are collected; null: none.
   */
  ephemeralState(
    document: string,
  ): ConversationQueueState | StaffQueueState | null {
    return this.#ephemeral.get(document) ?? null;
  }

  close(): void {
    this.#sendEphemeral = () => {};
    for (const { timer } of this.#pauses.values()) clearTimeout(timer);
    this.#pauses.clear();
  }

  /**
   * Has the guard read a question before it waits for its turn, so that a slow guard keeps no turn. Returns the caller
   * for {@link answer}; throws like `Guard.check`.
   */
  async checkQuestion(
    question: string,
    caller: GuardCaller,
  ): Promise<GuardCaller> {
    if (!this.#guard) return caller;
    await checkQuestion(this.#guard, question, caller);
    return { ...caller, checkedQuestion: question };
  }

  /** The model's answer, as far as the guard lets it pass. */
  answer(
    request: ModelRequest,
    caller: GuardCaller,
  ): AsyncGenerator<AnswerPiece> {
    const answer = (it: ModelRequest) => this.#answerInTurn(it, caller.turn);
    return this.#guard
      ? guardAnswer(this.#guard, request, caller, answer)
      : answer(request);
  }

  /** Ends the turn with the model's answer, though the guard may have words left to read. */
  async *#answerInTurn(
    request: ModelRequest,
    turn: AnswerTicket,
  ): AsyncGenerator<AnswerPiece> {
    try {
      yield* this.#answerUnchecked(request);
    } finally {
      this.endTurn(turn);
    }
  }

  /**
   * Yields the model's answer. If a bounded endpoint is overloaded, asks again for `patienceMs`; after that, prompts
   * fail at once until it recovers.
   */
  async *#answerUnchecked(
    request: ModelRequest,
  ): AsyncGenerator<AnswerPiece> {
    for (let tries = 0;; tries++) {
      let isHeard = false;
      try {
        const answer = this.#model.answer(request);
        for await (const piece of removeInstructions(request.system, answer)) {
          this.#busy = null;
          isHeard = true;
          yield piece;
        }
        return;
      } catch (error) {
        const isBusy = isModelFailure(error) &&
          error.failure === "overloaded";
        if (!isBusy || !this.hasQueue || isHeard) throw error;
        const left = this.#patienceLeft();
        if (left <= 0 || request.signal.aborted) throw error;
        const wait = Math.max(error.retryAfter ?? 0, this.#minPauseMs);
        const maxWaitMs = Math.min(maxPauseMs, left);
        const longer = error.retryAfter === undefined ? 2 ** tries : 1;
        await delay(Math.min(wait * longer, maxWaitMs), request.signal);
      }
    }
  }

  #patienceLeft(): number {
    const now = performance.now();
    // Starts over after a long silence.
    const isNew = this.#busy === null ||
      now - this.#busy.last > maxPauseMs + this.#patienceMs;
    const since = isNew ? now : this.#busy!.since;
    this.#busy = { since, last: now };
    return this.#patienceMs - (now - since);
  }

  #onMoved(group: string): void {
    const pausing = this.#pauses.get(group);
    if (pausing) {
      pausing.isStale = true;
      return;
    }
    const timer = setTimeout(() => {
      const { isStale } = this.#pauses.get(group)!;
      this.#pauses.delete(group);
      if (isStale) this.#onMoved(group);
    }, placesIntervalMs);
    this.#pauses.set(group, { timer, isStale: false });
    // A prompt that has its turn at once shows no place.
    queueMicrotask(() => this.#publishPlaces(group));
  }

  #publishPlaces(group: string): void {
    const now = new Map<string, ConversationQueueState | StaffQueueState>();
    const students: Record<string, number> = {};
    for (const [ahead, ticket] of this.waiting(group).entries()) {
      if (!ticket.answer) continue;
      const { conversation, turn, isCollected } = ticket.answer;
      now.set(names.conversation(group, conversation), {
        queue: { turn, ahead },
      });
      if (isCollected) students[ticket.member] ??= ahead;
    }
    if (Object.keys(students).length > 0) {
      now.set(names.staff(group), { queues: students });
    }
    const oldDocuments = this.#publishedPlaces.get(group) ?? new Set<string>();
    for (const document of new Set([...oldDocuments, ...now.keys()])) {
      const place = now.get(document);
      if (sameJson(place, this.#ephemeral.get(document))) continue;
      if (place) this.#ephemeral.set(document, place);
      else this.#ephemeral.delete(document);
      this.#sendEphemeral(document);
    }
    if (now.size > 0) this.#publishedPlaces.set(group, new Set(now.keys()));
    else this.#publishedPlaces.delete(group);
  }
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, ms);
    function end() {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    }
    signal.addEventListener("abort", end);
  });
}

/**
 * Numbers of letters in a row that an answer repeats from its instructions: from the first on words are held back, from
 * the second on the answer fails. A third of them for Chinese.
 */
const suspiciousLength = 40, repeatedLength = 120;

/** Passes an answer on; fails before it has repeated a long run of its instructions word for word. */
async function* removeInstructions(
  instructions: string,
  pieces: AsyncIterable<AnswerPiece>,
): AsyncGenerator<AnswerPiece> {
  let guard = new InstructionLeakFilter(instructions);
  for await (const piece of pieces) {
    if (piece === withdrawn) {
      guard = new InstructionLeakFilter(instructions);
      yield withdrawn;
      continue;
    }
    const output = guard.push(piece);
    if (guard.hasRepeated) throw new ModelFailure("instructions");
    if (output !== "") yield output;
  }
  const rest = guard.end();
  if (rest !== "") yield rest;
}

export class InstructionLeakFilter {
  /** Whether the answer has repeated a long run, which was held back. */
  hasRepeated = false;
  /** All runs of the instructions of length `#suspiciousLength`. */
  readonly #runs = new Set<string>();
  readonly #suspiciousLength: number;
  readonly #repeatedLength: number;
  #last = "";
  #run = 0;
  #heldBack = "";

  constructor(instructions: string) {
    const letters = lettersOnly(instructions);
    const isHan =
      (letters.match(/\p{Script=Han}/gu)?.length ?? 0) > letters.length / 2;
    const scale = isHan ? 1 / 3 : 1;
    this.#suspiciousLength = Math.round(suspiciousLength * scale);
    // For short instructions, 80 % of them.
    this.#repeatedLength = Math.min(
      Math.round(repeatedLength * scale),
      Math.max(this.#suspiciousLength, Math.floor(0.8 * letters.length)),
    );
    for (
      let start = 0;
      start + this.#suspiciousLength <= letters.length;
      start++
    ) {
      this.#runs.add(letters.slice(start, start + this.#suspiciousLength));
    }
  }

  push(piece: string): string {
    if (this.#runs.size === 0) return piece;
    let output = "";
    for (const sign of piece) {
      this.#heldBack += sign;
      for (const letter of lettersOnly(sign)) {
        this.#last = (this.#last + letter).slice(-this.#suspiciousLength);
        const isKnown = this.#runs.has(this.#last);
        this.#run = !isKnown
          ? 0
          : this.#run === 0
          ? this.#suspiciousLength
          : this.#run + 1;
        if (this.#run >= this.#repeatedLength) {
          this.hasRepeated = true;
          return "";
        }
      }
      if (this.#run > 0) continue;
      output += this.#heldBack;
      this.#heldBack = "";
    }
    return output;
  }

  end(): string {
    return this.#heldBack;
  }
}

/** Only letters and digits, without accents and case. Normalising sign by sign gives the same result. */
function lettersOnly(text: string): string {
  return normalise(text, "NFKD").toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}
