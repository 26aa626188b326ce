/** Breakout rooms in documents: settings, rooms, flags, and the record of who was where. */
import type { Attached } from "./files.ts";

/** How students get into rooms that are made by hand. */
export type RoomEntry = "automatic" | "assigned" | "free";

/** `breakouts` of `<s>/session`, a Y.Map with a key a field. Times in ms. */
export interface BreakoutsState {
  /** Groups fill themselves; no room is made by hand. */
  auto: boolean;
  /** Null: any number, by hand only. */
  capacity: number | null;
  entry: RoomEntry;
  open: boolean;
  /** When the rooms were opened last. */
  openedAt?: number;
  /** How long the countdown is when it is started; absent: not said yet. */
  minutes?: number;
  /** While open: when the countdown is at zero. */
  endsAt?: number;
  /** Whether the rooms close by themselves at zero. */
  stopAtZero: boolean;
  /** In the grace after **End breakout sessions**: when the rooms close. */
  stopsAt?: number;
  /** Instructions for every room that has none of its own, and a file with them. */
  instructions?: string;
  file?: Attached;
}

/** Whether groups were open and are not any more: then staff do not write there, either. */
export function areOver(
  { open, openedAt }: {
    open?: boolean | undefined;
    openedAt?: number | undefined;
  },
): boolean {
  return !open && openedAt !== undefined;
}

/** An entry of `rooms` of `<s>/session`: a breakout room. */
export interface Room {
  /** Of an automatic group `Group A` … `Group Z`, `Group 27` …, whatever language it is read in. */
  name: string;
  /** Of an automatic group: its number; 1 is A (B-3). Those of older sessions have none. */
  number?: number;
  /** Rooms are shown by it, and ties of the allocator are decided by it. */
  order: number;
  archived?: true;
  /** When it was archived, in ms. */
  archivedAt?: number;
  /** Its own, instead of those for all. */
  instructions?: string;
  file?: Attached;
}

/** `help` of `<s>/member/<m>`, a Y.Map with a key a field, empty while the flag is down. */
export interface OwnHelp {
  at: number;
  note?: string;
}

/** An element of `help` of `<s>/staff`, in the order of raising. */
export interface Help {
  member: string;
  /** Where they are; `"main"`: a hand raised in the main room. */
  room: string;
  at: number;
  /** It was raised in a group, and goes down when the groups are deleted. */
  group?: true;
  /** Only staff see it. */
  note?: string;
}

/** An entry of `lowered` of `<s>/staff`, by the student: a flag that a teacher has lowered, for as long as that can be undone. */
export interface LoweredHelp {
  flag: Help;
  /** Which of the staff lowered it, and when (ms). */
  by: string;
  at: number;
}

/** An entry of `rooms` of `<s>/staff`, at most 5 s old. */
export interface RoomFigures {
  /** The newest message, its text cut to one short line; null: nothing was said yet. */
  last: { from: string; at: number; text: string } | null;
  /** Messages of the last minute. */
  perMinute: number;
}

/** Why somebody's room changed. */
export type PlacedBy =
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

/** An element of `placements` of `<s>/staff`: the record of who was in which room when. */
export type Placement =
  & { at: number }
  & (
    | { kind: "placed"; how: PlacedBy; rooms: Record<string, string | null> }
    | { kind: "opened" | "closed" }
  );

/** An element of `broadcasts` of `<s>/staff`: what was said to all groups since they were opened, for those made later. */
export interface StoredBroadcast {
  broadcast: string;
  from: string;
  at: number;
  text: string;
}

/** `last` in `undo` of `<s>/staff`: the move or distribution that can be taken back; absent: none. */
export interface Undoable {
  at: number;
  how: "move" | "distribute";
  /** Member → from where, to where. */
  moved: Record<string, [from: string | null, to: string | null]>;
  /** Rooms that it made, and rooms that it archived. */
  made: string[];
  archived: string[];
  /** Of groups made at one press: whether they were open before it, what the capacity was, and of how many they are. */
  before?: Pick<BreakoutsState, "open" | "capacity"> & { of: number };
}
