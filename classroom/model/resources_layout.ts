/** Typed access to shared resources and answers (`resources/shared.ts`). */
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

/** `resources` of the session's document: what students have, oldest first. */
export function resources(session: Y.Doc): Y.Array<Shared> {
  return session.getArray<Shared>("resources");
}

/** By id, including resources taken back. */
export function secrets(staff: Y.Doc): Y.Map<ResourceSecret> {
  return staff.getMap<ResourceSecret>("resources");
}

/** Under {@link sheetKey}. */
export function sheets(staff: Y.Doc): Y.Map<AnswerSheet | Ballot> {
  return staff.getMap<AnswerSheet | Ballot>("answers");
}

export function onPresent(staff: Y.Doc): Y.Map<OnPresent> {
  return staff.getMap<OnPresent>("present");
}

export function ownSheets(own: Y.Doc): Y.Map<OwnSheet> {
  return own.getMap<OwnSheet>("answers");
}

export function sheetKey(resource: string, member: string): string {
  return `${resource} ${member}`;
}

/** A shared resource of one of these kinds; undefined: none. */
export function sharedNow<K extends SharedKind = SharedKind>(
  session: Y.Doc,
  id: string | undefined,
  ...kinds: K[]
): SharedAs<K> | undefined {
  const found = resources(session).toArray().find((it) => it.id === id);
  return ofKind(found, kinds);
}

export function findShared<K extends SharedKind>(
  session: Y.Doc,
  id: string,
  ...kinds: K[]
): SharedAs<K> {
  const found = sharedNow(session, id, ...kinds);
  if (!found) throw new Refusal("not-found");
  return found;
}

/** Includes resources that were taken back. */
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

/** Takes a resource back from students; the record keeps it. */
export function unshare(
  { session, staff }: ClassDocuments,
  taken: Shared,
  why: Pick<ResourceSecret, "withPages"> = {},
): void {
  replaceShared(session, taken.id, null);
  const secret = secrets(staff).get(taken.id) ?? {};
  secrets(staff).set(taken.id, { ...secret, ...why, taken });
}

/** Shares again what was taken back, in its former place. */
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

/** The copy of a sheet in its member's own document. */
export function ownCopy(sheet: AnswerSheet | Ballot): OwnSheet {
  if (sheet === true) return { done: true };
  const { at: _, ...own } = sheet;
  return own;
}

/**
 * Updates the copies in a member's own document from all sheets of that person: after they returned by name
 * (J-2), were merged, or separated again (J-7).
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

/** Votes in an anonymous poll, including those of erased students. */
export function votesCast(staff: Y.Doc, poll: string): number {
  const counted = votes(staff).get(poll);
  if (counted !== undefined) return counted;
  // Versions before 0.20 did not count votes.
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
