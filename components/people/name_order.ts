/** The order of names in a list: as people count, so that "Student 2" comes before "Student 10". */
const collator = new Intl.Collator(undefined, { numeric: true });

/** Compares two names for a list. */
export function compareNames(a: string, b: string): number {
  return collator.compare(a, b);
}
