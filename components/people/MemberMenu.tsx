/** A student's menu "⋯" on the teacher's page (J-2, J-4, J-7): one for all cards. What it does is done at once, and can be undone where it says so. */
import type { Signal } from "@preact/signals";
import type { Member } from "../../classroom/schema/members.ts";
import { deletion } from "texts/deletion.ts";
import { people as t } from "texts/people.ts";
import { IconButton } from "../ui/Button.tsx";
import { MoreIcon } from "../ui/icons.tsx";
import { Menu, type OpenMenu } from "../ui/Menu.tsx";
import type { StudentActions } from "./student_actions.ts";
import { mergedInto, type Student } from "./students.ts";
import "./MemberMenu.css";

/** The button on a card. */
export function MenuButton(
  { student, onMenu }: {
    student: Student;
    onMenu: (opened: OpenMenu<Student>) => void;
  },
) {
  return (
    <IconButton
      label={t.menu({ name: student.name })}
      Icon={MoreIcon}
      aria-haspopup="menu"
      onClick={({ currentTarget: anchor }) => onMenu({ of: student, anchor })}
    />
  );
}

/** The menu, as long as it is open for a student. */
export function MemberMenu(
  { opened, members, actions, owns, onRename, onMerge }: {
    opened: Signal<OpenMenu<Student> | null>;
    members: Readonly<Record<string, Member>>;
    actions: StudentActions;
    /** The class is one's own: what cannot be taken back is one's to do (S-9). */
    owns: boolean;
    onRename: (student: Student) => void;
    onMerge: (student: Student) => void;
  },
) {
  const asked = opened.value?.of;
  const student = asked && { ...asked, ...members[asked.id] };
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
      onClick={() => asked && act(asked)}
    >
      {label}
      {hint && <span class="quiet small">{hint}</span>}
    </button>
  );
  const stop = { look: "stop" };
  return (
    <Menu
      opened={opened}
      label={t.menu({ name: student?.name ?? "" })}
      look="member-menu"
    >
      {student && (
        <>
          {item(t.rename, onRename)}
          {item(
            student.muted ? t.unmute : t.mute,
            (it) => actions.mute(it, !student.muted),
          )}
          {item(t.merge, onMerge)}
          {mergedInto(members, student.id).map((merged) =>
            item(
              t.unmerge({ name: merged.joinedAs ?? merged.name }),
              () => actions.unmerge(merged),
            )
          )}
          {item(t.notThem, (it) => actions.notThem(it), {
            hint: t.notThemHint,
          })}
          {item(
            t.deleteAll({ name: student.name }),
            (it) => actions.deleteAll(it),
            stop,
          )}
          {item(t.remove, (it) => actions.remove(it), stop)}
          {owns && item(deletion.erase, (it) => actions.erase(it), stop)}
        </>
      )}
    </Menu>
  );
}
