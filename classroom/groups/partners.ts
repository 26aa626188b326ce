/** Counts past meetings, which **New partners** avoids (B-8). */
import type { PlacedStudent } from "../model/allocator.ts";
import type { PlacementEvent } from "../model/groups.ts";

/** Number of meetings per pair; each pair is stored only in one order. */
export type MeetingCounts = Map<string, Map<string, number>>;

/**
 * Counts meetings in open rooms. Being in one closed group now counts, too, so that prepared groups are not repeated.
 */
export function countMeetings(
  record: Iterable<PlacementEvent>,
  now: readonly PlacedStudent[],
): MeetingCounts {
  const met: MeetingCounts = new Map();
  const rooms = new Map<string, Set<string>>();
  const at = new Map<string, string>();
  let open = false;
  for (const entry of record) {
    if (entry.kind === "placed") {
      const came: string[] = [];
      for (const [member, room] of Object.entries(entry.rooms)) {
        rooms.get(at.get(member) ?? "")?.delete(member);
        at.delete(member);
        if (room === null) continue;
        at.set(member, room);
        came.push(member);
      }
      for (const member of came) {
        const others = peopleIn(rooms, at.get(member) ?? "");
        if (open) others.forEach((other) => countMeeting(met, member, other));
        others.add(member);
      }
    } else {
      const opens = entry.kind === "opened" && !open;
      open = entry.kind === "opened";
      if (opens) rooms.forEach((people) => countMeetingsAmong(met, people));
    }
  }
  if (!open) groupsOf(now).forEach((people) => countMeetingsAmong(met, people));
  return met;
}

function peopleIn(rooms: Map<string, Set<string>>, room: string): Set<string> {
  const people = rooms.get(room) ?? new Set();
  rooms.set(room, people);
  return people;
}

function groupsOf(
  students: readonly PlacedStudent[],
): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>();
  for (const { id, room } of students) {
    if (room !== null) peopleIn(groups, room).add(id);
  }
  return groups;
}

function countMeetingsAmong(
  met: MeetingCounts,
  people: ReadonlySet<string>,
): void {
  const all = [...people];
  all.forEach((a, i) =>
    all.slice(i + 1).forEach((b) => countMeeting(met, a, b))
  );
}

function countMeeting(met: MeetingCounts, a: string, b: string): void {
  const [one, other] = a < b ? [a, b] : [b, a];
  const others = met.get(one) ?? new Map<string, number>();
  others.set(other, (others.get(other) ?? 0) + 1);
  met.set(one, others);
}
