import type * as Y from "yjs";
import { refusal } from "./refuse.ts";
import type { ClassDocuments } from "./layout.ts";
import { isSameSeat } from "./persons.ts";
import {
  mergeAnswerSheets,
  mergeAnswerSheetsByPerson,
} from "./resources/results.ts";
import type {
  AnonymousVote,
  AnswerSheet,
  OwnAnswerSheet,
  ResourceKind,
  ResourceOfKind,
  ResourceSecret,
  SharedResource,
} from "./resources/shared_resources.ts";
import { members, ownAnswerSheets, sharedResources } from "./roots.ts";
import { answerSheets, resourceSecrets, voteCounts } from "./staff_roots.ts";

export function answerSheetKey(resource: string, member: string): string {
  return `${resource} ${member}`;
}

/** The shared resource with this id, if it is of one of these kinds. */
export function findShared<K extends ResourceKind = ResourceKind>(
  session: Y.Doc,
  id: string | undefined,
  ...kinds: K[]
): ResourceOfKind<K> | undefined {
  const shared = sharedResources(session).toArray().find((it) => it.id === id);
  return ofKind(shared, kinds);
}

export function requireShared<K extends ResourceKind>(
  session: Y.Doc,
  id: string,
  ...kinds: K[]
): ResourceOfKind<K> {
  const shared = findShared(session, id, ...kinds);
  if (!shared) throw refusal("not-found");
  return shared;
}

export function findSharedOrTakenBack<K extends ResourceKind = ResourceKind>(
  { session, staff }: ClassDocuments,
  id: string,
  ...kinds: K[]
): ResourceOfKind<K> | undefined {
  return findShared(session, id, ...kinds) ??
    ofKind(resourceSecrets(staff).get(id)?.taken, kinds);
}

function ofKind<K extends ResourceKind>(
  shared: SharedResource | undefined,
  kinds: readonly K[],
): ResourceOfKind<K> | undefined {
  const allowedKinds: readonly ResourceKind[] = kinds;
  const fits = allowedKinds.length === 0 ||
    shared && allowedKinds.includes(shared.kind);
  return fits ? shared as ResourceOfKind<K> | undefined : undefined;
}

export function replaceShared(
  session: Y.Doc,
  id: string,
  next: SharedResource | null,
): void {
  const list = sharedResources(session);
  const index = list.toArray().findIndex((it) => it.id === id);
  if (index < 0) throw refusal("not-found");
  list.delete(index);
  if (next) list.insert(index, [next]);
}

/** Takes a resource back from students. The staff's document keeps it for the record. */
export function takeResourceBack(
  { session, staff }: ClassDocuments,
  shared: SharedResource,
  reason: Pick<ResourceSecret, "withPages"> = {},
): void {
  replaceShared(session, shared.id, null);
  const secret = resourceSecrets(staff).get(shared.id) ?? {};
  resourceSecrets(staff).set(shared.id, {
    ...secret,
    ...reason,
    taken: shared,
  });
}

/** Shares again a resource that was taken back, in its former place. */
export function shareAgain(
  { session, staff }: ClassDocuments,
  shared: SharedResource,
): void {
  const resources = sharedResources(session).toArray();
  const newer = resources.findIndex(({ at }) => at > shared.at);
  sharedResources(session).insert(newer < 0 ? resources.length : newer, [
    shared,
  ]);
  const { taken: _, withPages: __, ...secret } =
    resourceSecrets(staff).get(shared.id) ?? {};
  resourceSecrets(staff).set(shared.id, secret);
}

export function answerSheetsByPerson(
  session: Y.Doc,
  staff: Y.Doc,
  resource: string,
): Map<string, AnswerSheet | AnonymousVote> {
  const keyPrefix = `${resource} `;
  const allAnswerSheets = [...answerSheets(staff)].filter(([key]) =>
    key.startsWith(keyPrefix)
  )
    .map(([key, answerSheet]) =>
      [key.slice(keyPrefix.length), answerSheet] as const
    );
  return mergeAnswerSheetsByPerson(
    allAnswerSheets,
    (member) => members(session).get(member),
  );
}

export function toOwnAnswerSheet(
  answerSheet: AnswerSheet | AnonymousVote,
): OwnAnswerSheet {
  if (answerSheet === true) return { done: true };
  const { at: _, ...ownAnswerSheet } = answerSheet;
  return ownAnswerSheet;
}

/**
 * Updates the copies in a member's own document from all sheets of the seat, when an alias is made or separated (J-2,
 * J-7).
 */
export function updateOwnAnswerSheets(
  { session, staff }: ClassDocuments,
  ownDocument: Y.Doc,
  seat: string,
): void {
  const answerSheetByResource = new Map<string, AnswerSheet | AnonymousVote>();
  for (const [key, answerSheet] of answerSheets(staff)) {
    const [resource, member] = key.split(" ");
    if (!isSameSeat(session, member, seat)) continue;
    answerSheetByResource.set(
      resource,
      mergeAnswerSheets(answerSheetByResource.get(resource), answerSheet),
    );
  }
  const copies = ownAnswerSheets(ownDocument);
  for (const id of [...copies.keys()]) {
    if (!answerSheetByResource.has(id)) copies.delete(id);
  }
  for (const [id, answerSheet] of answerSheetByResource) {
    const copy = toOwnAnswerSheet(answerSheet);
    if (JSON.stringify(copies.get(id)) === JSON.stringify(copy)) continue;
    copies.set(id, copy);
  }
}

/** Number of votes in an anonymous poll, including those of erased students. */
export function countAnonymousVotes(staff: Y.Doc, poll: string): number {
  const counted = voteCounts(staff).get(poll);
  if (counted !== undefined) return counted;
  // Versions before 0.20 did not count votes.
  let count = resourceSecrets(staff).get(poll)?.erased ?? 0;
  for (const [key, answerSheet] of answerSheets(staff)) {
    if (answerSheet === true && key.startsWith(`${poll} `)) count++;
  }
  return count;
}
