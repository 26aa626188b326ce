/** The figures of one case; those not measured are absent. Times in ms, sizes in bytes. */
export interface Figures {
  /** Latency from sending to seeing, over all receivers. */
  p50?: number;
  p90?: number;
  p99?: number;
  max?: number;
  /** Chat latency while nobody types, and while all do. */
  chatAlone50?: number;
  chatAlone99?: number;
  chat50?: number;
  chat99?: number;
  /** Server processor time in ms per 10,000 deliveries. */
  cpu?: number;
  peak?: number;
  deliveries?: number;
  said?: number;
  missing?: number;
  perSecond?: number;
  /** Until everyone who opened a room had all of it. */
  time?: number;
  /** `time` after a restart, with cold caches. */
  cold?: number;
  /** Total server processor time in ms; bytes that a member received; memory per member. */
  cpuOnce?: number;
  bytes?: number;
  perMember?: number;
  kills?: number;
  announced?: number;
  lost?: number;
  /** The generator's share of its core. */
  load?: number;
}

/** Above this share of its core, the generator may be the bottleneck. */
export const fullLoadShare = 0.9;

/** The median of each figure over the rounds; kills and losses are summed. */
export function combineRounds(rounds: readonly Figures[]): Figures {
  const figures: Figures = {};
  const added: readonly string[] = ["kills", "announced", "lost", "missing"];
  for (const key of Object.keys(rounds[0]) as (keyof Figures)[]) {
    const values = rounds.map((round) => round[key] ?? NaN);
    const sum = values.reduce((total, value) => total + value, 0);
    figures[key] = added.includes(key) ? sum : median(values);
  }
  return figures;
}

export function sum(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? sorted[middle]
    : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const index = Math.min(sorted.length - 1, Math.floor(sorted.length * part));
  return sorted[index] ?? NaN;
}

export class MessageCounter {
  delivered = 0;
  sent = 0;
  #at = new Float64Array(1024);
  #times = new Float32Array(1 << 16);
  #from = 0;
  #counted = 0;

  /** Records that a message is sent now; returns its number. */
  recordSent(): number {
    if (this.sent === this.#at.length) {
      const larger = new Float64Array(2 * this.sent);
      larger.set(this.#at);
      this.#at = larger;
    }
    this.#at[this.sent] = performance.now();
    return this.sent++;
  }

  recordSeen(messages: readonly number[]): void {
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

  /** Starts measuring; earlier messages were warm-up. */
  startMeasuring(): void {
    this.#from = this.sent;
    this.#counted = 0;
  }

  get measuredCount(): number {
    return this.#counted;
  }

  percentiles(): Required<Pick<Figures, "p50" | "p90" | "p99" | "max">> {
    const sorted = this.#times.slice(0, this.#counted).sort();
    const timeAt = (part: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
    return {
      p50: timeAt(0.5),
      p90: timeAt(0.9),
      p99: timeAt(0.99),
      max: timeAt(1),
    };
  }
}
