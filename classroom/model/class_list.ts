/** Matches the class list with the members, and orders members by it (J-8). Pure. */
import {
  type ClassListEntry,
  type Member,
  resolvePerson,
  type WaitingEntry,
} from "./members.ts";
import { nameKey } from "../../formats/name_keys.ts";

/** A listed name: in the class, waiting for it to begin (S-7), or missing. */
export interface ListedStudent extends ClassListEntry {
  readonly id: string;
  readonly is: "in" | "early" | "missing";
}

/** Lists the names of the class list in order, with the members who joined under them. */
export function matchClassList(
  list: Readonly<Record<string, ClassListEntry>>,
  waiting: Iterable<WaitingEntry>,
  memberOf: (id: string) => Member | undefined,
): ListedStudent[] {
  const waitingNameKeys = new Set(
    [...waiting].filter(({ kind }) => kind === "start")
      .map(({ name }) => nameKey(name)),
  );
  return Object.entries(list)
    .map(([id, entry]): ListedStudent => {
      const person = entry.member && resolvePerson(memberOf, entry.member);
      const member = person ? memberOf(person) : undefined;
      if (member && !member.removed) {
        return { ...entry, id, member: person, is: "in" };
      }
      const is = waitingNameKeys.has(nameKey(entry.name)) ? "early" : "missing";
      return { ...entry, id, is };
    })
    .sort((a, b) => a.order - b.order);
}

/** `place`: position in the class list; absent: not listed, or unknown to the page. */
export interface WithListPlace {
  readonly place?: number;
}

/** Adds each student's place in the class list. Staff get -1, as they come first. */
export function addListPlaces(
  members: Readonly<Record<string, Member>>,
  list: Readonly<Record<string, ClassListEntry>>,
): Readonly<Record<string, Member & WithListPlace>> {
  const entries = Object.values(list);
  if (entries.length === 0) return members;
  const places = new Map<string, number>();
  for (const { member, order } of entries) {
    if (member === undefined) continue;
    const person = resolvePerson((id) => members[id], member);
    places.set(person, Math.min(order, places.get(person) ?? order));
  }
  return Object.fromEntries(
    Object.entries(members).map(([id, member]) => {
      const place = member.role === "student" ? places.get(id) : -1;
      return [id, place === undefined ? member : { ...member, place }];
    }),
  );
}

/** Members without a place come last. */
export function compareListPlaces(a: WithListPlace, b: WithListPlace): number {
  if (a.place === b.place) return 0;
  return (a.place ?? Infinity) - (b.place ?? Infinity);
}
