/**
 * Drawing boards of two members who are one student now (J-7): what stands on the one is put onto the other's, and stands
 * on its own alone again when they are separated. What does not fit stays a board beside it.
 */
import type * as Y from "yjs";
import type { Tx } from "../../sync/authority.ts";
import type { Sync } from "../../sync/sync.ts";
import { documents as names } from "./documents.ts";
import { bytesOf, isWithin, lineOf } from "./drawing.ts";
import {
  allBoards,
  boardKey,
  boards,
  marks,
  rubbed,
} from "./drawings_layout.ts";
import { readDocument } from "./layout.ts";
import type { Who } from "./who.ts";

/** Whose boards, and whose they become. */
export interface Joining {
  session: string;
  from: string;
  into: string;
}

/** Of what a member has boards. */
export function boardsOf(
  sync: Sync<Who>,
  session: string,
  member: string,
): Promise<string[]> {
  return readDocument(
    sync,
    names.staff(session),
    (staff) =>
      allBoards(staff).filter((it) => it.member === member)
        .map(({ resource }) => resource),
  );
}

/** The documents of both members' boards of these. */
export function boardNames(
  { session, from, into }: Joining,
  ofThese: readonly string[],
): string[] {
  return ofThese.flatMap((resource) =>
    [from, into].map((member) => names.drawing(session, resource, member))
  );
}

/** Both members' boards of one thing: their documents, and the keys of their entries. */
function bothBoards(
  tx: Tx,
  { session, from, into }: Joining,
  resource: string,
) {
  return {
    own: tx.doc(names.drawing(session, resource, from)),
    others: tx.doc(names.drawing(session, resource, into)),
    key: boardKey({ resource, member: from }),
    othersKey: boardKey({ resource, member: into }),
  };
}

/** Puts what stands on one's boards of these onto the other's, as far as there is room. */
export function joinBoards(
  tx: Tx,
  staff: Y.Doc,
  joining: Joining,
  ofThese: readonly string[],
): void {
  const { into } = joining;
  for (const resource of ofThese) {
    const { own, others, key, othersKey } = bothBoards(tx, joining, resource);
    const entry = boards(staff).get(key);
    if (!entry || entry.into !== undefined) continue;
    const all = marks(own).toArray().filter((it) =>
      !rubbed(own).has(lineOf(it))
    );
    const bytes = all.reduce((sum, it) => sum + bytesOf(it), 0);
    const isRoom = isWithin([...marks(others).toArray(), ...all]);
    if (!isRoom || bytes > tx.bytesLeft) continue;
    tx.weigh(bytes);
    marks(others).push(all);
    boards(staff).set(key, { ...entry, into });
    if (boards(staff).has(othersKey)) continue;
    boards(staff).set(othersKey, { at: entry.at });
  }
}

/** Takes it off there again. What was rubbed out meanwhile stays so. */
export function separateBoards(
  tx: Tx,
  staff: Y.Doc,
  joining: Joining,
  ofThese: readonly string[],
): void {
  for (const resource of ofThese) {
    const { own, others, key, othersKey } = bothBoards(tx, joining, resource);
    const entry = boards(staff).get(key);
    if (entry?.into !== joining.into) continue;
    const there = new Set(marks(others).toArray().map(({ id }) => id));
    const mine = new Set<string>();
    for (const mark of marks(own)) {
      mine.add(mark.id);
      const line = lineOf(mark);
      const isGone = !there.has(mark.id) || rubbed(others).has(line);
      if (isGone && !rubbed(own).has(line)) rubbed(own).set(line, true);
    }
    for (let at = marks(others).length - 1; at >= 0; at--) {
      if (mine.has(marks(others).get(at).id)) marks(others).delete(at);
    }
    for (const line of mine) rubbed(others).delete(line);
    const { into: _, ...alone } = entry;
    const shown = boards(staff).get(othersKey);
    // What was shown of both has words of each: whoever is erased takes it along (O-3).
    const both = shown?.copies && {
      copies: [...new Set([...alone.copies ?? [], ...shown.copies])],
      copiedAt: shown.copiedAt,
    };
    boards(staff).set(key, { ...alone, ...both });
    const isEmpty = marks(others).length === 0 && !shown?.copies;
    if (isEmpty) boards(staff).delete(othersKey);
  }
}
