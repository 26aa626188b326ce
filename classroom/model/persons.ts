/** Finds the person and the seat of an alias in a session's document (J-7), which `people/merging.ts` writes. */
import type * as Y from "yjs";
import { documentNames } from "./documents.ts";
import { resolvePerson, resolveSeat } from "./members.ts";
import { members } from "./roots.ts";

export function findPerson(session: Y.Doc, member: string): string {
  return resolvePerson((id) => members(session).get(id), member);
}

/** The member in whose own document this member's private data is. */
export function findSeat(session: Y.Doc, member: string): string {
  return resolveSeat((id) => members(session).get(id), member);
}

/**
 * The key of the quotas that a member uses: the person's, or another one for all unconfirmed devices of that person
 * together. So they use up nothing of the person's, and many of them have no more than one new member (ACCESS-6).
 */
export function quotaKey(session: Y.Doc, member: string): string {
  const person = findPerson(session, member);
  const seat = members(session).get(findSeat(session, member));
  return seat?.byName ? `${person} by name` : person;
}

/** Makes a test whether a member uses the same quotas as this one. */
export function makeQuotaTest(
  session: Y.Doc,
  member: string,
): (other: string) => boolean {
  const key = quotaKey(session, member);
  return (otherMember) => quotaKey(session, otherMember) === key;
}

/** Whether two members share private data, which two aliases of one person need not. */
export function isSameSeat(
  session: Y.Doc,
  member: string,
  otherMember: string,
): boolean {
  return member === otherMember ||
    findSeat(session, member) === findSeat(session, otherMember);
}

export function isSamePerson(
  session: Y.Doc,
  member: string,
  otherMember: string,
): boolean {
  return member === otherMember ||
    findPerson(session, member) === findPerson(session, otherMember);
}

/** The ids under which the seat's devices have written: its own first, then those of its confirmed aliases. */
export function membersOfSeat(session: Y.Doc, seat: string): string[] {
  return membersOfPerson(session, findPerson(session, seat))
    .filter((id) => isSameSeat(session, id, seat))
    .sort((a, b) => Number(b === seat) - Number(a === seat));
}

/** The person's id first, then those of its aliases. */
export function membersOfPerson(session: Y.Doc, person: string): string[] {
  const merged = [...members(session)].flatMap(([id, { mergedInto }]) =>
    mergedInto !== undefined && id !== person &&
      findPerson(session, id) === person
      ? id
      : []
  );
  return [person, ...merged];
}

/** {@link membersOfPerson} of everybody at once. */
export function membersByPerson(session: Y.Doc): Map<string, string[]> {
  const idsByPerson = new Map<string, string[]>();
  const merged: [id: string, person: string][] = [];
  for (const [id, { mergedInto }] of members(session)) {
    if (mergedInto === undefined) idsByPerson.set(id, [id]);
    else merged.push([id, findPerson(session, id)]);
  }
  for (const [id, person] of merged) idsByPerson.get(person)?.push(id);
  return idsByPerson;
}

/** The name of the own document that the member's devices use. */
export function ownDocumentName(
  session: Y.Doc,
  s: string,
  member: string,
): string {
  return documentNames.member(s, findSeat(session, member));
}

/** The members that a member is an alias of, step by step; the last is the person. */
function mergeTargets(session: Y.Doc, member: string): string[] {
  const chain: string[] = [];
  // The bound ends a cycle in a damaged document.
  for (let id = member; chain.length < 100;) {
    const into = members(session).get(id)?.mergedInto;
    if (into === undefined) break;
    chain.push(id = into);
  }
  return chain;
}

/** Names of the own documents of a member and of those that it is an alias of, its own first. */
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
