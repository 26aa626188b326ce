/**
 * A press that makes something has its effect once (S3): the page gives it an id, and where the reply to it was lost it
 * is sent again under the same. What was made is remembered in the commit that makes it. Writes `presses` of `<s>/staff`.
 */
import type * as Y from "yjs";
import { Refusal } from "../sync/refusal.ts";

/** A press of one of the staff; whose it is makes no difference: its id opens nothing. */
export interface Press {
  /** Its id; absent: nobody means to send it again. */
  press?: string | undefined;
  /** What it is for: no press is for two things. */
  for: "share" | "broadcast" | "rooms" | "extend" | "extend-rooms";
}

interface Pressed extends Pick<Press, "for"> {
  /** In ms. */
  at: number;
  /** By which it is found again: ids. */
  made: readonly string[];
}

/** So long a press is remembered, in ms: longer than any page sends it again. */
const remembered = 15 * 60_000;
/** No more are: who presses so often gets all their replies. */
const most = 64;

/** What this press has made before; undefined: nothing yet. Refused where the same id was for something else. */
export function pressed(
  staff: Y.Doc,
  { press, for: what }: Press,
): readonly string[] | undefined {
  const before = press === undefined ? undefined : presses(staff).get(press);
  if (!before) return undefined;
  if (before.for !== what) throw new Refusal("conflict");
  return before.made;
}

/** Remembers what a press has made, and forgets those of long ago. */
export function notePress(
  staff: Y.Doc,
  { press, for: what }: Press,
  made: readonly string[],
  now: number,
): void {
  if (press === undefined) return;
  const all = presses(staff);
  all.set(press, { for: what, at: now, made });
  const newest = [...all].sort(([, a], [, b]) => b.at - a.at);
  for (const [n, [id, { at }]] of newest.entries()) {
    if (id !== press && (n >= most || now - at > remembered)) all.delete(id);
  }
}

function presses(staff: Y.Doc): Y.Map<Pressed> {
  return staff.getMap<Pressed>("presses");
}
