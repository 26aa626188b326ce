import { frame } from "texts/everywhere.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { GroupEmblem } from "../../client/GroupEmblem.tsx";
import type { RoomWithEmblem } from "../../client/group_emblems.ts";
import { LockIcon } from "../../ui/icons.tsx";
import { makeDraggable } from "../../ui/drag.ts";
import { isEnter } from "../../ui/keys.ts";

export interface StudentInGroup {
  readonly id: string;
  readonly name: string;
  readonly joinedAt: number;
  readonly room: string | null;
  readonly isOnline: boolean;
}

/** A student, to be moved: a press selects the card, dragging moves it, Enter opens **Move to…**. */
export function StudentCard(props: {
  student: StudentInGroup;
  /** Null: in no group. */
  room: RoomWithEmblem | null;
  isLocked: boolean;
  isSelected: boolean;
  along: () => readonly string[];
  onSelect: (id: string, isSelected: boolean) => void;
  onMenu: (members: readonly string[], anchor: HTMLElement) => void;
}) {
  const { student, room, isLocked, isSelected, along } = props;
  const { id, name, isOnline } = student;
  const place = room?.name ?? t.none;
  const state = isOnline ? frame.online : frame.offline;
  return (
    <li
      class={`student-card box ${room ? `hue-${room.looks.hue}` : "no-hue"}`}
      data-selected={isSelected}
      data-member={id}
      {...makeDraggable(() => {
        const ids = along();
        const { length } = ids;
        return {
          ids,
          label: length > 1 ? t.selected({ count: length }) : name,
        };
      })}
    >
      <label>
        <input
          type="checkbox"
          checked={isSelected}
          aria-label={t.select({ name })}
          aria-keyshortcuts="Enter"
          onChange={(event) => props.onSelect(id, event.currentTarget.checked)}
          onKeyDown={(event) => {
            if (!isEnter(event)) return;
            event.preventDefault();
            props.onMenu(along(), event.currentTarget);
          }}
        />
        <span class="grow student-card-name">{name}</span>
        {isLocked && <LockIcon />}
        <span class={isOnline ? "dot on" : "dot"} title={state} />
        <span class="row snug student-card-group" aria-hidden="true">
          {room && <GroupEmblem room={room} />}
          <span class="truncate quiet small">{place}</span>
        </span>
      </label>
      <span class="visually-hidden">
        {t.whereabouts({ state, room: place })}
        {isLocked && `, ${t.isLocked}`}
      </span>
    </li>
  );
}
