/**
 * The guard (T-3): has a classifier read texts, within a time limit and in turn, and stops those of the operator's
 * kinds. Nothing of a text or of what was found in it is stored or logged here.
 */
import type { AppServices } from "../../app_services.ts";
import {
  oneTurnPerGroup,
  type Ticket,
  TurnQueue,
} from "../../limits/turn_queue.ts";
import type { Settings } from "../../settings.ts";
import { deleteOldest } from "../../../formats/memoize.ts";
import { isModelFailure, ModelFailure } from "../model.ts";
import {
  type Classifier,
  InvalidFindings,
  makeClassifier,
} from "./classifiers.ts";

/** The member whose question and answer are checked. */
export interface GuardCaller {
  /** Class and member, for the order of turns; sent to nobody. */
  readonly turn: Pick<Ticket, "group" | "member">;
  /** The question that has passed the guard. */
  readonly checkedQuestion?: string;
  /** Called when something was found, stopped or not. */
  onFlagged?(): void;
  /** Called with tokens that a check took. */
  onTokens?(tokens: number): void;
}

interface GuardOptions
  extends Pick<Settings, "GUARD_STOPS" | "GUARD_FAILS" | "GUARD_CONCURRENCY"> {
  readonly timeoutMs: number;
}

type GuardParts = Partial<Pick<AppServices, "meter" | "report">>;

/** After this many unanswered checks in a row a class's checks pause for `pauseMs`. */
const lossesUntilPause = 3;
const pauseMs = 10_000;

const unbounded = 200;
const maxSilences = 10_000;

/** The unanswered checks of a class since its last answer. */
interface Silence {
  losses: number;
  /** Members with a check that was too slow. */
  readonly slowMembers: Set<string>;
  /** By `performance.now()`. */
  pausedUntil: number;
}

export function makeGuard(
  settings: Settings,
  parts: GuardParts = {},
): Guard | null {
  const classifier = makeClassifier(settings);
  const timeoutMs = settings.GUARD_TIMEOUT * 1000;
  return classifier && new Guard(classifier, { ...settings, timeoutMs }, parts);
}

export class Guard {
  readonly #classifier: Classifier;
  readonly #options: GuardOptions;
  readonly #parts: GuardParts;
  readonly #turns: TurnQueue<Ticket>;
  readonly #memberTurns = new TurnQueue<Ticket>(oneTurnPerGroup);
  /** Classes with unanswered checks since their last answer; of more than `maxSilences`, the oldest is forgotten. */
  readonly #silences = new Map<string, Silence>();
  #isReported = false;

  constructor(
    classifier: Classifier,
    options: GuardOptions,
    parts: GuardParts = {},
  ) {
    this.#classifier = classifier;
    this.#options = options;
    this.#parts = parts;
    const maxChecks = options.GUARD_CONCURRENCY ?? unbounded;
    this.#turns = new TurnQueue({ all: maxChecks, perGroup: maxChecks });
  }

  /**
   * Returns if the text may pass; throws {@link ModelFailure} if it is stopped, or could not be checked and must be.
   * @param signal aborts the check, which then rejects
   */
  async check(
    text: string,
    subject: "question" | "answer",
    caller: GuardCaller,
    signal?: AbortSignal,
  ): Promise<void> {
    const began = performance.now();
    const { group, member } = caller.turn;
    const gone = signal ?? neverAborted;
    // One check of a member at a time, so that one member's slow texts leave the other places to others.
    const kinds = await this.#memberTurns.run(
      { group: `${group} ${member}`, member },
      () =>
        this.#turns.run(
          { group, member },
          () => this.#findKinds(text, caller, signal),
          gone,
        ),
      gone,
    );
    signal?.throwIfAborted();
    const isStopped =
      kinds?.some((it) => stops(this.#options.GUARD_STOPS, it)) ?? false;
    const outcome = !kinds
      ? "unanswered"
      : isStopped
      ? "stopped"
      : kinds.length > 0
      ? "flagged"
      : "passed";
    const took = performance.now() - began;
    this.#parts.meter?.recordGuardCheck({ subject, outcome, took });
    if (outcome === "stopped" || outcome === "flagged") caller.onFlagged?.();
    if (isStopped) throw new ModelFailure(`${subject}-stopped`);
    if (!kinds && this.#options.GUARD_FAILS === "closed") {
      throw new ModelFailure("not-checked");
    }
  }

  /** Kinds found in a text; null: no valid answer in time, or the guard pauses. */
  async #findKinds(
    text: string,
    { onTokens, turn }: GuardCaller,
    signal?: AbortSignal,
  ): Promise<readonly string[] | null> {
    const { timeoutMs } = this.#options;
    const silence = this.#silences.get(turn.group);
    if (silence && silence.losses >= lossesUntilPause) {
      if (performance.now() < silence.pausedUntil) return null;
      // Until the guard answers again, one check at a time is sent.
      silence.pausedUntil = performance.now() + timeoutMs;
    }
    const timeoutSignal = AbortSignal.timeout(timeoutMs);
    try {
      const findings = await this.#classifier.classify(
        text,
        signal ? AbortSignal.any([signal, timeoutSignal]) : timeoutSignal,
      );
      this.#silences.delete(turn.group);
      this.#isReported = false;
      if (findings.tokens > 0) onTokens?.(findings.tokens);
      return findings.kinds;
    } catch (error) {
      if (signal?.aborted) throw error;
      if (isByText(error)) this.#silences.delete(turn.group);
      else this.#noteSilence(turn, timeoutSignal.aborted || isTooSlow(error));
      if (!this.#isReported) {
        this.#parts.report?.("the guard gave no answer", error);
      }
      this.#isReported = true;
      return null;
    }
  }

  /**
   * Counts for the class alone, because its texts may be what makes the guard slow: elsewhere a harmful text must still
   * be read. One member's slow texts count once, as they must not pause the guard for others in the class.
   */
  #noteSilence({ group, member }: GuardCaller["turn"], isSlow: boolean): void {
    const silence = this.#silences.get(group) ??
      { losses: 0, slowMembers: new Set(), pausedUntil: 0 };
    this.#silences.set(group, silence);
    deleteOldest(this.#silences, maxSilences);
    if (isSlow) {
      if (silence.slowMembers.has(member)) return;
      silence.slowMembers.add(member);
    }
    if (++silence.losses >= lossesUntilPause) {
      silence.pausedUntil = performance.now() + pauseMs;
    }
  }
}

/** Whether the endpoint answered, but invalidly: a text can make a model do that. */
function isByText(error: unknown): boolean {
  return error instanceof InvalidFindings ||
    isModelFailure(error) &&
      (error.failure === "refused" || error.failure === "too-long");
}

function isTooSlow(error: unknown): boolean {
  return isModelFailure(error) && error.failure === "too-slow";
}

const neverAborted = new AbortController().signal;

/** Whether an entry of the list is the kind, or the kind that it is part of; `*` is each. */
export function stops(list: readonly string[], kind: string): boolean {
  return list.some((entry) =>
    entry === "*" || entry === kind || kind.startsWith(`${entry}/`)
  );
}
