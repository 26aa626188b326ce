/** The figures of one case at one server, and how several rounds become one. */

/** What a case measured; what it does not measure is absent. Times in ms, sizes in bytes. */
export interface Figures {
  /** From saying something to seeing it, over all who see it. */
  p50?: number;
  p90?: number;
  p99?: number;
  max?: number;
  /** From saying something in the chat to seeing it, while nobody types, and while all do. */
  chatAlone50?: number;
  chatAlone99?: number;
  chat50?: number;
  chat99?: number;
  /** Milliseconds of the server's processor for 10,000 deliveries. */
  cpu?: number;
  /** The server's peak memory. */
  peak?: number;
  deliveries?: number;
  /** How many messages were said. */
  said?: number;
  /** What was said and never came. */
  missing?: number;
  perSecond?: number;
  /** Until everybody who opened a room had all of it. */
  time?: number;
  /** The same from a server that has just been started. */
  cold?: number;
  /** Milliseconds of the server's processor for all of it, and bytes for each. */
  cpuOnce?: number;
  bytes?: number;
  perMember?: number;
  kills?: number;
  announced?: number;
  lost?: number;
  /** The generator's own share of its core while it measured. */
  load?: number;
}

/** Above this share of its core it may be the generator that is measured. */
export const fullLoad = 0.9;

/** Figure by figure the median of several rounds; kills and what they cost add up. */
export function overRounds(rounds: readonly Figures[]): Figures {
  const all: Figures = {};
  const added: readonly string[] = ["kills", "announced", "lost", "missing"];
  for (const key of Object.keys(rounds[0]) as (keyof Figures)[]) {
    const values = rounds.map((round) => round[key] ?? NaN);
    const sum = values.reduce((one, other) => one + other, 0);
    all[key] = added.includes(key) ? sum : median(values);
  }
  return all;
}

/** The value in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? sorted[middle]
    : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The value below which such a part of them is; NaN where there are none. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = Math.min(sorted.length - 1, Math.floor(sorted.length * part));
  return sorted[at] ?? NaN;
}

/** What was said and when, and how long it took to each who saw it. */
export class Tally {
  delivered = 0;
  said = 0;
  #at = new Float64Array(1024);
  #times = new Float32Array(1 << 16);
  #from = 0;
  #counted = 0;

  /** Takes the next number for what is said now. */
  say(): number {
    if (this.said === this.#at.length) {
      const larger = new Float64Array(2 * this.said);
      larger.set(this.#at);
      this.#at = larger;
    }
    this.#at[this.said] = performance.now();
    return this.said++;
  }

  /** Counts what one has just seen. */
  see(messages: readonly number[]): void {
    const now = performance.now();
    for (const message of messages) {
      this.delivered++;
      if (message < this.#from) continue;
      if (this.#counted === this.#times.length) {
        const larger = new Float32Array(2 * this.#counted);
        larger.set(this.#times);
        this.#times = larger;
      }
      this.#times[this.#counted++] = now - this.#at[message];
    }
  }

  /** Measures from here on; what was said before was for warming up. */
  begin(): void {
    this.#from = this.said;
    this.#counted = 0;
  }

  /** How many deliveries were measured. */
  get counted(): number {
    return this.#counted;
  }

  percentiles(): Required<Pick<Figures, "p50" | "p90" | "p99" | "max">> {
    const sorted = this.#times.slice(0, this.#counted).sort();
    const at = (part: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
    return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
  }
}
