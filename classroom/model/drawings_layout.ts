/** Where the documents of a class have its drawing boards (W-5). */
import type * as Y from "yjs";
import type { Mark } from "./drawing.ts";
import { resources, secrets } from "./resources_layout.ts";
import type { ClassDocuments } from "./layout.ts";
import { isFor, type Shared } from "./resources/shared.ts";
import type { Member } from "./members.ts";

/** Whose board it is, of what was shared. */
export interface BoardOf {
  resource: string;
  /** The member in whose own document they keep what is theirs. */
  member: string;
}

/** An entry of `drawings` of the staff's document, under {@link boardKey}. */
export interface BoardEntry {
  /** When something was first drawn on it. */
  at: number;
  /** The copies of it that the class is shown, or was a moment ago; and when the last was made. */
  copies?: string[];
  copiedAt?: number;
  /** The member on whose board all of it stands too, since the two are one (J-7). */
  into?: string;
}

/** `marks` of a board, or of the copy of one that is shown, the oldest first. */
export function marks(board: Y.Doc): Y.Array<Mark> {
  return board.getArray<Mark>("marks");
}

/** `rubbed` of a board: the lines that were taken off it and can be put back. */
export function rubbed(board: Y.Doc): Y.Map<true> {
  return board.getMap<true>("rubbed");
}

/** `drawings` of the staff's document: the boards on which something was drawn. */
export function boards(staff: Y.Doc): Y.Map<BoardEntry> {
  return staff.getMap<BoardEntry>("drawings");
}

export function boardKey({ resource, member }: BoardOf): string {
  return `${resource} ${member}`;
}

/** Takes away all that stands on a board, or on a copy. */
export function emptyBoard(board: Y.Doc): void {
  marks(board).delete(0, marks(board).length);
  rubbed(board).clear();
}

/** Every board on which something was drawn, also where it stands on another by now. */
export function allBoards(staff: Y.Doc): (BoardOf & BoardEntry)[] {
  return [...boards(staff)].map(([key, entry]) => {
    const [resource, member] = key.split(" ");
    return { resource, member, ...entry };
  });
}

/** Whether somebody of the class sees a copy of a board now. */
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

/** Takes copies out of what is shown, and of what was when it was taken back. */
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
