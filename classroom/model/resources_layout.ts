/** Where the documents of a class have what is shared in it, and the answers to it (`resources/shared.ts`). */
import type * as Y from "yjs";
import { Refusal } from "../../sync/refusal.ts";
import type { ClassDocuments } from "./layout.ts";
import { isSamePerson, personIn } from "./persons.ts";
import { byPerson, mergedSheets } from "./resources/results.ts";
import type {
  AnswerSheet,
  Ballot,
  OnPresent,
  OwnSheet,
  ResourceSecret,
  Shared,
  SharedAs,
  SharedKind,
} from "./resources/shared.ts";

/** `resources` of the session's document: what students have, the oldest first. */
export function resources(session: Y.Doc): Y.Array<Shared> {
  return session.getArray<Shared>("resources");
}

/** `resources` of the staff's document, by id; also of those that were taken back. */
export function secrets(staff: Y.Doc): Y.Map<ResourceSecret> {
  return staff.getMap<ResourceSecret>("resources");
}

/** `answers` of the staff's document, under {@link sheetKey}. */
export function sheets(staff: Y.Doc): Y.Map<AnswerSheet | Ballot> {
  return staff.getMap<AnswerSheet | Ballot>("answers");
}

/** `present` of the staff's document: what the projector shows, under `chosen`. */
export function onPresent(staff: Y.Doc): Y.Map<OnPresent> {
  return staff.getMap<OnPresent>("present");
}

/** `answers` of a member's own document. */
export function ownSheets(own: Y.Doc): Y.Map<OwnSheet> {
  return own.getMap<OwnSheet>("answers");
}

/** The key of a sheet. */
export function sheetKey(resource: string, member: string): string {
  return `${resource} ${member}`;
}

/** What students have under this id; undefined: nothing, or nothing of these kinds. */
export function sharedNow<K extends SharedKind = SharedKind>(
  session: Y.Doc,
  id: string | undefined,
  ...kinds: K[]
): SharedAs<K> | undefined {
  const found = resources(session).toArray().find((it) => it.id === id);
  return ofKind(found, kinds);
}

/** The same. Refused with `not-found` where there is none. */
export function findShared<K extends SharedKind>(
  session: Y.Doc,
  id: string,
  ...kinds: K[]
): SharedAs<K> {
  const found = sharedNow(session, id, ...kinds);
  if (!found) throw new Refusal("not-found");
  return found;
}

/** What was shared under this id, also what was taken back. */
export function findSharedOrTaken<K extends SharedKind = SharedKind>(
  { session, staff }: ClassDocuments,
  id: string,
  ...kinds: K[]
): SharedAs<K> | undefined {
  return sharedNow(session, id, ...kinds) ??
    ofKind(secrets(staff).get(id)?.taken, kinds);
}

function ofKind<K extends SharedKind>(
  shared: Shared | undefined,
  kinds: readonly K[],
): SharedAs<K> | undefined {
  const all: readonly SharedKind[] = kinds;
  const fits = all.length === 0 || shared && all.includes(shared.kind);
  return fits ? shared as SharedAs<K> | undefined : undefined;
}

/** Puts this in the place of what has its id; null takes it away. */
export function replaceShared(
  session: Y.Doc,
  id: string,
  next: Shared | null,
): void {
  const list = resources(session);
  const at = list.toArray().findIndex((it) => it.id === id);
  if (at < 0) throw new Refusal("not-found");
  list.delete(at);
  if (next) list.insert(at, [next]);
}

/** Takes away from students what they have; the record keeps it. */
export function unshare(
  { session, staff }: ClassDocuments,
  taken: Shared,
  why: Pick<ResourceSecret, "withPages"> = {},
): void {
  replaceShared(session, taken.id, null);
  const secret = secrets(staff).get(taken.id) ?? {};
  secrets(staff).set(taken.id, { ...secret, ...why, taken });
}

/** Gives students again what was taken back, in its place among the others. */
export function shareAgain(
  { session, staff }: ClassDocuments,
  shared: Shared,
): void {
  const all = resources(session).toArray();
  const newer = all.findIndex(({ at }) => at > shared.at);
  resources(session).insert(newer < 0 ? all.length : newer, [shared]);
  const { taken: _, withPages: __, ...secret } =
    secrets(staff).get(shared.id) ?? {};
  secrets(staff).set(shared.id, secret);
}

export function sheetsByPerson(
  session: Y.Doc,
  staff: Y.Doc,
  resource: string,
): Map<string, AnswerSheet | Ballot> {
  const own = `${resource} `;
  const theirs = [...sheets(staff)].filter(([key]) => key.startsWith(own))
    .map(([key, sheet]) => [key.slice(own.length), sheet] as const);
  return byPerson(theirs, (member) => personIn(session, member));
}

/** The copy of a sheet for the page of whose it is. */
export function ownCopy(sheet: AnswerSheet | Ballot): OwnSheet {
  if (sheet === true) return { done: true };
  const { at: _, ...own } = sheet;
  return own;
}

/**
 * Makes the copies in a member's own document those of all sheets that count as theirs: after they came back by a name,
 * which restores their answers (J-2), were merged, or were separated again (J-7).
 */
export function copySheets(
  { session, staff }: ClassDocuments,
  own: Y.Doc,
  seat: string,
): void {
  const mine = new Map<string, AnswerSheet | Ballot>();
  for (const [key, sheet] of sheets(staff)) {
    const [resource, member] = key.split(" ");
    if (!isSamePerson(session, member, seat)) continue;
    mine.set(resource, mergedSheets(mine.get(resource), sheet));
  }
  const copies = ownSheets(own);
  for (const id of [...copies.keys()]) if (!mine.has(id)) copies.delete(id);
  for (const [id, sheet] of mine) {
    const copy = ownCopy(sheet);
    if (JSON.stringify(copies.get(id)) === JSON.stringify(copy)) continue;
    copies.set(id, copy);
  }
}

/** How many votes were cast on an anonymous poll, also of students who were erased since. */
export function votesCast(staff: Y.Doc, poll: string): number {
  const counted = votes(staff).get(poll);
  if (counted !== undefined) return counted;
  // Versions before 0.20 did not count them.
  let count = secrets(staff).get(poll)?.erased ?? 0;
  for (const [key, sheet] of sheets(staff)) {
    if (sheet === true && key.startsWith(`${poll} `)) count++;
  }
  return count;
}

/** `votes` of the staff's document, by anonymous poll. */
export function votes(staff: Y.Doc): Y.Map<number> {
  return staff.getMap<number>("votes");
}
