/** The menu **⋯** of a student on the teacher's page (J-2, J-4, J-7): one for all tiles. */
import type { Signal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { Member } from "../../classroom/model/members.ts";
import { deletion } from "texts/deletion.ts";
import { hands } from "texts/groups_hands.ts";
import { people as t } from "texts/people.ts";
import { board } from "texts/monitoring_board.ts";
import { GroupEmblem } from "../client/GroupEmblem.tsx";
import type { RoomWithEmblem } from "../client/group_emblems.ts";
import { IconButton } from "../ui/Button.tsx";
import { MoreIcon } from "../ui/icons.tsx";
import { arrowStep } from "../ui/keys.ts";
import { Menu, type OpenMenu } from "../ui/Menu.tsx";
import type { StudentActions } from "./student_actions.ts";
import { aliasesOf, type Student } from "./students.ts";
import "./people.css";

export function MemberMenuButton(
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
      onClick={({ currentTarget: anchor }) => onMenu({ item: student, anchor })}
    />
  );
}

export function MemberMenu(
  {
    opened,
    members,
    rooms,
    actions,
    isOwner,
    onAnswer,
    onNotes,
    onRename,
    onThisIs,
  }: {
    opened: Signal<OpenMenu<Student> | null>;
    members: Readonly<Record<string, Member>>;
    rooms: readonly (RoomWithEmblem & { id: string })[];
    actions: StudentActions;
    /** Whether the teacher owns the class, and so may erase data (S-9). */
    isOwner: boolean;
    /** Absent: the student's hand is down. */
    onAnswer?: () => void;
    /** Absent: no notes to staff, and no worrying words. */
    onNotes?: () => void;
    onRename: (student: Student) => void;
    onThisIs: (student: Student) => void;
  },
) {
  const openedStudent = opened.value?.item;
  const student = openedStudent &&
    { ...openedStudent, ...members[openedStudent.id] };
  const item = (
    label: string,
    act: (student: Student) => void,
    { look = "", hint = "", key = label } = {},
  ) => (
    <button
      key={key}
      type="button"
      role="menuitem"
      tabIndex={-1}
      class={look}
      onClick={() => openedStudent && act(openedStudent)}
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
          {onAnswer && item(hands.answer, onAnswer, {
            hint: hands.raised({ name: student.name }),
          })}
          {onNotes && item(t.write({ name: student.name }), onNotes)}
          {rooms.length > 0 && (
            <MoveRow
              rooms={rooms}
              room={student.room}
              onMove={(room) =>
                void actions.moveToGroup(
                  student,
                  room,
                  (id) => rooms.find((it) => it.id === id)?.name ?? "",
                )}
            />
          )}
          {item(t.rename, onRename)}
          {item(
            student.muted ? t.unmute : t.mute,
            (it) => actions.setMuted(it, !student.muted),
          )}
          {item(t.thisIs, onThisIs)}
          {aliasesOf(members, student.id).map((alias) =>
            item(
              (alias.byName ? t.notThem : t.separate)({
                name: alias.joinedAs ?? alias.name,
              }),
              () => actions.undoIdentity(alias),
              { key: alias.id },
            )
          )}
          <hr />
          {item(
            t.deleteAll({ name: student.name }),
            (it) => actions.deleteMessages(it),
            stop,
          )}
          {item(t.remove, (it) => actions.remove(it), stop)}
          {isOwner && <hr />}
          {isOwner && item(deletion.erase, (it) => actions.erase(it), stop)}
        </>
      )}
    </Menu>
  );
}

function MoveRow({ rooms, room, onMove }: {
  rooms: readonly (RoomWithEmblem & { id: string })[];
  room: string | null;
  onMove: (room: string | null) => void;
}) {
  const id = useId();
  return (
    <div
      class="member-move"
      role="group"
      aria-labelledby={id}
      onKeyDown={(event) => {
        const step = arrowStep(event);
        const buttons = [...event.currentTarget.querySelectorAll("button")];
        const index = buttons.indexOf(event.target as HTMLButtonElement);
        if (!step || index < 0) return;
        event.preventDefault();
        buttons[(index + step + buttons.length) % buttons.length].focus();
      }}
    >
      <p id={id} class="small quiet">{board.moveTo}</p>
      <div>
        {[...rooms, null].map((roomWithEmblem) => (
          <button
            key={roomWithEmblem?.id ?? "none"}
            type="button"
            role="menuitemradio"
            tabIndex={-1}
            aria-checked={room === (roomWithEmblem?.id ?? null)}
            aria-label={roomWithEmblem?.name}
            title={roomWithEmblem?.name}
            onClick={() => onMove(roomWithEmblem?.id ?? null)}
          >
            {roomWithEmblem
              ? <GroupEmblem room={roomWithEmblem} />
              : board.noGroup}
          </button>
        ))}
      </div>
    </div>
  );
}
