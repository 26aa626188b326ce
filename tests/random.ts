/**
 * Seeded randomness for tests. `SEED` in the environment replays a run (`SEED=random` takes a new one), `ROUNDS`
 * makes it longer or shorter; both are printed, so that whatever fails can be run again.
 */

/** A source of numbers that is the same for the same seed (mulberry32). */
export class Random {
  #state: number;

  constructor(readonly seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number from 0 up to, not including, `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  /** Whether something happens that happens so often. */
  chance(share: number): boolean {
    return this.next() < share;
  }

  /** One of these. */
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }

  /** So many bytes. */
  bytes(length: number): Uint8Array<ArrayBuffer> {
    return Uint8Array.from({ length }, () => this.below(256));
  }

  /** Another source, which does not depend on how often this one is asked afterwards. */
  fork(): Random {
    return new Random(this.below(2 ** 32));
  }
}

/** What the environment says of a run: its first seed, and how many rounds; printed. */
export function run(what: string, rounds: number) {
  const { SEED, ROUNDS } = Deno.env.toObject();
  const seed = SEED === "random"
    ? crypto.getRandomValues(new Uint32Array(1))[0]
    : Number(SEED ?? 1);
  const all = Number(ROUNDS ?? rounds);
  console.log(`${what}: SEED=${seed} ROUNDS=${all}`);
  return {
    /** Runs every round with a seed of its own; a failure names the one to run again. */
    async each(round: (random: Random, seed: number) => Promise<void>) {
      for (let n = 0; n < all; n++) {
        try {
          await round(new Random(seed + n), seed + n);
        } catch (error) {
          throw new Error(`${what} fails with SEED=${seed + n} ROUNDS=1`, {
            cause: error,
          });
        }
      }
    },
  };
}
