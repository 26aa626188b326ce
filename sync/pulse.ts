/**
 * Decides by its answers whether a client can still be reached (SYNC-14, V-6). Pure. Time is counted in looks, so that
 * a server that stalls takes nobody for silent.
 */
import { limits } from "./limits.ts";

const { look, quiet, silentClient, silentSlowClient, silentSocket } = limits;
const looksToAsk = quiet / look;
const minLooks = silentClient / look;
const maxLooks = silentSlowClient / look;
const looksToLose = silentSocket / look;
/** While a client owes an answer, it is asked again after this: on a lossy line, what follows makes TCP repeat sooner. */
const looksBetweenAsks = 1000 / look;
/** TCP repeats a lost packet after one answer time, then two, four and eight. This many answer times bring the fourth. */
const answersToWait = 14;
/** The tolerance added to them (looks). */
const spareLooks = 5;
/** Assumed before the first answer (looks). */
const unknownAnswer = 3;
/** A silence is short up to this (looks). */
const shortSilence = 2000 / look;
/** The slowest answer is forgotten by this factor with each answer. */
const fading = 0.98;

/** The result of a look: ask for a sign of life, wait, or give the connection up. */
export type PulseVerdict = "ask" | "wait" | "lost";

export class Pulse {
  isSilent = false;
  /** Looks since the client was heard. */
  #looks = 0;
  /** The slowest recent answer (looks); null if there was none yet. */
  #slowest: number | null = null;

  /** Notes that something arrived from the client. */
  hear(): void {
    const looks = this.#looks, answer = looks - looksToAsk;
    this.#looks = 0;
    if (answer < 0) return;
    const slowest = (this.#slowest ?? 0) * fading;
    // A silence that lasts means that the network went, and teaches nothing; a short one, that the line is slow.
    this.#slowest = !this.isSilent
      ? Math.max(answer, slowest)
      : Math.max(slowest, 1) + (looks < this.#patience + shortSilence ? 1 : 0);
    this.isSilent = false;
  }

  look(): PulseVerdict {
    const patience = this.#patience, looks = ++this.#looks;
    // Shown as silent first, because who only leaves has a grace on the grid.
    const looksToGiveUp = Math.max(patience + looksBetweenAsks, looksToLose);
    if (looks >= looksToGiveUp) return "lost";
    this.isSilent = looks >= patience;
    const isDue = looks >= looksToAsk &&
      (looks - looksToAsk) % looksBetweenAsks === 0;
    return isDue ? "ask" : "wait";
  }

  /** Looks after which a client that is not heard counts as silent. */
  get #patience(): number {
    const slowest = this.#slowest ?? unknownAnswer;
    return Math.min(
      maxLooks,
      Math.max(minLooks, spareLooks + answersToWait * slowest),
    );
  }
}
