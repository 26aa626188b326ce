import type { Attachment } from "./files.ts";

/** How students get into rooms that staff make. */
export type RoomEntryMode = "automatic" | "assigned" | "free";

/** `breakouts` of `<s>/session`, a Y.Map with these keys. Times in ms. */
export interface BreakoutsState {
  auto: boolean;
  /** Null: unlimited, with manual groups only. */
  capacity: number | null;
  entry: RoomEntryMode;
  open: boolean;
  openedAt?: number;
  /** Length of the countdown; absent: not set yet. */
  minutes?: number;
  /** End of the countdown, which also runs without groups. */
  endsAt?: number;
  /** Open rooms close at the end of the countdown. */
  stopAtZero: boolean;
  /** When the rooms close, in the grace after **End breakout sessions**. */
  stopsAt?: number;
  /** Instructions and a file for every room without its own. */
  instructions?: string;
  file?: Attachment;
}

/** Whether groups were open and have closed. Then staff cannot write there, either. */
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
  /** `Group A` … `Group Z`, `Group 27` … for automatic groups, in every language. */
  name: string;
  /** Number of an automatic group; 1 is A (B-3). Absent in older sessions. */
  number?: number;
  /** Order of display, and of the allocator's ties. */
  order: number;
  archived?: true;
  archivedAt?: number;
  /** Replaces the instructions for all. */
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
  /** The student's room; `"main"`: a hand raised in the main room. */
  room: string;
  at: number;
  /** Raised in a group: goes down when the groups are deleted. */
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

/** An entry of `rooms` of `<s>/staff`, at most 5 s old. */
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
export type Placement =
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
  /** Rooms that it made, and rooms that it archived. */
  made: string[];
  archived: string[];
  /** For quick groups: whether groups were open before, their capacity then, and the size made. */
  before?: Pick<BreakoutsState, "open" | "capacity"> & { of: number };
}

/**
 * Number of groups for a class (B-8); the page shows it in advance. In pairs nobody is left alone: the last group has three. With automatic groups, `capacity` is a maximum,
 * and the next student joins the one who is alone.
 */
export function countGroups(
  students: number,
  { auto, capacity }: Pick<BreakoutsState, "auto" | "capacity">,
): number {
  const size = capacity ?? Infinity;
  if (size === 2 && !auto) return Math.max(1, Math.floor(students / size));
  return Math.ceil(students / size);
}
