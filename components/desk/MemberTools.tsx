import { type Signal, useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Member } from "../../classroom/model/members.ts";
import { openRaisedHand } from "../groups/desk/join_hand.ts";
import { raisedHandsByStudent } from "../groups/desk/raised_hands.ts";
import { type MarkedRoom, roomsInOrder } from "../client/group_marks.ts";
import { people as t } from "texts/people.ts";
import type { ClassSession } from "../client/class_session.ts";
import { Button, Form } from "../ui/Button.tsx";
import { InputField } from "../ui/InputField.tsx";
import type { OpenMenu } from "../ui/Menu.tsx";
import { Modal } from "../ui/Modal.tsx";
import { useLazyPart } from "../ui/use_lazy_part.ts";
import { openedThread, threadForWords } from "../notes/desk/staff_threads.ts";
import type { StudentActions } from "../people/student_actions.ts";
import { MemberMenu } from "../people/MemberMenu.tsx";
import { splitByRemoval, type Student } from "../people/students.ts";

export function MemberTools(
  { menu, session, members, rooms, online, actions, owns }: {
    menu: Signal<OpenMenu<Student> | null>;
    session: ClassSession | null;
    members: Readonly<Record<string, Member>>;
    rooms: Readonly<Record<string, MarkedRoom>>;
    online: ReadonlySet<string>;
    actions: StudentActions;
    owns: boolean;
  },
) {
  const renames = useSignal<Student | null>(null);
  const asked = useSignal<Student | null>(null);
  const notesPart = useLazyPart(
    openedThread.value !== null,
    () => import("../notes/desk/StaffNoteDialog.tsx"),
  );
  const opened = menu.value;
  const thread = session && opened &&
    threadForWords(session, opened.of.id);
  // Read when the menu opens, so that a hand raised later moves no item.
  const hand = useMemo(
    () => opened && raisedHandsByStudent(session).get(opened.of.id),
    [opened],
  );
  return (
    <>
      <MemberMenu
        opened={menu}
        members={members}
        rooms={roomsInOrder(rooms)}
        actions={actions}
        owns={owns}
        onAnswer={session && hand
          ? () => openRaisedHand(session, hand)
          : undefined}
        onNotes={thread ? () => openedThread.value = thread : undefined}
        onRename={(student) => renames.value = student}
        onThisIs={(student) => asked.value = student}
      />
      {session && notesPart && openedThread.value !== null && (
        <notesPart.StaffNoteDialog
          session={session}
          thread={openedThread.value}
          onClose={() => openedThread.value = null}
        />
      )}
      {renames.value && (
        <RenameDialog
          student={renames.value}
          actions={actions}
          onClose={() => renames.value = null}
        />
      )}
      {asked.value && (
        <WhoIsDialog
          student={asked.value}
          others={splitByRemoval(members).present}
          online={online}
          onClose={() => asked.value = null}
          onThisIs={(into) => {
            const student = asked.value!;
            asked.value = null;
            void actions.confirmIdentity(student, into);
          }}
        />
      )}
    </>
  );
}

function RenameDialog(
  { student, actions, onClose }: {
    student: Student;
    actions: StudentActions;
    onClose: () => void;
  },
) {
  const typed = useSignal(student.name);
  const error = useSignal("");
  const save = async () => {
    const refused = await actions.rename(student, typed.value);
    if (refused === null) onClose();
    else error.value = refused;
  };
  return (
    <Modal
      title={t.renameTitle({ name: student.name })}
      hasFocus
      onClose={onClose}
    >
      <Form class="stack" onSubmit={save}>
        <InputField
          id="rename"
          label={t.newName}
          value={typed}
          error={error.value}
          autoComplete="off"
          required
          autofocus
          onFocus={(event) => event.currentTarget.select()}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
            error.value = "";
          }}
        />
        <div class="actions">
          <Button type="submit" look="main">{t.save}</Button>
        </div>
      </Form>
    </Modal>
  );
}

function WhoIsDialog(
  { student, others, online, onClose, onThisIs }: {
    student: Student;
    others: readonly Student[];
    online: ReadonlySet<string>;
    onClose: () => void;
    onThisIs: (into: Student) => void;
  },
) {
  const first = firstWord(student.name);
  const choices = others.filter(({ id }) => id !== student.id)
    .sort((a, b) =>
      Number(firstWord(b.name) === first) - Number(firstWord(a.name) === first)
    );
  return (
    <Modal title={t.thisIsTitle({ name: student.name })} onClose={onClose}>
      <div class="stack">
        <p>
          {choices.length > 0
            ? t.thisIsText({ name: student.name })
            : t.thisIsNobody}
        </p>
        <ul class="stack snug scroll merge-list">
          {choices.map((other) => (
            <li key={other.id}>
              <button type="button" onClick={() => onThisIs(other)}>
                <span class={online.has(other.id) ? "dot on" : "dot"} />
                <span>{other.name}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </Modal>
  );
}

/** The first word of a name. "Amy (2)" and "amy lin" most likely are the student "Amy". */
function firstWord(name: string): string {
  return name.toLowerCase().split(/[\s(]/, 1)[0];
}
