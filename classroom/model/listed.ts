/** Who of the class list is in the class, and the order that it gives to lists of members (J-8). Pure. */
import { type Listed, type Member, personOf, type Waiting } from "./members.ts";
import { nameKey } from "./names.ts";

/** A name of the list: in the class, waiting already for it to begin (S-7), or missing. */
export interface ListedStudent extends Listed {
  readonly id: string;
  readonly is: "in" | "early" | "missing";
}

/** The list in its order; who is in has the `member` whom they count as now. */
export function listedAmong(
  list: Readonly<Record<string, Listed>>,
  waiting: Iterable<Waiting>,
  memberOf: (id: string) => Member | undefined,
): ListedStudent[] {
  const early = new Set(
    [...waiting].filter(({ kind }) => kind === "start")
      .map(({ name }) => nameKey(name)),
  );
  return Object.entries(list)
    .map(([id, one]): ListedStudent => {
      const person = one.member && personOf(memberOf, one.member);
      const entry = person ? memberOf(person) : undefined;
      if (entry && !entry.removed) {
        return { ...one, id, member: person, is: "in" };
      }
      const is = early.has(nameKey(one.name)) ? "early" : "missing";
      return { ...one, id, is };
    })
    .sort((a, b) => a.order - b.order);
}

/** A member's place in the class list; absent: they are not on it, or nobody here knows it. */
export interface Placed {
  readonly place?: number;
}

/** Members with their places in the class list, whose order is that of the seats; who teaches stands before them. */
export function withPlaces(
  members: Readonly<Record<string, Member>>,
  list: Readonly<Record<string, Listed>>,
): Readonly<Record<string, Member & Placed>> {
  const entries = Object.values(list);
  if (entries.length === 0) return members;
  const places = new Map<string, number>();
  for (const { member, order } of entries) {
    if (member === undefined) continue;
    const person = personOf((id) => members[id], member);
    places.set(person, Math.min(order, places.get(person) ?? order));
  }
  return Object.fromEntries(
    Object.entries(members).map(([id, member]) => {
      const place = member.role === "student" ? places.get(id) : -1;
      return [id, place === undefined ? member : { ...member, place }];
    }),
  );
}

/** Compares two members by their places in the class list: who has none comes last. */
export function comparePlaces(a: Placed, b: Placed): number {
  if (a.place === b.place) return 0;
  return (a.place ?? Infinity) - (b.place ?? Infinity);
}
