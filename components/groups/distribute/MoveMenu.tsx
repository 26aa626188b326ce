import type { Signal } from "@preact/signals";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { CheckIcon } from "../../ui/icons.tsx";
import { Menu, type OpenMenu } from "../../ui/Menu.tsx";
import { GroupEmblem } from "../../client/GroupEmblem.tsx";
import type { RoomWithEmblem } from "../../client/group_emblems.ts";
import type { StudentInGroup } from "./StudentCard.tsx";
import "../desk/groups_desk.css";

/** **Move to…**: one menu for all students (B-8). */
export function MoveMenu(props: {
  opened: Signal<OpenMenu<readonly string[]> | null>;
  rooms: readonly (RoomWithEmblem & { id: string })[];
  students: readonly StudentInGroup[];
  onMove: (members: readonly string[], room: string | null) => void;
}) {
  const { opened, rooms, students } = props;
  const members = opened.value?.item ?? [];
  const size = (id: string | null) =>
    students.filter(({ room }) => room === id).length;
  const places = new Set(
    students.filter(({ id }) => members.includes(id)).map(({ room }) => room),
  );
  return (
    <Menu
      opened={opened}
      label={opened.value ? t.moveMany({ count: members.length }) : t.moveTo}
      look="move-menu"
    >
      {[null, ...rooms].map((room) => {
        const id = room?.id ?? null;
        const isHere = places.size === 1 && places.has(id);
        return (
          <button
            key={id ?? "none"}
            type="button"
            role="menuitemradio"
            aria-checked={isHere}
            tabIndex={-1}
            onClick={() => members.length > 0 && props.onMove(members, id)}
          >
            {room && <GroupEmblem room={room} />}
            <span class="move-menu-name">{room?.name ?? t.none}</span>
            {isHere && <CheckIcon />}
            <span class="quiet figures" aria-hidden="true">{size(id)}</span>
          </button>
        );
      })}
    </Menu>
  );
}
