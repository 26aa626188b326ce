/**
 * Idempotency keys (SYNC-3): a page repeats a request with the same id after a lost reply, and the effect happens
 * once. Notes results in the effect's commit, in `presses` of `<s>/staff`.
 */
import { createHash } from "node:crypto";
import type * as Y from "yjs";
import { minuteMs } from "./model/times.ts";
import { Refusal } from "../sync/refusal.ts";

/** Keys are not tied to a member, since they give access to nothing. */
export interface IdempotentRequest {
  /** The key; absent: the request is not repeated. */
  key: string | undefined;
  /** Hash of the request: one key cannot be used for two. */
  of: string;
}

interface RecordedKey extends Pick<IdempotentRequest, "of"> {
  /** In ms. */
  at: number;
  /** Ids of what was made. */
  made: readonly string[];
}

/** Lifetime of a key (ms); longer than a page retries. */
const rememberedMs = 15 * minuteMs;
/** Maximum number of keys per class. */
const maxKeys = 64;

/**
 * @param what the kind of request
 * @param ask its body
 */
export function idempotentRequest(
  what: "share" | "broadcast" | "rooms" | "extend" | "extend-rooms" | "page",
  ask: { press?: string | undefined },
): IdempotentRequest {
  const text = JSON.stringify([what, ask]);
  const hash = createHash("sha256").update(text).digest("base64url");
  return { key: ask.press, of: hash.slice(0, 12) };
}

/** The results of an earlier request with this key; undefined: none. Refuses a key used for another request. */
export function findEarlierResults(
  staff: Y.Doc,
  { key, of }: IdempotentRequest,
  now: number,
): readonly string[] | undefined {
  const before = key === undefined ? undefined : recordedKeys(staff).get(key);
  if (!before || now - before.at > rememberedMs) return undefined;
  if (before.of !== of) throw new Refusal("conflict");
  return before.made;
}

/** Notes a key's results, and deletes old keys. */
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

function recordedKeys(staff: Y.Doc): Y.Map<RecordedKey> {
  return staff.getMap<RecordedKey>("presses");
}
