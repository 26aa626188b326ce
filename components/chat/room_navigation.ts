/**
 * Which room a student's chat shows, and what they are told of it, as groups open, close and change (B-7,
 * B-9). Pure, but for the two functions that remember where one has been.
 */
import type { BreakoutsState, Room } from "../../classroom/model/groups.ts";
import type { Member } from "../../classroom/model/members.ts";
import { recall, remember } from "../client/browser_memory.ts";

/** What a student's chat depends on. */
export interface Where {
  /** Their group as far as they are to see it. */
  readonly room: string | null;
  readonly open: boolean;
}

/** What a student is told. */
export interface RoomArrival {
  /** `assigned` and `back` wait to be followed; the others have happened. `choose`: they choose it themselves. */
  readonly kind:
    | "assigned"
    | "back"
    | "moved"
    | "out"
    | "over"
    | "choose";
  /** The group that it is about. */
  readonly room: string | null;
  /** Whether they are still to go there: by one press, or by itself after a while. */
  readonly follow: boolean;
}

/** Where somebody went: to a group, and perhaps back to the main room beside it. */
interface Went {
  readonly group: string;
  readonly back: boolean;
}

/** What decides besides. */
interface Looking {
  /** The room that is shown, or that would be if the chat were open. */
  readonly shown: string;
  /** The chat is on screen. */
  readonly isOpen: boolean;
  /** They could write there already: nobody is taken away from it without a word. */
  readonly isPlaced: boolean;
  /** Where they went last, on this device. */
  readonly went: Went | null;
  /** They have chosen the group themselves. */
  readonly chosen: boolean;
  /** They were in the class before this page was opened: a group is not news to them. */
  readonly returns: boolean;
}

/** A student's group as far as they are to see it: not before it was ever opened, and no archived one. */
export function groupOf(
  { room }: Pick<Member, "room">,
  rooms: Readonly<Record<string, Room>>,
  { open, openedAt }: Partial<BreakoutsState>,
): string | null {
  if (room === null || !rooms[room] || rooms[room].archived) return null;
  return open || openedAt !== undefined ? room : null;
}

/**
 * What to show after a change, and what to say; undefined: what was said stands. Who is in a group finds the chat
 * there when they open it; only a main room that they look at stays until they follow.
 */
export function step(
  before: Where | null,
  now: Where,
  { shown, isOpen, isPlaced, went, chosen, returns }: Looking,
): { show: string; arrival?: RoomArrival | null } {
  const { room, open } = now;
  const inGroup = shown !== "main";
  if (!open) {
    // After the end the group can be read, but nobody is sent there.
    const show = before?.open === false && inGroup && shown === room
      ? shown
      : "main";
    const over = before?.open && before.room !== null;
    return over
      ? { show, arrival: { kind: "over", room: null, follow: false } }
      : { show, arrival: null };
  }
  if (room === null) {
    const out = before?.open && before.room !== null;
    return out
      ? { show: "main", arrival: { kind: "out", room, follow: false } }
      : { show: "main", arrival: null };
  }
  if (chosen) return { show: room };
  if (!before && room === went?.group) {
    return { show: went.back ? "main" : room };
  }
  const looksAtMain = isOpen && isPlaced && before !== null;
  if (before?.open && before.room !== null) {
    const show = inGroup || !looksAtMain ? room : "main";
    const wasThere = inGroup && (isOpen || before.room === went?.group);
    return { show, arrival: { kind: "moved", room, follow: !wasThere } };
  }
  const kind = !before && returns ? "back" : "assigned";
  const show = shown === room || !looksAtMain ? room : "main";
  const isThere = isOpen && show === room;
  return { show, arrival: { kind, room, follow: !isThere } };
}

/** Whether a student has put the main room before the group that they are in, by their own hand. */
export function prefersMain(went: Went | null, room: string): boolean {
  return went?.group === room && went.back;
}

const key = (seat: { session: string; member: string }) =>
  `homeroom/group/${seat.session}/${seat.member}`;

/** What follows the group's id where they went back to the main room. */
const backMark = "/back";

/** Where this member went last, on this device. */
export function whereWent(
  seat: { session: string; member: string },
): Went | null {
  const kept = recall(key(seat), "sessionStorage");
  if (!kept) return null;
  return { group: kept.split(backMark)[0], back: kept.endsWith(backMark) };
}

/** Remembers where they went; null: they are to be told anew. */
export function rememberWent(
  seat: { session: string; member: string },
  went: Went | null,
): void {
  const kept = went && went.group + (went.back ? backMark : "");
  remember(key(seat), kept, "sessionStorage");
}
