/** Checks JSON before a schema, which would read every element before it counts them. Pure. */

const deepest = 16;

/** Whether no list or object has more than `most` entries, and nesting is bounded. */
export function isWithinJsonLimits(
  value: unknown,
  most: number,
  depth: number = deepest,
): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (depth === 0) return false;
  const inner = Array.isArray(value) ? value : Object.values(value);
  return inner.length <= most &&
    inner.every((it) => isWithinJsonLimits(it, most, depth - 1));
}
