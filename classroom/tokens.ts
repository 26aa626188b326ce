/**
 * Tokens for cookies and for links that can be used once (ACCESS-4): 256 random bits with an expiry that is checked
 * here. The store has only hashes, so that reading it does not allow signing in. Keys: `["token", kind, hash]` →
 * {@link StoredToken}.
 */
import { newSecret } from "./model/ids.ts";
import { createHash } from "node:crypto";
import type { KvWrite } from "../sync/authority.ts";
import type { Kv, KvKey } from "../sync/kv/kv.ts";

/** A token of one kind is never accepted as another. */
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

interface StoredToken {
  subject: Record<string, unknown>;
  /** Milliseconds since 1970. */
  expiresAt: number;
  /** Only if the token was used up: a random id, by which the call recognises its own write. */
  taken?: string;
}

interface PreparedToken {
  readonly token: string;
  /** The token's hash, by which the store knows it. */
  readonly name: string;
  /** The fact that makes the token valid for this subject, once it is stored. */
  factFor(subject: Record<string, unknown>, expiresAt: number): KvWrite;
}

export class Tokens {
  readonly #kv: Kv;
  readonly #clock: () => number;

  constructor(kv: Kv, clock: () => number = Date.now) {
    this.#kv = kv;
    this.#clock = clock;
  }

  /** Makes a token, and the fact that makes it valid once it is stored. */
  createToken(
    kind: TokenKind,
    subject: Record<string, unknown>,
    expiresAt: number,
  ): { token: string; fact: KvWrite } {
    const { token, factFor } = this.prepareToken(kind);
    return { token, fact: factFor(subject, expiresAt) };
  }

  /** Makes a token before its subject is known. */
  prepareToken(kind: TokenKind): PreparedToken {
    const token = newSecret();
    const name = hashToken(token);
    return {
      token,
      name,
      factFor: (subject, expiresAt) =>
        this.#validFact(kind, name, subject, expiresAt),
    };
  }

  /** The fact for a token that was made elsewhere with as many random bits. */
  adoptToken(
    kind: TokenKind,
    token: string,
    subject: Record<string, unknown>,
    expiresAt: number,
  ): KvWrite {
    return this.#validFact(kind, hashToken(token), subject, expiresAt);
  }

  #validFact(
    kind: TokenKind,
    name: string,
    subject: Record<string, unknown>,
    expiresAt: number,
  ): KvWrite {
    const value: StoredToken = { subject, expiresAt };
    return { key: this.key(kind, name), value };
  }

  /** Stores a token's fact outside a space's commit. */
  async storeFact(fact: KvWrite): Promise<void> {
    if ("delete" in fact) await this.#kv.delete(fact.key);
    else await this.#kv.set(fact.key, fact.value);
  }

  /** The subject of a token; null: it is unknown or expired. */
  async find<T>(
    kind: TokenKind,
    token: string | undefined,
  ): Promise<T | null> {
    const value = (await this.#findValid(kind, token))?.value;
    return value ? value.subject as T : null;
  }

  async #findValid(kind: TokenKind, token: string | undefined) {
    if (!token || !/^[\w-]{43}$/.test(token)) return null;
    const entry = await this.#kv.get<StoredToken>(tokenKey(kind, token));
    return entry.value && entry.value.expiresAt > this.#clock() ? entry : null;
  }

  /**
   * Extends a valid token to the end that `until` returns (ms since 1970; null: unchanged). Returns the new end; null:
   * unchanged, or the token is not valid any more.
   */
  async extendToken(
    kind: TokenKind,
    token: string | undefined,
    until: (
      subject: Record<string, unknown>,
      expiresAt: number,
    ) => number | null,
  ): Promise<number | null> {
    const entry = await this.#findValid(kind, token);
    if (!entry) return null;
    const { key, value } = entry;
    const expiresAt = until(value.subject, value.expiresAt);
    if (expiresAt === null) return null;
    const next: StoredToken = { ...value, expiresAt };
    const { ok } = await this.#kv.atomic().check(entry).set(key, next).commit();
    return ok ? expiresAt : null;
  }

  async dropToken(kind: TokenKind, token: string): Promise<void> {
    await this.#kv.delete(tokenKey(kind, token));
  }

  /** The key of a token, by its hash. */
  key(kind: TokenKind, name: string): KvKey {
    return ["token", kind, name];
  }

  /**
   * Uses a token up: one of several concurrent calls gets the subject, the others null. A used token stays until the
   * next {@link deleteExpired}, so that a call whose reply was lost recognises its own write.
   */
  async useOnce<T>(
    kind: TokenKind,
    token: string | undefined,
  ): Promise<T | null> {
    const entry = await this.#findValid(kind, token);
    if (!entry) return null;
    const { key, value: { subject } } = entry;
    const used: StoredToken = {
      subject,
      expiresAt: 0,
      taken: crypto.randomUUID(),
    };
    const { ok } = await this.#kv.atomic().check(entry).set(key, used).commit();
    if (ok) return subject as T;
    const now = await this.#kv.get<StoredToken>(key);
    return now.value?.taken === used.taken ? subject as T : null;
  }

  /** Voids all matching tokens of a kind. Reads all tokens of the kind, so use it rarely. */
  async deleteWhere(
    kind: TokenKind,
    matches: (subject: Record<string, unknown>) => boolean,
  ): Promise<void> {
    const storedTokens = this.#kv.list<StoredToken>({
      prefix: ["token", kind],
    });
    for await (const { key, value } of storedTokens) {
      if (matches(value.subject)) await this.#kv.delete(key);
    }
  }

  async deleteExpired(): Promise<number> {
    const now = this.#clock();
    let swept = 0;
    for await (
      const { key, value } of this.#kv.list<StoredToken>({ prefix: ["token"] })
    ) {
      if (value.expiresAt > now) continue;
      await this.#kv.delete(key);
      swept++;
    }
    return swept;
  }
}

/** The hash of a token, which is no secret. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

function tokenKey(kind: TokenKind, token: string): KvKey {
  return ["token", kind, hashToken(token)];
}
