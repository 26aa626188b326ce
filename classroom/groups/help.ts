/**
 * **Ask for help** and **Raise hand** (B-12): a flag that staff see in the order in which it was raised, and
 * that either side lowers. Writes `help` of the staff's document, and `help` of the member's own, which says
 * to their devices that it is up.
 */
import type * as Y from "yjs";
import { Refusal } from "../../sync/refusal.ts";
import { breakouts, help, ownHelp } from "./breakouts_layout.ts";
import { members } from "../layout.ts";
import { bounds } from "../schema/bounds.ts";
import type { Help } from "../schema/groups.ts";

/** The documents that a flag stands in. */
export interface FlagDocuments {
  session: Y.Doc;
  staff: Y.Doc;
  own: Y.Doc;
}

/**
 * Raises a student's flag, or changes its note; it keeps its place in the order. Refused with `conflict` to who came by
 * the student's name alone, where the student's own is up (J-2).
 *
 * @param seat whose own document `own` is
 */
export function raise(
  { session, staff, own, seat }: FlagDocuments & { seat: string },
  id: string,
  note: string | undefined,
  now: number,
): void {
  const member = members(session).get(id);
  if (member?.role !== "student") {
    throw new Refusal("not-allowed", "Only students ask for help.");
  }
  const words = note?.trim();
  if (words && words.length > bounds.helpNote) {
    throw new Refusal(
      "too-long",
      `The line has at most ${bounds.helpNote} characters; this one has ${words.length}.`,
    );
  }
  const room = breakouts(session, "open") ? member.room ?? "main" : "main";
  const at = indexOf(staff, id);
  const before = at < 0 ? undefined : help(staff).get(at);
  if (before && seat !== id && before.by === undefined) {
    throw new Refusal("conflict", "Your teacher knows you need help.");
  }
  const flag: Help = {
    member: id,
    room,
    at: before?.at ?? now,
    ...(words && { note: words }),
    ...(seat !== id && { by: seat }),
  };
  if (JSON.stringify(before) === JSON.stringify(flag)) return;
  if (before) help(staff).delete(at);
  help(staff).insert(before ? at : help(staff).length, [flag]);
  const map = ownHelp(own);
  map.set("at", flag.at);
  if (words) map.set("note", words);
  else map.delete("note");
}

/** Lowers somebody's flag at their own wish: who came by a name alone does not lower the student's (J-2). */
export function lowerOwn(
  { staff, own, seat }: Omit<FlagDocuments, "session"> & { seat: string },
  id: string,
): void {
  const flag = help(staff).toArray().find(({ member }) => member === id);
  if (seat === id || flag?.by !== undefined) lower({ staff, own }, id);
  else clear(own);
}

/** Lowers somebody's flag, if it is up. */
export function lower(
  { staff, own }: Omit<FlagDocuments, "session">,
  id: string,
): void {
  const at = indexOf(staff, id);
  if (at >= 0) help(staff).delete(at);
  clear(own);
}

function clear(own: Y.Doc): void {
  for (const key of ["at", "note"]) {
    if (ownHelp(own).has(key)) ownHelp(own).delete(key);
  }
}

function indexOf(staff: Y.Doc, id: string): number {
  return help(staff).toArray().findIndex(({ member }) => member === id);
}
