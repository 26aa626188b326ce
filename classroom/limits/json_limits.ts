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
  const isWithin = (part: unknown, depth: number): boolean => {
    if (--left < 0) return false;
    if (typeof part !== "object" || part === null) return true;
    if (depth === 0) return false;
    const children = Array.isArray(part) ? part : Object.values(part);
    return children.length <= maxEntries &&
      children.every((child) => isWithin(child, depth - 1));
  };
  return isWithin(value, maxDepth);
}
