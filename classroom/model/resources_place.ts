/** Enforces the bounds `resources` and `resourcesBytes` of a class. */
import { bounds } from "./bounds.ts";
import type { ClassDocuments } from "./layout.ts";
import { allPages } from "./pages_layout.ts";
import { refusal } from "./refuse.ts";
import {
  isCheck,
  type ResourceSecret,
  type Shared,
} from "./resources/shared.ts";
import { resources, secrets, sheets, votesCast } from "./resources_layout.ts";
import { wishOwners } from "./wall_layout.ts";

/**
 * Refuses another resource in a full class, since each device loads all. Frees space from resources taken
 * back, oldest first: deletes unused ones, and the initial text of pages. The record needs neither.
 */
export function requirePlace(
  docs: ClassDocuments,
  next: Shared,
  secret: ResourceSecret,
): void {
  const all = resources(docs.session).toArray();
  const theirs = secrets(docs.staff);
  if (all.length >= bounds.resources) {
    throw refusal("resources-full", { most: bounds.resources });
  }
  let over = bytesOf([all, next, theirs.toJSON(), secret]) -
    bounds.resourcesBytes;
  const smaller = new Map<string, ResourceSecret | null>();
  for (const [id, before] of over > 0 ? takenBack(docs, next.id) : []) {
    if (over <= 0) break;
    const { text: _, ...rest } = before;
    const after = isUsed(docs, before.taken) ? rest : null;
    over -= bytesOf(before) - bytesOf(after);
    smaller.set(id, after);
  }
  if (over > 0) throw refusal("resources-too-long");
  for (const [id, after] of smaller) {
    if (after) theirs.set(id, after);
    else theirs.delete(id);
  }
}

type Taken = ResourceSecret & { taken: Shared };

function takenBack(
  { staff }: ClassDocuments,
  but: string,
): [id: string, secret: Taken][] {
  return [...secrets(staff)]
    .filter((it): it is [string, Taken] =>
      it[1].taken !== undefined && it[0] !== but
    )
    .sort(([, a], [, b]) => a.taken.at - b.taken.at);
}

function isUsed({ session, staff }: ClassDocuments, shared: Shared): boolean {
  const { id } = shared;
  if (shared.kind === "page") {
    return shared.from !== undefined ||
      allPages(session).some(({ resource }) => resource === id);
  }
  if (shared.kind === "wall") {
    return [...wishOwners(staff).values()]
      .some((it) => it.hidden?.resource === id);
  }
  if (!isCheck(shared)) return true;
  return votesCast(staff, id) > 0 ||
    [...sheets(staff).keys()].some((key) => key.startsWith(`${id} `));
}

const bytesOf = (value: unknown): number =>
  new TextEncoder().encode(JSON.stringify(value)).length;
