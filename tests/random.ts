/**
 * Seeded randomness for tests, set by the environment. All settings are printed, so that a failure can be repeated; a
 * wrong one stops the tests.
 * - `SEED`: seed of the first round, 1 by default; later rounds count up from it. `random` draws one.
 * - `ROUNDS`: factor on the number of rounds and the seconds of every seeded test, e.g. 10 or 0.25.
 * - `FUZZ_SECONDS`: duration of each fuzz test, whatever `ROUNDS` is; its last round is completed.
 * - `FUZZ_ROUNDS`: rounds of each fuzz test instead of a duration, so that a run can be repeated.
 */

/** Generates the same numbers for the same seed (mulberry32). */
export class Random {
  #state: number;

  constructor(readonly seed: number) {
    this.#state = seed >>> 0;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number from 0 to below `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  /** True with probability `share`. */
  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    return Uint8Array.from({ length }, () => this.below(256));
  }

  shuffled<T>(list: readonly T[]): T[] {
    const left = [...list];
    return list.map(() => left.splice(this.below(left.length), 1)[0]);
  }

  /** A source independent of later calls on this one. */
  fork(): Random {
    return new Random(this.below(2 ** 32));
  }
}

export interface Seeding {
  readonly seed: number;
  /** The value of `ROUNDS`. */
  readonly factor: number;
  readonly fuzz: { readonly seconds?: number; readonly rounds?: number };
}

/**
 * Reads the environment; throws if a setting is wrong.
 *
 * @param draw makes the seed for `SEED=random`
 */
export function readSeeding(
  env: Readonly<Record<string, string | undefined>>,
  draw: () => number,
): Seeding {
  const whole = (name: string, least: number, or = "") => {
    const value = env[name];
    if (value === undefined) return undefined;
    const number = /^\d{1,10}$/.test(value) ? Number(value) : NaN;
    if (number >= least && number < 2 ** 32) return number;
    throw new Error(
      `${name} is a whole number from ${least} to 4294967295${or}, and not "${value}".`,
    );
  };
  const seed = env.SEED === "random"
    ? draw()
    : whole("SEED", 0, ' or "random"');
  return {
    seed: seed ?? 1,
    factor: factorOf(env.ROUNDS),
    fuzz: {
      seconds: whole("FUZZ_SECONDS", 1),
      rounds: whole("FUZZ_ROUNDS", 1),
    },
  };
}

function factorOf(value = "1"): number {
  const factor = /^\d{1,10}(\.\d{1,3})?$/.test(value) ? Number(value) : 0;
  if (factor > 0) return factor;
  throw new Error(`ROUNDS is a number above 0, and not "${value}".`);
}

// Read on import, before seeded_ids.ts replaces the system's random source.
const { seed: first, factor, fuzz } = readSeeding(
  Deno.env.toObject(),
  () => crypto.getRandomValues(new Uint32Array(1))[0],
);

const seedOf = (round: number) => (first + round) >>> 0;

type Round = (random: Random, seed: number) => Promise<void>;

/** Runs one round; its failure names the seed. */
async function once(what: string, seed: number, round: Round): Promise<void> {
  try {
    await round(new Random(seed), seed);
  } catch (error) {
    throw new Error(`${what} fails with SEED=${seed}`, { cause: error });
  }
}

/** Multiplies a number of rounds by `ROUNDS`; at least 1. */
export const scaleRounds = (usual: number) =>
  Math.max(1, Math.round(usual * factor));

/** Rounds, `usual` times `ROUNDS`; printed. */
export function seededRounds(what: string, usual: number) {
  const rounds = scaleRounds(usual);
  console.log(`${what}: SEED=${first} ROUNDS=${factor} (rounds: ${rounds})`);
  return {
    /** Runs every round within one test. */
    async each(round: Round) {
      for (let n = 0; n < rounds; n++) await once(what, seedOf(n), round);
    },
    /** For one test per round; its name should contain the seed. */
    seeds: Array.from({ length: rounds }, (_, n) => seedOf(n)),
  };
}

/** Rounds for `usual` seconds times `ROUNDS`, or as fuzz settings say; printed. */
export function fuzzRounds(what: string, usual: number) {
  const seconds = fuzz.seconds ?? usual * factor;
  const most = fuzz.rounds ?? Infinity;
  const length = fuzz.rounds ? `${most} rounds` : `${seconds} s`;
  console.log(`${what}: SEED=${first}: ${length}`);
  return {
    /** Runs at least one round, until time is up; prints their number. */
    async each(round: Round) {
      const end = performance.now() + seconds * 1000;
      const isOver = () => fuzz.rounds === undefined && performance.now() > end;
      let n = 0;
      do await once(what, seedOf(n), round); while (++n < most && !isOver());
      console.log(`${what}: SEED=${first} FUZZ_ROUNDS=${n} is this run again`);
    },
  };
}

/**
 * Options for `fc.assert`; prints the seed that repeats the run.
 *
 * @example
 * const property = fc.property(fc.string(), (name) => nameKey(nameKey(name)) === nameKey(name));
 * fc.assert(property, propertyOptions("keys of names", 1000));
 */
export function propertyOptions(what: string, usual: number) {
  const numRuns = scaleRounds(usual);
  console.log(`${what}: SEED=${first} ROUNDS=${factor} (runs: ${numRuns})`);
  return { seed: first, numRuns };
}
