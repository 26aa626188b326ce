import { type Signal, useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Member } from "../../classroom/model/members.ts";
import { openRaisedHand } from "../groups/desk/join_hand.ts";
import { raisedHandsByStudent } from "../groups/desk/raised_hands.ts";
import { roomsInOrder, type RoomWithEmblem } from "../client/group_emblems.ts";
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
  { menu, session, members, rooms, online, actions, isOwner }: {
    menu: Signal<OpenMenu<Student> | null>;
    session: ClassSession | null;
    members: Readonly<Record<string, Member>>;
    rooms: Readonly<Record<string, RoomWithEmblem>>;
    online: ReadonlySet<string>;
    actions: StudentActions;
    isOwner: boolean;
  },
) {
  const studentToRename = useSignal<Student | null>(null);
  const studentToIdentify = useSignal<Student | null>(null);
  const notesPart = useLazyPart(
    openedThread.value !== null,
    () => import("../notes/desk/StaffNoteDialog.tsx"),
  );
  const opened = menu.value;
  const thread = session && opened &&
    threadForWords(session, opened.item.id);
  // Read when the menu opens, so that a hand raised later moves no item.
  const hand = useMemo(
    () => opened && raisedHandsByStudent(session).get(opened.item.id),
    [opened],
  );
  return (
    <>
      <MemberMenu
        opened={menu}
        members={members}
        rooms={roomsInOrder(rooms)}
        actions={actions}
        isOwner={isOwner}
        onAnswer={session && hand
          ? () => openRaisedHand(session, hand)
          : undefined}
        onNotes={thread ? () => openedThread.value = thread : undefined}
        onRename={(student) => studentToRename.value = student}
        onThisIs={(student) => studentToIdentify.value = student}
      />
      {session && notesPart && openedThread.value !== null && (
        <notesPart.StaffNoteDialog
          session={session}
          thread={openedThread.value}
          onClose={() => openedThread.value = null}
        />
      )}
      {studentToRename.value && (
        <RenameDialog
          student={studentToRename.value}
          actions={actions}
          onClose={() => studentToRename.value = null}
        />
      )}
      {studentToIdentify.value && (
        <WhoIsDialog
          student={studentToIdentify.value}
          candidates={splitByRemoval(members).present}
          online={online}
          onClose={() => studentToIdentify.value = null}
          onThisIs={(into) => {
            const student = studentToIdentify.value!;
            studentToIdentify.value = null;
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
  { student, candidates, online, onClose, onThisIs }: {
    student: Student;
    candidates: readonly Student[];
    online: ReadonlySet<string>;
    onClose: () => void;
    onThisIs: (into: Student) => void;
  },
) {
  const first = firstWord(student.name);
  const choices = candidates.filter(({ id }) => id !== student.id)
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
          {choices.map((candidate) => (
            <li key={candidate.id}>
              <button type="button" onClick={() => onThisIs(candidate)}>
                <span class={online.has(candidate.id) ? "dot on" : "dot"} />
                <span>{candidate.name}</span>
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
