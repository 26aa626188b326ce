/**
 * The room and the notice that a student's chat shows, as groups open, close and change (B-7, B-9). Pure, except for
 * storage.
 */
import type { BreakoutsState, Room } from "../../classroom/model/groups.ts";
import type { Member } from "../../classroom/model/members.ts";
import { readStored, writeStored } from "../client/browser_storage.ts";

export interface GroupPlace {
  readonly room: string | null;
  readonly isOpen: boolean;
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
  readonly shouldFollow: boolean;
}

/** The student's last choice: a group, or (`hasGoneBack`) the main room instead of it. */
interface RoomChoice {
  readonly group: string;
  readonly hasGoneBack: boolean;
}

interface Looking {
  /** The room that is shown, or would be if the chat were open. */
  readonly shownRoom: string;
  readonly isChatOpen: boolean;
  /** The student could write already, so the shown room must not change without a notice. */
  readonly isPlaced: boolean;
  /** The student's last choice, stored in this tab. */
  readonly lastChoice: RoomChoice | null;
  readonly isChosen: boolean;
  /** The student was in the class before this page was opened, so the group is not news. */
  readonly isReturning: boolean;
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
  oldPlace: GroupPlace | null,
  place: GroupPlace,
  { shownRoom, isChatOpen, isPlaced, lastChoice, isChosen, isReturning }:
    Looking,
): { show: string; arrival?: RoomArrival | null } {
  const { room, isOpen } = place;
  const inGroup = shownRoom !== "main";
  if (!isOpen) {
    // After the end the group can still be read, but the main room is shown first.
    const show = oldPlace?.isOpen === false && inGroup && shownRoom === room
      ? shownRoom
      : "main";
    const isOver = oldPlace?.isOpen && oldPlace.room !== null;
    return isOver
      ? { show, arrival: { kind: "over", room: null, shouldFollow: false } }
      : { show, arrival: null };
  }
  if (room === null) {
    const isOut = oldPlace?.isOpen && oldPlace.room !== null;
    return isOut
      ? { show: "main", arrival: { kind: "out", room, shouldFollow: false } }
      : { show: "main", arrival: null };
  }
  if (isChosen) return { show: room };
  if (!oldPlace && room === lastChoice?.group) {
    return { show: lastChoice.hasGoneBack ? "main" : room };
  }
  const looksAtMain = isChatOpen && isPlaced && oldPlace !== null;
  if (oldPlace?.isOpen && oldPlace.room !== null) {
    const show = inGroup || !looksAtMain ? room : "main";
    const wasThere = inGroup &&
      (isChatOpen || oldPlace.room === lastChoice?.group);
    return { show, arrival: { kind: "moved", room, shouldFollow: !wasThere } };
  }
  const kind = !oldPlace && isReturning ? "back" : "assigned";
  const show = shownRoom === room || !looksAtMain ? room : "main";
  const isThere = isChatOpen && show === room;
  return { show, arrival: { kind, room, shouldFollow: !isThere } };
}

export function hasReturnedToMain(
  choice: RoomChoice | null,
  room: string,
): boolean {
  return choice?.group === room && choice.hasGoneBack;
}

const key = (seat: { session: string; member: string }) =>
  `homeroom/group/${seat.session}/${seat.member}`;

/** Suffix of the stored group's id if the student went back. */
const backSuffix = "/back";

export function readRoomChoice(
  seat: { session: string; member: string },
): RoomChoice | null {
  const stored = readStored(key(seat), "sessionStorage");
  if (!stored) return null;
  return {
    group: stored.split(backSuffix)[0],
    hasGoneBack: stored.endsWith(backSuffix),
  };
}

/** @param choice null: the student is to be notified again */
export function storeRoomChoice(
  seat: { session: string; member: string },
  choice: RoomChoice | null,
): void {
  const stored = choice &&
    choice.group + (choice.hasGoneBack ? backSuffix : "");
  writeStored(key(seat), stored, "sessionStorage");
}
