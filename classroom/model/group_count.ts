/** How many groups a class is spread over (B-8). Pure, and known to the page that says so before it is done. */
import type { Rules } from "./allocator.ts";

/**
 * How many groups so many students make of a size. In pairs nobody is left alone: the last is a group of three. Where
 * groups are made automatically the size is the most that one takes, and whoever joins next comes to who is alone.
 */
export function groupsFor(
  students: number,
  { auto, capacity }: Pick<Rules, "auto" | "capacity">,
): number {
  const size = capacity ?? Infinity;
  if (size === 2 && !auto) return Math.max(1, Math.floor(students / size));
  return Math.ceil(students / size);
}
