/** Who of the class list is in the class (J-8). Pure. */
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
