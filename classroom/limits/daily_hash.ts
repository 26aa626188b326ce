/**
 * Hashes addresses for the store, with a random salt for each day (counted from 1970 in UTC). The sweep of
 * `assistant/spending.ts` deletes salts.
 *
 * | key | value |
 * |---|---|
 * | `["spent", day, "salt"]` | the salt, the same for all instances |
 */
import type { Kv } from "../../sync/kv/kv.ts";

export const dayMs = 24 * 60 * 60_000;

export class DailyHash {
  readonly #kv: Kv;
  readonly #clock: () => number;
  readonly #salts = new Map<number, string>();

  /** @param clock milliseconds since 1970 */
  constructor(kv: Kv, clock: () => number) {
    this.#kv = kv;
    this.#clock = clock;
  }

  get today(): number {
    return Math.floor(this.#clock() / dayMs);
  }

  /** The hash of a text with the salt of a day. Null: the day is over and has no salt. */
  async hash(day: number, text: string): Promise<Uint8Array | null> {
    const salt = this.#salts.get(day) ?? await this.#readSalt(day);
    if (salt === null) return null;
    const salted = new TextEncoder().encode(`${salt} ${text}`);
    return new Uint8Array(await crypto.subtle.digest("SHA-256", salted));
  }

  async #readSalt(day: number): Promise<string | null> {
    const key = ["spent", day, "salt"];
    let stored = await this.#kv.get<string>(key);
    if (stored.value === null && day === this.today) {
      await this.#kv.atomic().check(stored).set(key, crypto.randomUUID())
        .commit();
      // Another instance may have been first.
      stored = await this.#kv.get<string>(key);
    }
    if (stored.value === null) return null;
    for (const old of this.#salts.keys()) {
      if (old < this.today - 1) this.#salts.delete(old);
    }
    this.#salts.set(day, stored.value);
    return stored.value;
  }
}
