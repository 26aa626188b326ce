/**
 * Tokens, for cookies and one-use links: 256 random bits, opaque, with an end that is checked here (A4). The server keeps
 * only a hash, so that a reader of the store can sign in as nobody.
 *
 * Keys: `["token", kind, hash]` → {@link Kept}.
 */
import { newSecret } from "./model/ids.ts";
import { createHash } from "node:crypto";
import type { Written } from "../sync/authority.ts";
import type { Kv, KvKey } from "../sync/kv/kv.ts";

/** What a token is good for; a token of one kind is never taken for another. */
type TokenKind =
  | "teacher"
  | "member"
  | "waiting"
  | "press"
  | "browser"
  | "device"
  | "reset"
  | "school"
  | "school-link"
  | "proof";

/** The stored part of a token. */
interface Kept {
  subject: Record<string, unknown>;
  /** Milliseconds since 1970. */
  expiresAt: number;
  /** Of a used one-use token: a random id, by which its user recognises their own write. */
  taken?: string;
}

/** Makes, finds and drops tokens. */
export class Tokens {
  readonly #kv: Kv;
  readonly #clock: () => number;

  /** @param clock milliseconds since 1970 */
  constructor(kv: Kv, clock: () => number = Date.now) {
    this.#kv = kv;
    this.#clock = clock;
  }

  /** A new token and the fact (its hash → subject) that makes it valid once stored. */
  make(
    kind: TokenKind,
    subject: Record<string, unknown>,
    expiresAt: number,
  ): { token: string; fact: Written } {
    const token = newSecret();
    return { token, fact: this.hold(kind, token, subject, expiresAt) };
  }

  /** The fact that makes a token good which is not of our making: of as many random bits, in the same form. */
  hold(
    kind: TokenKind,
    token: string,
    subject: Record<string, unknown>,
    expiresAt: number,
  ): Written {
    const value: Kept = { subject, expiresAt };
    return { key: keyOf(kind, token), value };
  }

  /** Stores what {@link make} made, where no space's commit carries it. */
  async keep(fact: Written): Promise<void> {
    if ("delete" in fact) await this.#kv.delete(fact.key);
    else await this.#kv.set(fact.key, fact.value);
  }

  /** The subject of a token; null when the token is unknown or has expired. */
  async find<T>(
    kind: TokenKind,
    token: string | undefined,
  ): Promise<T | null> {
    const kept = (await this.#good(kind, token))?.value;
    return kept ? kept.subject as T : null;
  }

  async #good(kind: TokenKind, token: string | undefined) {
    if (!token || !/^[\w-]{43}$/.test(token)) return null;
    const entry = await this.#kv.get<Kept>(keyOf(kind, token));
    return entry.value && entry.value.expiresAt > this.#clock() ? entry : null;
  }

  /**
   * Puts off the end of a token that is good. `until` says to when (ms since 1970), or null. The new end; null where it
   * stays as it is, also where the token is made void at that moment.
   */
  async putOff(
    kind: TokenKind,
    token: string | undefined,
    until: (
      subject: Record<string, unknown>,
      expiresAt: number,
    ) => number | null,
  ): Promise<number | null> {
    const entry = await this.#good(kind, token);
    if (!entry) return null;
    const { key, value } = entry;
    const expiresAt = until(value.subject, value.expiresAt);
    if (expiresAt === null) return null;
    const next: Kept = { ...value, expiresAt };
    const { ok } = await this.#kv.atomic().check(entry).set(key, next).commit();
    return ok ? expiresAt : null;
  }

  /** Voids a token, now. */
  async drop(kind: TokenKind, token: string): Promise<void> {
    await this.#kv.delete(keyOf(kind, token));
  }

  /** The key of a token that is known by its name alone, to delete it with what belongs to it. */
  key(kind: TokenKind, name: string): KvKey {
    return ["token", kind, name];
  }

  /**
   * Takes a one-use token: of several at once, one gets the subject, the others null. A used token stays, expired,
   * until the next {@link sweep}: if the answer is lost, it tells who took it.
   */
  async take<T>(
    kind: TokenKind,
    token: string | undefined,
  ): Promise<T | null> {
    const entry = await this.#good(kind, token);
    if (!entry) return null;
    const { key, value: { subject } } = entry;
    const used: Kept = { subject, expiresAt: 0, taken: crypto.randomUUID() };
    const { ok } = await this.#kv.atomic().check(entry).set(key, used).commit();
    if (ok) return subject as T;
    const now = await this.#kv.get<Kept>(key);
    return now.value?.taken === used.taken ? subject as T : null;
  }

  /** Voids all tokens of a kind that stand for this. Looks through all of them: for what is seldom done. */
  async dropWhere(
    kind: TokenKind,
    stands: (subject: Record<string, unknown>) => boolean,
  ): Promise<void> {
    const all = this.#kv.list<Kept>({ prefix: ["token", kind] });
    for await (const { key, value } of all) {
      if (stands(value.subject)) await this.#kv.delete(key);
    }
  }

  /** Deletes what is over; returns how many that were. Nothing depends on when it runs. */
  async sweep(now = this.#clock()): Promise<number> {
    let swept = 0;
    for await (
      const { key, value } of this.#kv.list<Kept>({ prefix: ["token"] })
    ) {
      if (value.expiresAt > now) continue;
      await this.#kv.delete(key);
      swept++;
    }
    return swept;
  }
}

/** The name of a token where the token itself must stay secret: it opens nothing. */
export function tokenName(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

function keyOf(kind: TokenKind, token: string): KvKey {
  return ["token", kind, tokenName(token)];
}
