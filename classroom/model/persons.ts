/** Resolves merged members in a session's document (J-7). `people/merging.ts` writes the merges. */
import type * as Y from "yjs";
import type { Tx } from "../../sync/authority.ts";
import { documentNames } from "./documents.ts";
import { members } from "./layout.ts";
import { resolvePerson, resolveSeat } from "./members.ts";

export function findPerson(session: Y.Doc, member: string): string {
  return resolvePerson((id) => members(session).get(id), member);
}

/** The member whose document has this member's private data. */
export function findSeat(session: Y.Doc, member: string): string {
  return resolveSeat((id) => members(session).get(id), member);
}

/** Whether two members share private data. Being one person is not enough for that. */
export function isSameSeat(
  session: Y.Doc,
  one: string,
  other: string,
): boolean {
  return one === other || findSeat(session, one) === findSeat(session, other);
}

export function isSamePerson(
  session: Y.Doc,
  one: string,
  other: string,
): boolean {
  return one === other ||
    findPerson(session, one) === findPerson(session, other);
}

/** The person first, then the members merged into it. */
export function membersOfPerson(session: Y.Doc, person: string): string[] {
  const merged = [...members(session)].flatMap(([id, { mergedInto }]) =>
    mergedInto !== undefined && id !== person &&
      findPerson(session, id) === person
      ? id
      : []
  );
  return [person, ...merged];
}

/** The member's own document, and one per unconfirmed device under their name (J-2). */
export function ownDocumentNames(
  session: Y.Doc,
  s: string,
  member: string,
): string[] {
  const byName = [...members(session)].flatMap(([id, entry]) =>
    entry.byName && findPerson(session, id) === member ? id : []
  );
  return [member, ...byName].map((id) => documentNames.member(s, id));
}

export function ownDocuments(
  tx: Pick<Tx, "doc">,
  session: Y.Doc,
  s: string,
  member: string,
): Y.Doc[] {
  return ownDocumentNames(session, s, member).map((name) => tx.doc(name));
}

/** The members into whom a member was merged, step by step; the last is the person. */
function mergeTargets(session: Y.Doc, member: string): string[] {
  const chain: string[] = [];
  // Bounds a cycle in a damaged document.
  for (let at = member; chain.length < 100;) {
    const into = members(session).get(at)?.mergedInto;
    if (into === undefined) break;
    chain.push(at = into);
  }
  return chain;
}

/** The own documents of a member and of those into whom it was merged, its own first. */
export function aliasDocumentNames(
  session: Y.Doc,
  s: string,
  member: string,
): string[] {
  return [member, ...mergeTargets(session, member)]
    .map((id) => documentNames.member(s, id));
}

export function namesOfMembers(
  session: Y.Doc,
  ids: readonly string[],
): string[] {
  return ids.flatMap((id) => {
    const member = members(session).get(id);
    return member ? [member.name, member.joinedAs ?? []].flat() : [];
  });
}
