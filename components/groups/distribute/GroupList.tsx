/** The groups in Distribute Students: how full each is; a card can be dropped there, a press shows who is in it. */
import type { Signal } from "@preact/signals";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { dropTarget } from "../../ui/drag.ts";
import { GroupMark } from "../GroupMark.tsx";
import type { MarkedRoom } from "../marks.ts";
import type { Seated } from "./StudentCard.tsx";

/** The list. `shown`: the group whose students are shown; null: those in none; undefined: all. */
export function GroupList(props: {
  rooms: readonly (MarkedRoom & { id: string })[];
  students: readonly Seated[];
  capacity: number | null;
  shown: Signal<string | null | undefined>;
  onDrop: (students: readonly string[], room: string | null) => void;
}) {
  const { rooms, students, capacity, shown, onDrop } = props;
  const size = (id: string | null) =>
    students.filter(({ room }) => room === id).length;
  return (
    <section class="distribute-groups" aria-labelledby="groups-heading">
      <h3 id="groups-heading">{t.board}</h3>
      <ul>
        <Target
          room={null}
          size={size(null)}
          capacity={null}
          shown={shown}
          onDrop={(dropped) => onDrop(dropped, null)}
        />
        {rooms.map((room) => (
          <Target
            key={room.id}
            room={room}
            size={size(room.id)}
            capacity={capacity}
            shown={shown}
            onDrop={(dropped) => onDrop(dropped, room.id)}
          />
        ))}
      </ul>
    </section>
  );
}

function Target(props: {
  room: MarkedRoom & { id: string } | null;
  size: number;
  capacity: number | null;
  shown: Signal<string | null | undefined>;
  onDrop: (students: readonly string[]) => void;
}) {
  const { room, size, capacity, shown } = props;
  const id = room?.id ?? null;
  const on = shown.value === id;
  return (
    <li
      class="group-target"
      data-room={id ?? "none"}
      {...dropTarget(props.onDrop)}
    >
      <button
        type="button"
        aria-pressed={on}
        title={on ? t.showAll : t.show({ name: room?.name ?? t.none })}
        onClick={() => shown.value = on ? undefined : id}
      >
        {room && <GroupMark room={room} />}
        <span class="group-target-name">{room?.name ?? t.none}</span>
        <span
          class="figures"
          data-over={capacity !== null && size > capacity}
        >
          {capacity === null ? size : `${size}/${capacity}`}
        </span>
      </button>
    </li>
  );
}
