/**
 * Tries of the `shared` limits, which several instances count together. Keys name people and network addresses, so they
 * are hashed with the salt of a day. Entries expire with the window of their limit.
 *
 * | key | value |
 * |---|---|
 * | `["tries", hash, limit, day]` | `{times: [at, count][], nextAt}` |
 */
import type { Kv, KvEntryMaybe, KvKey } from "../../sync/kv/kv.ts";
import { DailyHash, dayMs } from "./daily_hash.ts";
import type { RateLimitTry, Tries, TryStore } from "./rate_limiter.ts";

interface TriesValue {
  times: (readonly [at: number, count: number])[];
  nextAt: number;
}

/** If there are more, times are rounded up to hundredths of the window, which bounds the stored value. */
const maxExactTimes = 1_000;

export class SharedTries implements TryStore {
  readonly #kv: Kv;
  readonly #clock: () => number;
  readonly #hashes: DailyHash;

  /** @param clock milliseconds since 1970 */
  constructor(kv: Kv, clock: () => number) {
    this.#kv = kv;
    this.#clock = clock;
    this.#hashes = new DailyHash(kv, clock);
  }

  async read(
    limitTry: RateLimitTry<string>,
    windowMs: number,
  ): ReturnType<TryStore["read"]> {
    const { today } = this.#hashes;
    const key = await this.#keyOf(limitTry, today);
    const entry = await this.#kv.get<TriesValue>(key!);
    const replaces = entry.versionstamp;
    if (entry.value === null && this.#clock() % dayMs < windowMs) {
      const previousKey = await this.#keyOf(limitTry, today - 1);
      const previousEntry = previousKey &&
        await this.#kv.get<TriesValue>(previousKey);
      return { stored: previousEntry && decode(previousEntry), replaces };
    }
    return { stored: decode(entry), replaces };
  }

  async write(
    limitTry: RateLimitTry<string>,
    tries: Tries,
    windowMs: number,
    replaces: string | null,
  ): Promise<string | null> {
    const key = (await this.#keyOf(limitTry, this.#hashes.today))!;
    const written = await this.#kv.atomic()
      .check({ key, versionstamp: replaces })
      .set(key, encode(tries, windowMs), { expireIn: windowMs }).commit();
    return written.ok ? written.versionstamp : null;
  }

  /** The key of tries; null: there were none on that day. */
  async #keyOf(
    [limit, key]: RateLimitTry<string>,
    day: number,
  ): Promise<KvKey | null> {
    const hash = await this.#hashes.hash(day, key);
    // The hash is second: a store may lock all keys with the same first two parts.
    return hash && ["tries", hash, limit, day];
  }
}

function encode({ times, nextAt }: Tries, windowMs: number): TriesValue {
  const grain = times.length > maxExactTimes ? windowMs / 100 : 1;
  const counts = new Map<number, number>();
  for (const time of times) {
    const roundedTime = Math.ceil(time / grain) * grain;
    counts.set(roundedTime, (counts.get(roundedTime) ?? 0) + 1);
  }
  return { times: [...counts], nextAt };
}

function decode(
  { value, versionstamp }: KvEntryMaybe<TriesValue>,
): { tries: Tries; versionstamp: string } | null {
  if (value === null) return null;
  const times = value.times
    .flatMap(([time, count]) => Array<number>(count).fill(time));
  return { tries: { times, nextAt: value.nextAt }, versionstamp };
}
