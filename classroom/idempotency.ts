/**
 * Idempotency keys (SYNC-3): after a lost reply a page repeats a request with the same key, and the effect happens only
 * once. The commit of the effect notes its results in `presses` of `<s>/staff`.
 */
import { createHash } from "node:crypto";
import type * as Y from "yjs";
import { minuteMs } from "../formats/times.ts";
import { refusal } from "./model/refuse.ts";
import { recordedKeys } from "./model/staff_roots.ts";

/** A request that may be repeated. Keys are not tied to a member, as they give no access. */
export interface IdempotentRequest {
  /** Absent: the request is not repeated. */
  key: string | undefined;
  /** Hash of the request. A key that was used for a request with another hash is refused. */
  hash: string;
}

/** Lifetime of a key (ms); longer than a page retries. */
const rememberedMs = 15 * minuteMs;
const maxKeys = 64;

/**
 * @param kind of the request
 * @param ask the body of the request
 */
export function idempotentRequest(
  kind: "share" | "broadcast" | "rooms" | "extend" | "extend-rooms" | "page",
  ask: { press?: string | undefined },
): IdempotentRequest {
  const text = JSON.stringify([kind, ask]);
  const hash = createHash("sha256").update(text).digest("base64url");
  return { key: idempotencyKeyOf(ask), hash: hash.slice(0, 12) };
}

/** The key that a request has under its name on the wire; undefined: the request is not repeated. */
export function idempotencyKeyOf(
  { press }: { press?: string | undefined },
): string | undefined {
  return press;
}

/**
 * The results of an earlier request with this key; undefined: there was none. Refuses a key that was used for another
 * request.
 */
export function findEarlierResults(
  staff: Y.Doc,
  { key, hash }: IdempotentRequest,
  now: number,
): readonly string[] | undefined {
  const recorded = key === undefined ? undefined : recordedKeys(staff).get(key);
  if (!recorded || now - recorded.at > rememberedMs) return undefined;
  if (recorded.of !== hash) throw refusal("conflict");
  return recorded.made;
}

export function recordIdempotencyKey(
  staff: Y.Doc,
  { key, hash }: IdempotentRequest,
  results: readonly string[],
  now: number,
): void {
  if (key === undefined) return;
  const keys = recordedKeys(staff);
  keys.set(key, { of: hash, at: now, made: results });
  const newest = [...keys].sort(([, a], [, b]) => b.at - a.at);
  for (const [n, [id, { at }]] of newest.entries()) {
    if (id !== key && (n >= maxKeys || now - at > rememberedMs)) {
      keys.delete(id);
    }
  }
}
