import { compareNames } from "../../formats/name_order.ts";
import { compareListPlaces, type WithListPlace } from "./class_list.ts";

/** Compares members by place in the class list, then by name, then by time of joining. */
export function compareMembers(
  a: WithListPlace & { name: string; joinedAt?: number },
  b: WithListPlace & { name: string; joinedAt?: number },
): number {
  return compareListPlaces(a, b) || compareNames(a.name, b.name) ||
    (a.joinedAt ?? 0) - (b.joinedAt ?? 0);
}
