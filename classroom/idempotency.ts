/**
 * Idempotency keys (SYNC-3): after a lost reply a page repeats a request with the same key, and the effect happens only
 * once. The commit of the effect notes its results in `presses` of `<s>/staff`.
 */
import { createHash } from "node:crypto";
import type * as Y from "yjs";
import { minuteMs } from "./model/times.ts";
import { refusal } from "./model/refuse.ts";
import { recordedKeys } from "./model/staff_roots.ts";

/** A request that may be repeated. Keys are not tied to a member, as they give no access. */
export interface IdempotentRequest {
  /** Absent: the request is not repeated. */
  key: string | undefined;
  /** Hash of the request. A key that was used for a request with another hash is refused. */
  of: string;
}

/** Lifetime of a key (ms); longer than a page retries. */
const rememberedMs = 15 * minuteMs;
const maxKeys = 64;

/**
 * @param what the kind of request
 * @param ask the body of the request
 */
export function idempotentRequest(
  what: "share" | "broadcast" | "rooms" | "extend" | "extend-rooms" | "page",
  ask: { press?: string | undefined },
): IdempotentRequest {
  const text = JSON.stringify([what, ask]);
  const hash = createHash("sha256").update(text).digest("base64url");
  return { key: ask.press, of: hash.slice(0, 12) };
}

/**
 * The results of an earlier request with this key; undefined: there was none. Refuses a key that was used for another
 * request.
 */
export function findEarlierResults(
  staff: Y.Doc,
  { key, of }: IdempotentRequest,
  now: number,
): readonly string[] | undefined {
  const before = key === undefined ? undefined : recordedKeys(staff).get(key);
  if (!before || now - before.at > rememberedMs) return undefined;
  if (before.of !== of) throw refusal("conflict");
  return before.made;
}

export function recordIdempotencyKey(
  staff: Y.Doc,
  { key, of }: IdempotentRequest,
  made: readonly string[],
  now: number,
): void {
  if (key === undefined) return;
  const all = recordedKeys(staff);
  all.set(key, { of, at: now, made });
  const newest = [...all].sort(([, a], [, b]) => b.at - a.at);
  for (const [n, [id, { at }]] of newest.entries()) {
    if (id !== key && (n >= maxKeys || now - at > rememberedMs)) {
      all.delete(id);
    }
  }
}
