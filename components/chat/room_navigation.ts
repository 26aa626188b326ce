/**
 * The room and the notice that a student's chat shows, as groups open, close and change (B-7, B-9). Pure, except for
 * storage.
 */
import type { BreakoutsState, Room } from "../../classroom/model/groups.ts";
import type { Member } from "../../classroom/model/members.ts";
import { readStored, writeStored } from "../client/browser_storage.ts";

export interface GroupPlace {
  readonly room: string | null;
  readonly open: boolean;
}

export interface RoomArrival {
  /**
   * The student has a group (`assigned`), another (`moved`), the same as before (`back`) or none (`out`); groups are
   * closed (`over`), or free to choose (`choose`).
   */
  readonly kind:
    | "assigned"
    | "back"
    | "moved"
    | "out"
    | "over"
    | "choose";
  readonly room: string | null;
  /** True if the student is still to go there, by a press or after a while. */
  readonly follow: boolean;
}

/** The student's last choice: a group, or (`back`) the main room instead of it. */
interface RoomChoice {
  readonly group: string;
  readonly back: boolean;
}

interface Looking {
  /** The room that is shown, or would be if the chat were open. */
  readonly shown: string;
  readonly isOpen: boolean;
  /** The student could write already, so the shown room must not change without a notice. */
  readonly isPlaced: boolean;
  /** The student's last choice, stored in this tab. */
  readonly went: RoomChoice | null;
  readonly chosen: boolean;
  /** The student was in the class before this page was opened, so the group is not news. */
  readonly returns: boolean;
}

/** The group, if the student can see it: groups have been opened, and it is not archived. */
export function findVisibleGroup(
  { room }: Pick<Member, "room">,
  rooms: Readonly<Record<string, Room>>,
  { open, openedAt }: Partial<BreakoutsState>,
): string | null {
  if (room === null || !rooms[room] || rooms[room].archived) return null;
  return open || openedAt !== undefined ? room : null;
}

/**
 * The room to show after a change, and the notice; `arrival` undefined: the notice stays. If the main room is on
 * screen, it stays until the student follows.
 */
export function decideShownRoom(
  before: GroupPlace | null,
  now: GroupPlace,
  { shown, isOpen, isPlaced, went, chosen, returns }: Looking,
): { show: string; arrival?: RoomArrival | null } {
  const { room, open } = now;
  const inGroup = shown !== "main";
  if (!open) {
    // After the end the group can still be read, but the main room is shown first.
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

export function hasReturnedToMain(
  went: RoomChoice | null,
  room: string,
): boolean {
  return went?.group === room && went.back;
}

const key = (seat: { session: string; member: string }) =>
  `homeroom/group/${seat.session}/${seat.member}`;

/** Suffix of the stored group's id if the student went back. */
const backMark = "/back";

export function readRoomChoice(
  seat: { session: string; member: string },
): RoomChoice | null {
  const kept = readStored(key(seat), "sessionStorage");
  if (!kept) return null;
  return { group: kept.split(backMark)[0], back: kept.endsWith(backMark) };
}

/** @param went null: the student is to be notified again */
export function storeRoomChoice(
  seat: { session: string; member: string },
  went: RoomChoice | null,
): void {
  const kept = went && went.group + (went.back ? backMark : "");
  writeStored(key(seat), kept, "sessionStorage");
}
