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
  const roomOf = new Map<string, string>();
  let open = false;
  for (const entry of record) {
    if (entry.kind === "placed") {
      const arrivals: string[] = [];
      for (const [member, room] of Object.entries(entry.rooms)) {
        rooms.get(roomOf.get(member) ?? "")?.delete(member);
        roomOf.delete(member);
        if (room === null) continue;
        roomOf.set(member, room);
        arrivals.push(member);
      }
      for (const member of arrivals) {
        const roommates = peopleIn(rooms, roomOf.get(member) ?? "");
        if (open) {
          roommates.forEach((roommate) => countMeeting(met, member, roommate));
        }
        roommates.add(member);
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
  const members = [...people];
  members.forEach((a, i) =>
    members.slice(i + 1).forEach((b) => countMeeting(met, a, b))
  );
}

function countMeeting(met: MeetingCounts, a: string, b: string): void {
  const [first, second] = a < b ? [a, b] : [b, a];
  const counts = met.get(first) ?? new Map<string, number>();
  counts.set(second, (counts.get(second) ?? 0) + 1);
  met.set(first, counts);
}
