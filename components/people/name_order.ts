/** The order of names in a list: as people count, so that "Student 2" comes before "Student 10". */
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
