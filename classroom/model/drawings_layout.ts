import type * as Y from "yjs";
import type { BoardEntry, BoardId } from "./drawing.ts";
import type { ClassDocuments } from "./layout.ts";
import {
  isSharedWithRoom,
  type SharedResource,
} from "./resources/shared_resources.ts";
import type { Member } from "./members.ts";
import { drawnShapes, erasedLines, sharedResources } from "./roots.ts";
import { boardEntries, resourceSecrets } from "./staff_roots.ts";

export function boardKey({ resource, member }: BoardId): string {
  return `${resource} ${member}`;
}

export function clearBoard(board: Y.Doc): void {
  drawnShapes(board).delete(0, drawnShapes(board).length);
  erasedLines(board).clear();
}

/** All boards that have had shapes, also those whose author has become an alias. */
export function listBoards(staff: Y.Doc): (BoardId & BoardEntry)[] {
  return [...boardEntries(staff)].map(([key, entry]) => {
    const [resource, member] = key.split(" ");
    return { resource, member, ...entry };
  });
}

export function isCopyShownTo(
  session: Y.Doc,
  copy: string,
  { removed, role, room }: Pick<Member, "removed" | "role" | "room">,
): boolean {
  return sharedResources(session).toArray().some((resource) =>
    resource.shown?.some(({ id }) => id === copy) &&
    (role !== "student" || !removed && isSharedWithRoom(resource, room))
  );
}

/** Removes copies from shared resources and from those taken back. */
export function removeCopies(
  { session, staff }: ClassDocuments,
  copies: ReadonlySet<string>,
): void {
  const without = ({ shown, ...rest }: SharedResource): SharedResource => {
    const left = shown?.filter(({ id }) => !copies.has(id)) ?? [];
    return (left.length > 0
      ? { ...rest, shown: left }
      : rest) as SharedResource;
  };
  const hasCopies = (resource: SharedResource) =>
    resource.shown?.some(({ id }) => copies.has(id));
  sharedResources(session).toArray().forEach((resource, index) => {
    if (!hasCopies(resource)) return;
    sharedResources(session).delete(index);
    sharedResources(session).insert(index, [without(resource)]);
  });
  for (const [id, secret] of [...resourceSecrets(staff)]) {
    const { taken } = secret;
    if (!taken || !hasCopies(taken)) continue;
    resourceSecrets(staff).set(id, { ...secret, taken: without(taken) });
  }
}
