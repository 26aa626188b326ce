/** The menu **Move to…**: one for all cards, at the button that was pressed; arrow keys go through it (B-8). */
import type { Signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Room } from "../../classroom/schema.ts";
import { groupsDesk as t } from "../../locales/en_groups_desk.ts";
import { CheckIcon } from "../icons.tsx";
import { GroupMark } from "./GroupMark.tsx";
import type { Seated } from "./StudentCard.tsx";
import "../Popover.css";

/** Who is to be moved, and the button at which the menu opens. */
export interface MoveWish {
  readonly members: readonly string[];
  readonly anchor: HTMLElement;
}

/** The menu; it is open while there is a wish. */
export function MoveMenu(props: {
  wish: Signal<MoveWish | null>;
  rooms: readonly (Room & { id: string })[];
  students: readonly Seated[];
  onMove: (members: readonly string[], room: string | null) => void;
}) {
  const { wish, rooms, students } = props;
  const menu = useRef<HTMLDivElement>(null);
  const current = wish.value;
  // At once, so that a quick hand at the keyboard is already in it.
  useLayoutEffect(() => {
    const { current: element } = menu;
    if (!current || !element) return;
    current.anchor.style.setProperty("anchor-name", "--move-menu");
    element.showPopover();
    element.querySelector<HTMLElement>('[role="menuitemradio"]')?.focus();
    return () => current.anchor.style.removeProperty("anchor-name");
  }, [current]);

  const choose = (room: string | null) => {
    if (!current) return;
    menu.current?.hidePopover();
    props.onMove(current.members, room);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const items = [
      ...menu.current!.querySelectorAll<HTMLElement>('[role="menuitemradio"]'),
    ];
    const at = items.indexOf(globalThis.document.activeElement as HTMLElement);
    const next = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: items.length - 1,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    items[(next + items.length) % items.length]?.focus();
  };
  const size = (id: string | null) =>
    students.filter(({ room }) => room === id).length;
  const places = new Set(
    students.filter(({ id }) => current?.members.includes(id))
      .map(({ room }) => room),
  );
  const item = (room: Room & { id: string } | null) => {
    const id = room?.id ?? null;
    const here = places.size === 1 && places.has(id);
    return (
      <button
        key={id ?? "none"}
        type="button"
        role="menuitemradio"
        aria-checked={here}
        tabIndex={-1}
        onClick={() => choose(id)}
      >
        {room && <GroupMark room={room} />}
        <span class="move-menu-name">{room?.name ?? t.none}</span>
        {here && <CheckIcon />}
        <span class="quiet figures" aria-hidden="true">{size(id)}</span>
      </button>
    );
  };
  return (
    <div
      ref={menu}
      popover="auto"
      role="menu"
      aria-label={current ? t.moveMany(current.members.length) : t.moveTo}
      class="popover move-menu"
      onKeyDown={onKeyDown}
      onToggle={(event) => {
        if (event.newState !== "closed") return;
        const anchor = wish.peek()?.anchor;
        wish.value = null;
        if (anchor?.isConnected) anchor.focus();
      }}
    >
      {item(null)}
      {rooms.map(item)}
    </div>
  );
}
