/** Checks JSON before a schema, which would read every element before it counts them. Pure. */

const maxDepth = 16;

/** Whether no list or object has more than `maxEntries` entries, and nesting is bounded. */
export function isWithinJsonLimits(
  value: unknown,
  maxEntries: number,
  depth: number = maxDepth,
): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (depth === 0) return false;
  const inner = Array.isArray(value) ? value : Object.values(value);
  return inner.length <= maxEntries &&
    inner.every((it) => isWithinJsonLimits(it, maxEntries, depth - 1));
}
