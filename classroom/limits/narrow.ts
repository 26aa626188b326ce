/** A cheap look at JSON before a schema goes through it: schemas read every element before they count them. Pure. */

/** How deep what we read nests at the most. */
const deepest = 16;

/** Whether no list and no object in a JSON value has more than so many entries, and none nests without end. */
export function isNarrow(
  value: unknown,
  most: number,
  depth: number = deepest,
): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (depth === 0) return false;
  const inner = Array.isArray(value) ? value : Object.values(value);
  return inner.length <= most &&
    inner.every((it) => isNarrow(it, most, depth - 1));
}
