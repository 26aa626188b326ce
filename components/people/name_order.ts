/** Sorts names with numbers: "Student 2" before "Student 10". */
import {
  compareListPlaces,
  type WithListPlace,
} from "../../classroom/model/class_list.ts";
import { language } from "../../locales/current.ts";

/** The last collator, kept because making one takes longer than a hundred comparisons. */
let last: { formats: string; order: Intl.Collator } | undefined;

/** Compares names in the order of the page's language; in Chinese by strokes. */
export function compareNames(a: string, b: string): number {
  const { formats } = language();
  if (last?.formats !== formats) {
    last = { formats, order: new Intl.Collator(formats, { numeric: true }) };
  }
  return last.order.compare(a, b);
}

/** Compares members by place in the class list, then by name, then by time of joining. */
export function compareMembers(
  a: WithListPlace & { name: string; joinedAt?: number },
  b: WithListPlace & { name: string; joinedAt?: number },
): number {
  return compareListPlaces(a, b) || compareNames(a.name, b.name) ||
    (a.joinedAt ?? 0) - (b.joinedAt ?? 0);
}
