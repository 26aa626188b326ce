/**
 * Seeded randomness for tests, and what the environment says of it; all of it is printed, so that whatever fails can
 * be run again, and a wrong setting stops the tests with a sentence that names it:
 *
 * - `SEED`: the seed of the first round, each next one has the next; `random` takes a new one. Without it: 1.
 * - `ROUNDS`: how many times as long as usual everything with a seed goes on; 10 is ten times as many rounds, 0.25 a
 *   quarter of them, at least one.
 * - `FUZZ_SECONDS`: how long each fuzz test goes on, whatever `ROUNDS` says; it ends with the round that it is in.
 * - `FUZZ_ROUNDS`: how many rounds it has instead, so that a run of so many can be had again.
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

  /** The same things in another order. */
  shuffled<T>(list: readonly T[]): T[] {
    const left = [...list];
    return list.map(() => left.splice(this.below(left.length), 1)[0]);
  }

  /** Another source, which does not depend on how often this one is asked afterwards. */
  fork(): Random {
    return new Random(this.below(2 ** 32));
  }
}

/** What the environment says. */
export interface Seeding {
  /** The first round's seed. */
  readonly seed: number;
  /** How many times as long as usual. */
  readonly factor: number;
  readonly fuzz: { readonly seconds?: number; readonly rounds?: number };
}

/**
 * Reads the settings above. Throws, with a sentence, where one of them is wrong.
 *
 * @param draw a new seed, for `SEED=random`
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

/** Reads `ROUNDS`: a number above 0, with three decimals at most. */
function factorOf(value = "1"): number {
  const factor = /^\d{1,10}(\.\d{1,3})?$/.test(value) ? Number(value) : 0;
  if (factor > 0) return factor;
  throw new Error(`ROUNDS is a number above 0, and not "${value}".`);
}

// Here and not later: seeded_ids.ts takes the system's source away, and every seed that was drawn would be one.
const { seed: first, factor, fuzz } = readSeeding(
  Deno.env.toObject(),
  () => crypto.getRandomValues(new Uint32Array(1))[0],
);

/** The seed of a round. */
const seedOf = (round: number) => (first + round) >>> 0;

type Round = (random: Random, seed: number) => Promise<void>;

/** Runs one round; a failure names the seed that begins with it. */
async function once(what: string, seed: number, round: Round): Promise<void> {
  try {
    await round(new Random(seed), seed);
  } catch (error) {
    throw new Error(`${what} fails with SEED=${seed}`, { cause: error });
  }
}

/** Times what is usual for so many rounds, at least one of them. */
export const scaled = (usual: number) =>
  Math.max(1, Math.round(usual * factor));

/** So many rounds, or as many times that as the environment says; printed. */
export function run(what: string, usual: number) {
  const rounds = scaled(usual);
  console.log(`${what}: SEED=${first} ROUNDS=${factor} (rounds: ${rounds})`);
  return {
    /** Runs every round, all of them in one test, with a seed of its own. */
    async each(round: Round) {
      for (let n = 0; n < rounds; n++) await once(what, seedOf(n), round);
    },
    /** The rounds' seeds, for what makes a test of every round; its name should have the seed. */
    seeds: Array.from({ length: rounds }, (_, n) => seedOf(n)),
  };
}

/** Rounds for so many seconds, or as the environment says; printed. Time ends them, and decides nothing else. */
export function runFor(what: string, usual: number) {
  const seconds = fuzz.seconds ?? usual * factor;
  const most = fuzz.rounds ?? Infinity;
  const length = fuzz.rounds ? `${most} rounds` : `${seconds} s`;
  console.log(`${what}: SEED=${first}: ${length}`);
  return {
    /** Runs rounds until it is time, at least one, each with a seed of its own, and prints how many there were. */
    async each(round: Round) {
      const end = performance.now() + seconds * 1000;
      const isOver = () => fuzz.rounds === undefined && performance.now() > end;
      let n = 0;
      do await once(what, seedOf(n), round); while (++n < most && !isOver());
      console.log(`${what}: SEED=${first} FUZZ_ROUNDS=${n} is this run again`);
    },
  };
}

/** The same for fast-check: what to give to `fc.assert`; printed. */
export function property(what: string, usual: number) {
  const numRuns = scaled(usual);
  console.log(`${what}: SEED=${first} ROUNDS=${factor} (runs: ${numRuns})`);
  return { seed: first, numRuns };
}
