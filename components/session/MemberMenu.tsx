/**
 * A student's menu "⋯" on the teacher's page (J-4, J-7, J-2): one for all cards, at the button that was pressed; arrow
 * keys go through it. What it does is done at once, and can be undone where it says so.
 */
import type { Signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Member } from "../../classroom/schema.ts";
import { deletion } from "../../locales/en_deletion.ts";
import { people as t } from "../../locales/en_people.ts";
import { MoreIcon } from "../icons.tsx";
import type { Deeds } from "./deeds.ts";
import { mergedInto, type Student } from "./students.ts";
import "./MemberMenu.css";

/** Whose menu is open, and at which button. */
export interface MenuWish {
  readonly student: Student;
  readonly anchor: HTMLElement;
}

/** The button on a card. */
export function MenuButton(
  { student, onMenu }: {
    student: Student;
    onMenu: (wish: MenuWish) => void;
  },
) {
  const name = t.menu(student.name);
  return (
    <button
      type="button"
      class="button bare icon-only"
      aria-haspopup="menu"
      aria-label={name}
      title={name}
      onClick={({ currentTarget: anchor }) => onMenu({ student, anchor })}
    >
      <MoreIcon />
    </button>
  );
}

/** The menu; it is open while there is a wish. */
export function MemberMenu(
  { wish, members, deeds, onRename, onMerge }: {
    wish: Signal<MenuWish | null>;
    members: Readonly<Record<string, Member>>;
    deeds: Deeds;
    onRename: (student: Student) => void;
    onMerge: (student: Student) => void;
  },
) {
  const menu = useRef<HTMLDivElement>(null);
  const current = wish.value;
  // At once, so that a quick hand at the keyboard is already in it.
  useLayoutEffect(() => {
    const { current: element } = menu;
    if (!current || !element) return;
    current.anchor.style.setProperty("anchor-name", "--member-menu");
    element.showPopover();
    element.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
    return () => current.anchor.style.removeProperty("anchor-name");
  }, [current]);
  const onKeyDown = (event: KeyboardEvent) => {
    const items = [
      ...menu.current!.querySelectorAll<HTMLElement>('[role="menuitem"]'),
    ];
    const at = items.indexOf(globalThis.document.activeElement as HTMLElement);
    const next = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: items.length - 1,
    }[event.key];
    if (event.key === "Tab") menu.current?.hidePopover();
    if (next === undefined) return;
    event.preventDefault();
    items[(next + items.length) % items.length]?.focus();
  };
  const item = (
    label: string,
    act: (student: Student) => void,
    { look = "", hint = "" } = {},
  ) => (
    <button
      key={label}
      type="button"
      role="menuitem"
      tabIndex={-1}
      class={look}
      onClick={() => {
        const student = wish.peek()?.student;
        menu.current?.hidePopover();
        if (student) act(student);
      }}
    >
      {label}
      {hint && <span class="quiet small">{hint}</span>}
    </button>
  );
  const student = current &&
    { ...current.student, ...members[current.student.id] };
  return (
    <div
      ref={menu}
      popover="auto"
      role="menu"
      aria-label={student ? t.menu(student.name) : t.menu("")}
      class="member-menu"
      onKeyDown={onKeyDown}
      onToggle={(event) => {
        if (event.newState !== "closed") return;
        const anchor = wish.peek()?.anchor;
        wish.value = null;
        const { activeElement } = globalThis.document;
        if (anchor?.isConnected && activeElement?.closest("dialog") === null) {
          anchor.focus();
        }
      }}
    >
      {student && (
        <>
          {item(t.rename, onRename)}
          {item(
            student.muted ? t.unmute : t.mute,
            (it) => deeds.mute(it, !student.muted),
          )}
          {item(t.merge, onMerge)}
          {mergedInto(members, student.id).map((merged) =>
            item(
              t.unmerge(merged.joinedAs ?? merged.name),
              () => deeds.unmerge(merged),
            )
          )}
          {item(t.notThem, (it) => deeds.notThem(it), { hint: t.notThemHint })}
          {item(t.remove, (it) => deeds.remove(it), { look: "stop" })}
          {item(deletion.erase, (it) => deeds.erase(it), { look: "stop" })}
        </>
      )}
    </div>
  );
}
