/**
 * A press that makes something has its effect once (S3): the page gives it an id, and where the reply to it was lost it
 * is sent again under the same. What was made is remembered in the commit that makes it. Writes `presses` of `<s>/staff`.
 */
import { createHash } from "node:crypto";
import type * as Y from "yjs";
import { Refusal } from "../sync/refusal.ts";

/** A press of one of the staff; whose it is makes no difference: its id opens nothing. */
export interface Press {
  /** Its id; absent: nobody means to send it again. */
  press: string | undefined;
  /** A short hash of what it asks for: no press is for two things. */
  of: string;
}

interface Pressed extends Pick<Press, "of"> {
  /** In ms. */
  at: number;
  /** By which it is found again: ids. */
  made: readonly string[];
}

/** So long a press is remembered, in ms: longer than any page sends it again. */
const rememberedMs = 15 * 60_000;
/** No more of a class are: where so much is pressed, the replies come. */
const mostPresses = 64;

/** The press of a request: what it is for, and its body. */
export function pressOf(
  what: "share" | "broadcast" | "rooms" | "extend" | "extend-rooms" | "page",
  ask: { press?: string | undefined },
): Press {
  const text = JSON.stringify([what, ask]);
  const hash = createHash("sha256").update(text).digest("base64url");
  return { press: ask.press, of: hash.slice(0, 12) };
}

/** What this press has made before; undefined: nothing yet. Refused where the same id was for something else. */
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

/** Remembers what a press has made, and forgets those of long ago. */
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
