/**
 * A student's menu "⋯" on the teacher's page (J-4, J-7, J-2): one for all cards. What it does is done at once, and can be undone where it says so.
 */
import type { Signal } from "@preact/signals";
import type { Member } from "../../classroom/schema/members.ts";
import { deletion } from "../../locales/en/deletion.ts";
import { people as t } from "../../locales/en/people/people.ts";
import { IconButton } from "../ui/Button.tsx";
import { MoreIcon } from "../ui/icons.tsx";
import { Menu, type Wish } from "../ui/Menu.tsx";
import type { StudentActions } from "./student_actions.ts";
import { mergedInto, type Student } from "./students.ts";
import "./MemberMenu.css";

/** Whose menu is open, and at which button. */
export interface MenuWish extends Wish {
  readonly student: Student;
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
    <IconButton
      label={name}
      Icon={MoreIcon}
      aria-haspopup="menu"
      onClick={({ currentTarget: anchor }) => onMenu({ student, anchor })}
    />
  );
}

/** The menu; it is open while there is a wish. */
export function MemberMenu(
  { wish, members, actions, onRename, onMerge }: {
    wish: Signal<MenuWish | null>;
    members: Readonly<Record<string, Member>>;
    actions: StudentActions;
    onRename: (student: Student) => void;
    onMerge: (student: Student) => void;
  },
) {
  const item = (
    close: () => void,
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
        close();
        if (student) act(student);
      }}
    >
      {label}
      {hint && <span class="quiet small">{hint}</span>}
    </button>
  );
  const student = wish.value &&
    { ...wish.value.student, ...members[wish.value.student.id] };
  return (
    <Menu wish={wish} label={t.menu(student?.name ?? "")} look="member-menu">
      {(close) =>
        student && (
          <>
            {item(close, t.rename, onRename)}
            {item(
              close,
              student.muted ? t.unmute : t.mute,
              (it) => actions.mute(it, !student.muted),
            )}
            {item(close, t.merge, onMerge)}
            {mergedInto(members, student.id).map((merged) =>
              item(
                close,
                t.unmerge(merged.joinedAs ?? merged.name),
                () =>
                  actions.unmerge(merged),
              )
            )}
            {item(close, t.notThem, (it) =>
              actions.notThem(it), {
              hint: t.notThemHint,
            })}
            {item(close, t.deleteAll(student.name), (it) =>
              actions.deleteAll(it), { look: "stop" })}
            {item(close, t.remove, (it) =>
              actions.remove(it), { look: "stop" })}
            {item(close, deletion.erase, (it) =>
              actions.erase(it), {
              look: "stop",
            })}
          </>
        )}
    </Menu>
  );
}
