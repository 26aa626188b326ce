/** The menu **Move to…**: one for all cards (B-8). */
import type { Signal } from "@preact/signals";
import { groupsDesk as t } from "../../../locales/en/groups/desk.ts";
import { CheckIcon } from "../../ui/icons.tsx";
import { Menu, type Wish } from "../../ui/Menu.tsx";
import { GroupMark } from "../GroupMark.tsx";
import type { MarkedRoom } from "../marks.ts";
import type { Seated } from "./StudentCard.tsx";

/** Who is to be moved. */
export interface MoveWish extends Wish {
  readonly members: readonly string[];
}

/** The menu; it is open while there is a wish. */
export function MoveMenu(props: {
  wish: Signal<MoveWish | null>;
  rooms: readonly (MarkedRoom & { id: string })[];
  students: readonly Seated[];
  onMove: (members: readonly string[], room: string | null) => void;
}) {
  const { wish, rooms, students } = props;
  const current = wish.value;
  const size = (id: string | null) =>
    students.filter(({ room }) => room === id).length;
  const places = new Set(
    students.filter(({ id }) => current?.members.includes(id))
      .map(({ room }) => room),
  );
  const item = (
    room: MarkedRoom & { id: string } | null,
    close: () => void,
  ) => {
    const id = room?.id ?? null;
    const here = places.size === 1 && places.has(id);
    return (
      <button
        key={id ?? "none"}
        type="button"
        role="menuitemradio"
        aria-checked={here}
        tabIndex={-1}
        onClick={() => {
          close();
          if (current) props.onMove(current.members, id);
        }}
      >
        {room && <GroupMark room={room} />}
        <span class="move-menu-name">{room?.name ?? t.none}</span>
        {here && <CheckIcon />}
        <span class="quiet figures" aria-hidden="true">{size(id)}</span>
      </button>
    );
  };
  return (
    <Menu
      wish={wish}
      label={current ? t.moveMany(current.members.length) : t.moveTo}
      look="move-menu"
    >
      {(close) => [null, ...rooms].map((room) => item(room, close))}
    </Menu>
  );
}
