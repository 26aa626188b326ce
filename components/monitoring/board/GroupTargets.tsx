/** The groups over the lower edge of the board while a student is dragged: where they are let go, they are moved to (B-8). */
import type { RefObject } from "preact";
import { board as t } from "texts/monitoring_board.ts";
import { membersOf } from "../../groups/group_members.ts";
import { GroupMark } from "../../groups/GroupMark.tsx";
import { activeRooms, type MarkedRoom } from "../../groups/marks.ts";
import type { Member } from "../../../classroom/model/members.ts";
import { dropTarget } from "../../ui/drag.ts";
import "../../ui/popovers/popovers.ts";
import "./GroupTargets.css";

/** The row; closed until it is shown. A keyboard has the menu for it. */
export function GroupTargets({ row, rooms, members, dragged, onMove }: {
  row: RefObject<HTMLUListElement>;
  rooms: Readonly<Record<string, MarkedRoom>>;
  members: Readonly<Record<string, Member>>;
  /** Who is dragged; null: nobody. */
  dragged: string | null;
  onMove: (student: string, room: string | null) => void;
}) {
  const isIn = dragged === null ? undefined : members[dragged]?.room;
  return (
    <ul
      ref={row}
      popover="manual"
      class="popover group-targets"
      aria-hidden="true"
    >
      {[...activeRooms(rooms), null].map((room) => {
        const id = room?.id ?? null;
        // Where they are they need not be moved to.
        const takes = isIn !== id &&
          dropTarget(([student]) => onMove(student, id));
        return (
          <li key={`${id} ${takes !== false}`} {...takes}>
            {room && <GroupMark room={room} />}
            <span class="group-targets-name">{room?.name ?? t.noGroup}</span>
            <span class="quiet figures">{membersOf(members, id).length}</span>
          </li>
        );
      })}
    </ul>
  );
}
