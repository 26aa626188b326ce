/** Number of groups for a class (B-8). Pure; the page shows it in advance. */
import type { GroupRules } from "./allocator.ts";

/**
 * In pairs nobody is left alone: the last group has three. With automatic groups, `capacity` is a maximum,
 * and the next student joins the one who is alone.
 */
export function countGroups(
  students: number,
  { auto, capacity }: Pick<GroupRules, "auto" | "capacity">,
): number {
  const size = capacity ?? Infinity;
  if (size === 2 && !auto) return Math.max(1, Math.floor(students / size));
  return Math.ceil(students / size);
}
