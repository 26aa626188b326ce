/** Stays of students in groups (B-16), from the record of placements. Pure. */
import type { PlacementEvent } from "./groups.ts";

/** Times in ms; `until` null: the stay goes on. */
export interface GroupStay {
  member: string;
  room: string;
  from: number;
  until: number | null;
}

export interface TimeRange {
  from: number;
  until: number | null;
}

export function listGroupStays(record: Iterable<PlacementEvent>): GroupStay[] {
  const stays: GroupStay[] = [];
  const openStays = new Map<string, GroupStay>();
  for (const entry of record) {
    if (entry.kind !== "placed") continue;
    for (const [member, room] of Object.entries(entry.rooms)) {
      const previousStay = openStays.get(member);
      if (previousStay) previousStay.until = entry.at;
      openStays.delete(member);
      if (room === null) continue;
      const stay = { member, room, from: entry.at, until: null };
      openStays.set(member, stay);
      stays.push(stay);
    }
  }
  return stays;
}

export function listOpenTimes(record: Iterable<PlacementEvent>): TimeRange[] {
  const openings: TimeRange[] = [];
  for (const { at, kind } of record) {
    const last = openings.at(-1);
    if (kind === "opened" && last?.until !== null) {
      openings.push({ from: at, until: null });
    } else if (kind === "closed" && last) last.until ??= at;
  }
  return openings;
}
