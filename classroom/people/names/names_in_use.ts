import type * as Y from "yjs";
import { isNameReserved } from "../../model/members.ts";
import { membersOfPerson } from "../../model/persons.ts";
import { members } from "../../model/roots.ts";

export function copyNameToMerged(session: Y.Doc, person: string): void {
  const name = members(session).get(person)?.name ?? "";
  for (const id of membersOfPerson(session, person)) {
    const entry = members(session).get(id);
    if (!entry || entry.name === name) continue;
    members(session).set(id, { ...entry, name });
  }
}

/** Reserved names of all other people, with the former names of aliases. */
export function namesOfOthers(session: Y.Doc, person: string): string[] {
  const ownIds = new Set(membersOfPerson(session, person));
  const entryOf = (id: string) => members(session).get(id);
  return [...members(session)]
    .filter(([id]) => !ownIds.has(id) && isNameReserved(entryOf, id))
    .flatMap(([, { name, joinedAs = name }]) => [name, joinedAs]);
}
