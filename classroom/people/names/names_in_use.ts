/** The names of a class that are somebody's, by which people can come back. */
import type * as Y from "yjs";
import { members } from "../../model/layout.ts";
import { keepsName } from "../../model/members.ts";
import { membersOf } from "../../model/persons.ts";

/** Writes a person's name wherever those who are this person bear it, so that everybody reads the same. */
export function copyName(session: Y.Doc, person: string): void {
  const name = members(session).get(person)?.name ?? "";
  for (const id of membersOf(session, person)) {
    const entry = members(session).get(id);
    if (!entry || entry.name === name) continue;
    members(session).set(id, { ...entry, name });
  }
}

/** The names in use, by which people can come back, except those of one person. */
export function namesOfOthers(session: Y.Doc, person: string): string[] {
  const theirs = new Set(membersOf(session, person));
  const entryOf = (id: string) => members(session).get(id);
  return [...members(session)]
    .filter(([id]) => !theirs.has(id) && keepsName(entryOf, id))
    .flatMap(([, { name, joinedAs = name }]) => [name, joinedAs]);
}
