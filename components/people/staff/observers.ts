/** Who looks on in a class (S-8), as everybody in it is told: online or not, as long as they may. Pure. */
import type { Member } from "../../../classroom/model/members.ts";

/** An observer, by their member id. */
export interface Observer {
  readonly id: string;
  readonly name: string;
}

/** The observers among the members, who came first stands first. */
export function observersOf(
  members: Readonly<Record<string, Member>>,
): Observer[] {
  return Object.entries(members)
    .filter(([, { role, removed }]) => role === "observer" && !removed)
    .sort(([, a], [, b]) => a.joinedAt - b.joinedAt)
    .map(([id, { name }]) => ({ id, name }));
}
