/** Group membership over time (B-16), from the record of placements. Pure. */
import type { Placement } from "./groups.ts";

/** Times in ms; `until` null: still there. */
export interface Stay {
  member: string;
  room: string;
  from: number;
  until: number | null;
}

export interface OpenRange {
  from: number;
  until: number | null;
}

/** In order of beginning. */
export function staysOf(record: Iterable<Placement>): Stay[] {
  const stays: Stay[] = [];
  const open = new Map<string, Stay>();
  for (const entry of record) {
    if (entry.kind !== "placed") continue;
    for (const [member, room] of Object.entries(entry.rooms)) {
      const before = open.get(member);
      if (before) before.until = entry.at;
      open.delete(member);
      if (room === null) continue;
      const stay = { member, room, from: entry.at, until: null };
      open.set(member, stay);
      stays.push(stay);
    }
  }
  return stays;
}

export function openingsOf(record: Iterable<Placement>): OpenRange[] {
  const openings: OpenRange[] = [];
  for (const { at, kind } of record) {
    const last = openings.at(-1);
    if (kind === "opened" && last?.until !== null) {
      openings.push({ from: at, until: null });
    } else if (kind === "closed" && last) last.until ??= at;
  }
  return openings;
}
