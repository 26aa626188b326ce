/** Typed access to drawing boards (W-5). */
import type * as Y from "yjs";
import type { Mark } from "./drawing.ts";
import { resources, secrets } from "./resources_layout.ts";
import type { ClassDocuments } from "./layout.ts";
import { isFor, type Shared } from "./resources/shared.ts";
import type { Member } from "./members.ts";

export interface BoardOf {
  resource: string;
  /** The member whose own document holds their data. */
  member: string;
}

/** An entry of `drawings` of the staff's document, under {@link boardKey}. */
export interface BoardEntry {
  /** Time of the first mark. */
  at: number;
  /** Copies shown to the class now or a moment ago; the time of the last. */
  copies?: string[];
  copiedAt?: number;
  /** The member whose board got these marks in a merge (J-7). */
  into?: string;
}

/** `marks` of a board or of a shown copy, oldest first. */
export function marks(board: Y.Doc): Y.Array<Mark> {
  return board.getArray<Mark>("marks");
}

/** `rubbed` of a board: erased lines, which can be put back. */
export function rubbed(board: Y.Doc): Y.Map<true> {
  return board.getMap<true>("rubbed");
}

export function boards(staff: Y.Doc): Y.Map<BoardEntry> {
  return staff.getMap<BoardEntry>("drawings");
}

export function boardKey({ resource, member }: BoardOf): string {
  return `${resource} ${member}`;
}

export function emptyBoard(board: Y.Doc): void {
  marks(board).delete(0, marks(board).length);
  rubbed(board).clear();
}

/** Every board with marks, including merged ones. */
export function allBoards(staff: Y.Doc): (BoardOf & BoardEntry)[] {
  return [...boards(staff)].map(([key, entry]) => {
    const [resource, member] = key.split(" ");
    return { resource, member, ...entry };
  });
}

export function isShownTo(
  session: Y.Doc,
  copy: string,
  { removed, role, room }: Pick<Member, "removed" | "role" | "room">,
): boolean {
  return resources(session).toArray().some((it) =>
    it.shown?.some(({ id }) => id === copy) &&
    (role !== "student" || !removed && isFor(it, room))
  );
}

/** Removes copies from shared resources and from those taken back. */
export function withoutCopies(
  { session, staff }: ClassDocuments,
  copies: ReadonlySet<string>,
): void {
  const without = ({ shown, ...rest }: Shared): Shared => {
    const left = shown?.filter(({ id }) => !copies.has(id)) ?? [];
    return (left.length > 0 ? { ...rest, shown: left } : rest) as Shared;
  };
  const has = (it: Shared) => it.shown?.some(({ id }) => copies.has(id));
  resources(session).toArray().forEach((it, at) => {
    if (!has(it)) return;
    resources(session).delete(at);
    resources(session).insert(at, [without(it)]);
  });
  for (const [id, secret] of [...secrets(staff)]) {
    const { taken } = secret;
    if (!taken || !has(taken)) continue;
    secrets(staff).set(id, { ...secret, taken: without(taken) });
  }
}
