/** A student in Distribute Students: name, presence, group, and what can be done with them. */
import { frame } from "texts/everywhere.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { Button } from "../../ui/Button.tsx";
import { LockIcon, UnlockIcon } from "../../ui/icons.tsx";
import { draggable } from "../../ui/drag.ts";
import { GroupMark } from "../GroupMark.tsx";
import type { MarkedRoom } from "../marks.ts";

/** A student and where they are. */
export interface Seated {
  readonly id: string;
  readonly name: string;
  readonly joinedAt: number;
  readonly room: string | null;
  readonly online: boolean;
}

/** The card. `along`: who is dragged with it. */
export function StudentCard(props: {
  student: Seated;
  room: MarkedRoom | null;
  locked: boolean;
  selected: boolean;
  along: () => readonly string[];
  onSelect: (id: string, on: boolean) => void;
  onLock: (id: string) => void;
  onMenu: (members: readonly string[], anchor: HTMLElement) => void;
}) {
  const { student, room, locked, selected } = props;
  const { id, name, online } = student;
  const hue = room ? `hue-${room.looks.hue}` : "no-hue";
  return (
    <li
      class={`student-card box ${hue}`}
      data-selected={selected}
      data-member={id}
      {...draggable(() => {
        const ids = props.along();
        const { length } = ids;
        return {
          ids,
          label: length > 1 ? t.selected({ count: length }) : name,
        };
      })}
    >
      <label class="student-card-name">
        <input
          type="checkbox"
          checked={selected}
          aria-label={t.select({ name })}
          onChange={(event) => props.onSelect(id, event.currentTarget.checked)}
        />
        <span>{name}</span>
        <span
          class={online ? "dot on" : "dot"}
          title={online ? frame.online : frame.offline}
        />
      </label>
      <span class="visually-hidden">
        {t.whereabouts({
          state: online ? frame.online : frame.offline,
          room: room?.name ?? t.none,
        })}
      </span>
      <div class="student-card-group">
        {room && <GroupMark room={room} />}
        <Button
          look="small student-card-move"
          aria-haspopup="menu"
          aria-label={t.moveName({ name })}
          onClick={(event) => props.onMenu([id], event.currentTarget)}
        >
          <span>{t.moveTo}</span>
        </Button>
      </div>
      <Button
        look="bare icon-only small"
        aria-pressed={locked}
        aria-label={t.lockName({ name })}
        title={t.lockName({ name })}
        onClick={() => props.onLock(id)}
      >
        {locked ? <LockIcon /> : <UnlockIcon />}
      </Button>
    </li>
  );
}
