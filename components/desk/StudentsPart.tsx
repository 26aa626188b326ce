/** **Students** of a class that runs or will: its board, and while nobody is in, the code with every way in. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { scheduled as ahead } from "texts/sessions_schedule.ts";
import { ClassListBar } from "../groups/desk/ClassListBar.tsx";
import { Board, type BoardProps } from "../monitoring/board/Board.tsx";
import type { StudentActions } from "../people/student_actions.ts";
import { type Student, studentsAmong } from "../people/students.ts";
import type { ClassSession } from "../client/class_session.ts";
import { JoinCode } from "../sessions/JoinCode.tsx";
import type { OpenMenu } from "../ui/Menu.tsx";
import "./desk.css";

/** So long everybody is gone before it is said: after a restart of the server they come back one by one (ms). */
const goneFor = 10_000;

export function StudentsPart(
  { session, ofClass, isAhead, isEmpty, joining, menu, actions }: {
    session: ClassSession | null;
    ofClass: Omit<BoardProps, "still" | "onMenu" | "onAllow" | "onMove">;
    /** The class has not begun. */
    isAhead: boolean;
    isEmpty: boolean;
    joining: Parameters<typeof JoinCode>[0];
    menu: Signal<OpenMenu<Student> | null>;
    actions: StudentActions;
  },
) {
  const { members, online, lastKnown } = ofClass;
  const { present } = studentsAmong(members);
  const isGone = useSignal(false);
  const nobody = !isAhead && present.length > 0 && lastKnown === null &&
    !present.some(({ id }) => online.has(id));
  useEffect(() => {
    isGone.value = false;
    if (!nobody) return;
    const timer = setTimeout(() => isGone.value = true, goneFor);
    return () => clearTimeout(timer);
  }, [nobody]);
  const bar = <ClassListBar session={session} empty={isGone.value && nobody} />;
  if (isAhead) {
    return (
      <div class="stack">
        <p class="quiet">{ahead.prepare}</p>
        {bar}
      </div>
    );
  }
  const rooms = session?.facts.rooms.value ?? {};
  return (
    <div class="students-part">
      {isEmpty && (
        <>
          <JoinCode {...joining} shown />
          {bar}
        </>
      )}
      <Board
        {...ofClass}
        expects
        still={menu.value !== null}
        onMenu={(asked) => menu.value = asked}
        onAllow={(student) => actions.allow(student)}
        onMove={(student, room) =>
          actions.move(student, room, (id) => rooms[id]?.name ?? "")}
      >
        {!isEmpty && bar}
      </Board>
    </div>
  );
}
