/** Enforces the bounds `resources` and `resourcesBytes` of a class. */
import { bounds } from "./bounds.ts";
import type { ClassDocuments } from "./layout.ts";
import { listPages } from "./pages_layout.ts";
import { refusal } from "./refuse.ts";
import {
  isCheck,
  type ResourceSecret,
  type SharedResource,
} from "./resources/shared_resources.ts";
import {
  answerSheets,
  countVotes,
  resourceSecrets,
  sharedResources,
} from "./resources_layout.ts";
import { wallQuestionAuthors } from "./wall_layout.ts";

/**
 * Refuses another resource in a full class, since each device loads all. Frees space from resources taken
 * back, oldest first: deletes unused ones, and the initial text of pages. The record needs neither.
 */
export function requireResourceSpace(
  docs: ClassDocuments,
  next: SharedResource,
  secret: ResourceSecret,
): void {
  const all = sharedResources(docs.session).toArray();
  const theirs = resourceSecrets(docs.staff);
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

type Taken = ResourceSecret & { taken: SharedResource };

function takenBack(
  { staff }: ClassDocuments,
  but: string,
): [id: string, secret: Taken][] {
  return [...resourceSecrets(staff)]
    .filter((it): it is [string, Taken] =>
      it[1].taken !== undefined && it[0] !== but
    )
    .sort(([, a], [, b]) => a.taken.at - b.taken.at);
}

function isUsed(
  { session, staff }: ClassDocuments,
  shared: SharedResource,
): boolean {
  const { id } = shared;
  if (shared.kind === "page") {
    return shared.from !== undefined ||
      listPages(session).some(({ resource }) => resource === id);
  }
  if (shared.kind === "wall") {
    return [...wallQuestionAuthors(staff).values()]
      .some((it) => it.hidden?.resource === id);
  }
  if (!isCheck(shared)) return true;
  return countVotes(staff, id) > 0 ||
    [...answerSheets(staff).keys()].some((key) => key.startsWith(`${id} `));
}

const bytesOf = (value: unknown): number =>
  new TextEncoder().encode(JSON.stringify(value)).length;
