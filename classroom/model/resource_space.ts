import { bounds } from "./bounds.ts";
import type { ClassDocuments } from "./layout.ts";
import { listPages } from "./pages_layout.ts";
import { refusal } from "./refuse.ts";
import {
  isCheck,
  type ResourceSecret,
  type SharedResource,
} from "./resources/shared_resources.ts";
import { countAnonymousVotes } from "./resources_layout.ts";
import { sharedResources } from "./roots.ts";
import {
  answerSheets,
  resourceSecrets,
  wallQuestionAuthors,
} from "./staff_roots.ts";

/**
 * Refuses another resource in a full class, since each device loads all. If needed, frees space from resources taken
 * back, oldest first: deletes unused ones and the initial text of pages, which the record does not need.
 */
export function requireResourceSpace(
  docs: ClassDocuments,
  next: SharedResource,
  secret: ResourceSecret,
): void {
  const resources = sharedResources(docs.session).toArray();
  const secrets = resourceSecrets(docs.staff);
  if (resources.length >= bounds.resources) {
    throw refusal("resources-full", { most: bounds.resources });
  }
  let excessBytes = jsonBytes([resources, next, secrets.toJSON(), secret]) -
    bounds.resourcesBytes;
  const shrunk = new Map<string, ResourceSecret | null>();
  for (
    const [id, takenSecret] of excessBytes > 0
      ? listTakenBack(docs, next.id)
      : []
  ) {
    if (excessBytes <= 0) break;
    const { text: _, ...rest } = takenSecret;
    const shrunkSecret = isUsed(docs, takenSecret.taken) ? rest : null;
    excessBytes -= jsonBytes(takenSecret) - jsonBytes(shrunkSecret);
    shrunk.set(id, shrunkSecret);
  }
  if (excessBytes > 0) throw refusal("resources-too-long");
  for (const [id, shrunkSecret] of shrunk) {
    if (shrunkSecret) secrets.set(id, shrunkSecret);
    else secrets.delete(id);
  }
}

type TakenSecret = ResourceSecret & { taken: SharedResource };

function listTakenBack(
  { staff }: ClassDocuments,
  exceptId: string,
): [id: string, secret: TakenSecret][] {
  return [...resourceSecrets(staff)]
    .filter((entry): entry is [string, TakenSecret] =>
      entry[1].taken !== undefined && entry[0] !== exceptId
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
  return countAnonymousVotes(staff, id) > 0 ||
    [...answerSheets(staff).keys()].some((key) => key.startsWith(`${id} `));
}

const jsonBytes = (value: unknown): number =>
  new TextEncoder().encode(JSON.stringify(value)).length;
