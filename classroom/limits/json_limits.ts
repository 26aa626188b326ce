/** Checks JSON before a schema, which would read every element before it counts them. Pure. */

const maxDepth = 16;

/**
 * Whether no list or object has more than `maxEntries` entries, there are at most `maxValues` values, lists and objects
 * together, and nesting is bounded.
 */
export function isWithinJsonLimits(
  value: unknown,
  maxEntries: number,
  maxValues = Infinity,
): boolean {
  let left = maxValues;
  const isWithin = (it: unknown, depth: number): boolean => {
    if (--left < 0) return false;
    if (typeof it !== "object" || it === null) return true;
    if (depth === 0) return false;
    const inner = Array.isArray(it) ? it : Object.values(it);
    return inner.length <= maxEntries &&
      inner.every((one) => isWithin(one, depth - 1));
  };
  return isWithin(value, maxDepth);
}
