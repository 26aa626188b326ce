/** Sorts names with numbers: "Student 2" before "Student 10". */
import { language } from "../locales/current.ts";

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
