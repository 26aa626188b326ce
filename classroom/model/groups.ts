import type { Attachment } from "./files.ts";

/** How students get into rooms that staff create. */
export type RoomEntryMode = "automatic" | "assigned" | "free";

/** `breakouts` of `<s>/session`, a Y.Map with these keys. Times in ms. */
export interface BreakoutsState {
  auto: boolean;
  /** Null: unlimited, with manual groups only. */
  capacity: number | null;
  entry: RoomEntryMode;
  open: boolean;
  openedAt?: number;
  /** Length of the countdown in minutes; absent: not set yet. */
  minutes?: number;
  /** End of the countdown, which also runs without groups. */
  endsAt?: number;
  /** True: open rooms close at the end of the countdown. */
  stopAtZero: boolean;
  /** When the rooms close, in the grace after **End breakout sessions**. */
  stopsAt?: number;
  /** Instructions and a file for every room without its own. */
  instructions?: string;
  file?: Attachment;
}

/** Whether groups were open and have closed. After that, staff cannot write in them, either. */
export function areBreakoutsOver(
  { open, openedAt }: {
    open?: boolean | undefined;
    openedAt?: number | undefined;
  },
): boolean {
  return !open && openedAt !== undefined;
}

/** An entry of `rooms` of `<s>/session`. */
export interface Room {
  /** For an automatic group `Group A` … `Group Z`, `Group 27` …, whatever the page's language. */
  name: string;
  /** Number of an automatic group; 1 is A (B-3). Absent in older sessions. */
  number?: number;
  /** Order on pages, and in the choice between equally small groups. */
  order: number;
  archived?: true;
  archivedAt?: number;
  /** Replaces the instructions for all groups. */
  instructions?: string;
  file?: Attachment;
}

/** `help` of `<s>/member/<m>`, a Y.Map with these keys, empty while the flag is down. */
export interface OwnHelpRequest {
  at: number;
  note?: string;
}

/** An element of `help` of `<s>/staff`, in the order of raising. */
export interface HelpRequest {
  member: string;
  /** The student's present room; `"main"` also while groups are closed. */
  room: string;
  at: number;
  /** Raised in a group: goes down when the student's group is deleted. */
  group?: true;
  /** Only staff see it. */
  note?: string;
}

/** An entry of `lowered` of `<s>/staff`, by student: a lowered flag, while that can be undone. */
export interface LoweredHelpRequest {
  flag: HelpRequest;
  /** The staff member who lowered it, and when (ms). */
  by: string;
  at: number;
}

/** An entry of `rooms` of `<s>/staff`. */
export interface RoomFigures {
  /** The newest message, cut to one short line; null: none yet. */
  last: { from: string; at: number; text: string } | null;
  perMinute: number;
}

export type PlacementCause =
  | "join"
  | "choice"
  | "move"
  | "distribute"
  | "undo"
  | "start"
  | "delete"
  | "remove"
  | "allow"
  | "merge"
  | "unmerge";

/** An element of `placements` of `<s>/staff`: the record of rooms over time. */
export type PlacementEvent =
  & { at: number }
  & (
    | {
      kind: "placed";
      how: PlacementCause;
      rooms: Record<string, string | null>;
    }
    | { kind: "opened" | "closed" }
  );

/** An element of `broadcasts` of `<s>/staff`, delivered also to groups made later. */
export interface StoredBroadcast {
  broadcast: string;
  from: string;
  at: number;
  text: string;
}

/** `last` in `undo` of `<s>/staff`: the move or distribution that can be undone; absent: none. */
export interface UndoableChange {
  at: number;
  how: "move" | "distribute";
  /** Member → [from, to]. */
  moved: Record<string, [from: string | null, to: string | null]>;
  /** Ids of the rooms that the change made, and of those that it archived. */
  made: string[];
  archived: string[];
  /** For quick groups: whether groups were open before, the former capacity, and the size of the quick groups. */
  before?: Pick<BreakoutsState, "open" | "capacity"> & { of: number };
}

/**
 * Number of groups for a class (B-8); the page shows it in advance. With pairs, the last group has three rather than
 * one student. Not with automatic groups: there `capacity` is a maximum, and the next student joins the one who is
 * alone.
 */
export function countGroups(
  students: number,
  { auto, capacity }: Pick<BreakoutsState, "auto" | "capacity">,
): number {
  const size = capacity ?? Infinity;
  if (size === 2 && !auto) return Math.max(1, Math.floor(students / size));
  return Math.ceil(students / size);
}

export function sortGroups<G extends { id: string; order: number }>(
  groups: readonly G[],
): G[] {
  return [...groups].sort((a, b) =>
    a.order - b.order || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}
