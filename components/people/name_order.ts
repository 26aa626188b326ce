/** The order of names and of members in a list: as people count, so that "Student 2" comes before "Student 10". */
import { comparePlaces, type Placed } from "../../classroom/model/listed.ts";
import { language } from "../../locales/current.ts";

/** The last language's order: making one takes longer than comparing a hundred names. */
let last: { formats: string; order: Intl.Collator } | undefined;

/** Compares two names for a list, as the page's language orders them: Chinese ones by strokes. */
export function compareNames(a: string, b: string): number {
  const { formats } = language();
  if (last?.formats !== formats) {
    last = { formats, order: new Intl.Collator(formats, { numeric: true }) };
  }
  return last.order.compare(a, b);
}

/** Compares two members for a list: by their places in the class list, then by name, then by who came first. */
export function compareMembers(
  a: Placed & { name: string; joinedAt?: number },
  b: Placed & { name: string; joinedAt?: number },
): number {
  return comparePlaces(a, b) || compareNames(a.name, b.name) ||
    (a.joinedAt ?? 0) - (b.joinedAt ?? 0);
}
