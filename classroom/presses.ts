/**
 * Idempotency keys (SYNC-3): a page repeats a request with the same id after a lost reply, and the effect happens
 * once. Notes results in the effect's commit, in `presses` of `<s>/staff`.
 */
import { createHash } from "node:crypto";
import type * as Y from "yjs";
import { Refusal } from "../sync/refusal.ts";

/** Keys are not tied to a member, since they give access to nothing. */
export interface Press {
  /** The key; absent: the request is not repeated. */
  press: string | undefined;
  /** Hash of the request: one key cannot be used for two. */
  of: string;
}

interface Pressed extends Pick<Press, "of"> {
  /** In ms. */
  at: number;
  /** Ids of what was made. */
  made: readonly string[];
}

/** Lifetime of a key (ms); longer than pages repeat. */
const rememberedMs = 15 * 60_000;
/** Most keys per class. */
const mostPresses = 64;

/**
 * @param what the kind of request
 * @param ask its body
 */
export function pressOf(
  what: "share" | "broadcast" | "rooms" | "extend" | "extend-rooms" | "page",
  ask: { press?: string | undefined },
): Press {
  const text = JSON.stringify([what, ask]);
  const hash = createHash("sha256").update(text).digest("base64url");
  return { press: ask.press, of: hash.slice(0, 12) };
}

/** The results of an earlier request with this key; undefined: none. Refuses a key used for another request. */
export function pressed(
  staff: Y.Doc,
  { press, of }: Press,
  now: number,
): readonly string[] | undefined {
  const before = press === undefined ? undefined : presses(staff).get(press);
  if (!before || now - before.at > rememberedMs) return undefined;
  if (before.of !== of) throw new Refusal("conflict");
  return before.made;
}

/** Notes a key's results, and deletes old keys. */
export function notePress(
  staff: Y.Doc,
  { press, of }: Press,
  made: readonly string[],
  now: number,
): void {
  if (press === undefined) return;
  const all = presses(staff);
  all.set(press, { of, at: now, made });
  const newest = [...all].sort(([, a], [, b]) => b.at - a.at);
  for (const [n, [id, { at }]] of newest.entries()) {
    if (id !== press && (n >= mostPresses || now - at > rememberedMs)) {
      all.delete(id);
    }
  }
}

function presses(staff: Y.Doc): Y.Map<Pressed> {
  return staff.getMap<Pressed>("presses");
}
