/**
 * The queue before the model: so many answers are written at once, and turns go round by class and by member.
 * Whoever waits is shown their place for as long as it is theirs: beside the documents and stored nowhere, so that a place
 * that moves costs no commit. Each process has a queue of its own.
 */
import { documents as names } from "../model/documents.ts";
import type { ConversationPlace, StaffPlaces } from "../model/assistant.ts";
import { type Places, type Ticket, TurnQueue } from "../limits/turn_queue.ts";
import type { Settings } from "../settings.ts";
import {
  isModelFailure,
  type Model,
  ModelFailure,
  type ModelRequest,
} from "./model.ts";

/** What waits for the model: a turn of a conversation, whose class is the group; or a trial, in a group of its own. */
export interface AnswerTicket extends Ticket {
  readonly answer?: {
    readonly conversation: string;
    readonly turn: string;
    /** Its teacher may know that it waits. */
    readonly isCollected: boolean;
  };
}

/** What the operator says of the queue. */
interface QueueOptions {
  /** How many answers come at once, where the endpoint writes no more. */
  readonly concurrency?: number;
  /** For how long an endpoint that has too much to do is asked again, in ms. */
  readonly patience: number;
  /** How long it is left alone at least, in ms. */
  readonly leastPause?: number;
}

/** How many answers a process lets come at once, and to one class, where the endpoint sets no bound. */
const unbounded: Places = { all: 200, perGroup: 100 };
/** How long places gather before they are shown anew, in ms. */
const showPlacesEveryMs = 250;
/** How long an endpoint that has too much to do is left alone at the most, in ms. */
const longestPause = 30_000;

/** Reads the options from the settings. */
export function queueOptions(settings: Settings): QueueOptions {
  const { OPENAI_CONCURRENCY, OPENAI_TIMEOUT } = settings;
  return { concurrency: OPENAI_CONCURRENCY, patience: OPENAI_TIMEOUT * 1000 };
}

/** The queue of a process. */
export class ModelQueue extends TurnQueue<AnswerTicket> {
  /** Whether the endpoint writes so few answers at once that what waits must outlive the process. */
  readonly isBounded: boolean;
  readonly #patience: number;
  readonly #leastPause: number;
  /** What is true beside documents, and who is told that it has changed. */
  readonly #ephemeral = new Map<string, ConversationPlace | StaffPlaces>();
  #showFleeting: (document: string) => void = () => {};
  /** By class: what of it is shown, and the timer after which it may be shown anew. */
  readonly #shown = new Map<string, Set<string>>();
  readonly #pauses = new Map<
    string,
    { timer: ReturnType<typeof setTimeout>; isStale: boolean }
  >();
  /** Since when the endpoint has had too much to do, and when it last said so. */
  #busy: { since: number; last: number } | null = null;

  constructor({ concurrency, patience, leastPause = 1_000 }: QueueOptions) {
    const places = concurrency === undefined
      ? unbounded
      : { all: concurrency, perGroup: concurrency };
    super(places, (group) => this.#moved(group));
    this.isBounded = concurrency !== undefined;
    this.#patience = patience;
    this.#leastPause = leastPause;
  }

  /** From now on whoever is on a document is told what changes beside it. */
  start(showFleeting: (document: string) => void): void {
    this.#showFleeting = showFleeting;
  }

  /** What is true of a document for now: the place of an answer in a conversation, or of students in the class. */
  ephemeral(document: string): ConversationPlace | StaffPlaces | null {
    return this.#ephemeral.get(document) ?? null;
  }

  /** Shows nothing any more. */
  close(): void {
    this.#showFleeting = () => {};
    for (const { timer } of this.#pauses.values()) clearTimeout(timer);
    this.#pauses.clear();
  }

  /**
   * The model's answer. An endpoint that has too much to do is asked again, where it is one whose turns are counted
   * here: when it wants to be, for as long as the operator has patience; then it fails at once until it is well again.
   */
  async *answer(model: Model, asked: ModelRequest): AsyncGenerator<string> {
    for (let tries = 0;; tries++) {
      let isHeard = false;
      try {
        const answer = model.answer(asked);
        for await (const piece of withoutInstructions(asked.system, answer)) {
          this.#busy = null;
          isHeard = true;
          yield piece;
        }
        return;
      } catch (thrown) {
        const isBusy = isModelFailure(thrown) &&
          thrown.failure === "overloaded";
        if (!isBusy || !this.isBounded || isHeard) throw thrown;
        const left = this.#patienceLeft();
        if (left <= 0 || asked.signal.aborted) throw thrown;
        const wait = Math.max(thrown.retryAfter ?? 0, this.#leastPause);
        const most = Math.min(longestPause, left);
        const longer = thrown.retryAfter === undefined ? 2 ** tries : 1;
        await delay(Math.min(wait * longer, most), asked.signal);
      }
    }
  }

  /** How long the endpoint may go on having too much to do, in ms. */
  #patienceLeft(): number {
    const now = performance.now();
    // What was said before a long silence is of another time.
    const isNew = this.#busy === null ||
      now - this.#busy.last > longestPause + this.#patience;
    const since = isNew ? now : this.#busy!.since;
    this.#busy = { since, last: now };
    return this.#patience - (now - since);
  }

  #moved(group: string): void {
    const pausing = this.#pauses.get(group);
    if (pausing) {
      pausing.isStale = true;
      return;
    }
    const timer = setTimeout(() => {
      const { isStale } = this.#pauses.get(group)!;
      this.#pauses.delete(group);
      if (isStale) this.#moved(group);
    }, showPlacesEveryMs);
    this.#pauses.set(group, { timer, isStale: false });
    // What goes to the queue and has its turn at once is shown no place.
    queueMicrotask(() => this.#show(group));
  }

  /** Tells of the places of a class that are others than were told. */
  #show(group: string): void {
    const now = new Map<string, ConversationPlace | StaffPlaces>();
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
    const before = this.#shown.get(group) ?? new Set<string>();
    for (const document of new Set([...before, ...now.keys()])) {
      const place = now.get(document);
      if (sameJson(place, this.#ephemeral.get(document))) continue;
      if (place) this.#ephemeral.set(document, place);
      else this.#ephemeral.delete(document);
      this.#showFleeting(document);
    }
    if (now.size > 0) this.#shown.set(group, new Set(now.keys()));
    else this.#shown.delete(group);
  }
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** So many ms, or until the signal. */
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

/** From so many letters in a row on, words are held back; from so many on, the answer ends. Of Chinese a third. */
const suspicious = 40, tooLong = 120;

/**
 * Passes an answer on. One that repeats a long run of its instructions, word for word, fails before the run is told (L1).
 */
async function* withoutInstructions(
  instructions: string,
  pieces: AsyncIterable<string>,
): AsyncGenerator<string> {
  const guard = new InstructionGuard(instructions);
  for await (const piece of pieces) {
    const told = guard.hear(piece);
    if (guard.repeats) throw new ModelFailure("instructions");
    if (told !== "") yield told;
  }
  const rest = guard.rest();
  if (rest !== "") yield rest;
}

/** Reads one answer as it comes. */
export class InstructionGuard {
  /** It has repeated a long run of the instructions; they are not among what was told. */
  repeats = false;
  /** All runs of the instructions that are just long enough to be suspicious. */
  readonly #runs = new Set<string>();
  readonly #least: number;
  readonly #most: number;
  /** The last letters that were heard, as they are compared. */
  #last = "";
  /** How many of them are as in the instructions, in a row. */
  #run = 0;
  #held = "";

  constructor(instructions: string) {
    const all = letters(instructions);
    const isHan = (all.match(/\p{Script=Han}/gu)?.length ?? 0) > all.length / 2;
    const scale = isHan ? 1 / 3 : 1;
    this.#least = Math.round(suspicious * scale);
    // Of short instructions most of them.
    this.#most = Math.min(
      Math.round(tooLong * scale),
      Math.max(this.#least, Math.floor(0.8 * all.length)),
    );
    for (let at = 0; at + this.#least <= all.length; at++) {
      this.#runs.add(all.slice(at, at + this.#least));
    }
  }

  /** What can be told by now. */
  hear(piece: string): string {
    if (this.#runs.size === 0) return piece;
    let told = "";
    for (const sign of piece) {
      this.#held += sign;
      for (const letter of letters(sign)) {
        this.#last = (this.#last + letter).slice(-this.#least);
        const isKnown = this.#runs.has(this.#last);
        this.#run = !isKnown
          ? 0
          : this.#run === 0
          ? this.#least
          : this.#run + 1;
        if (this.#run >= this.#most) {
          this.repeats = true;
          return "";
        }
      }
      if (this.#run > 0) continue;
      told += this.#held;
      this.#held = "";
    }
    return told;
  }

  /** What was held back, when nothing more comes. */
  rest(): string {
    return this.#held;
  }
}

/** Its letters and figures alone: neither signs, spaces, accents nor capitals make it another text, sign by sign or whole. */
function letters(text: string): string {
  return text.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}
