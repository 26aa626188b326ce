/** Orders names with numbers: "Student 2" before "Student 10". */
import { comparePlaces, type Placed } from "../../classroom/model/listed.ts";
import { language } from "../../locales/current.ts";

/** Cached: making one takes longer than a hundred comparisons. */
let last: { formats: string; order: Intl.Collator } | undefined;

/** In the order of the page's language: Chinese names by strokes. */
export function compareNames(a: string, b: string): number {
  const { formats } = language();
  if (last?.formats !== formats) {
    last = { formats, order: new Intl.Collator(formats, { numeric: true }) };
  }
  return last.order.compare(a, b);
}

/** By place in the class list, then name, then time of joining. */
export function compareMembers(
  a: Placed & { name: string; joinedAt?: number },
  b: Placed & { name: string; joinedAt?: number },
): number {
  return comparePlaces(a, b) || compareNames(a.name, b.name) ||
    (a.joinedAt ?? 0) - (b.joinedAt ?? 0);
}
