import { useComputed } from "@preact/signals";
import type { OverviewData } from "../../../classroom/model/monitoring/activity.ts";
import type { Member } from "../../../classroom/model/members.ts";
import { raisedHandsByStudent } from "../../groups/desk/raised_hands.ts";
import { splitByRemoval } from "../../people/students.ts";
import type { ClassSession } from "../../client/class_session.ts";
import type { Seat } from "../../client/seat.ts";
import { useClassSession } from "../../client/use_class_session.ts";
import { ClassMonitoring } from "../class_monitoring.ts";
import { type StudentOnGrid, studentsOnGrid } from "./students_on_grid.ts";

/**
 * @param rendered facts from the server, used until the staff's document has loaded; null: `facts` is null until the
 * session is open
 */
export function useStudentsOnGrid(
  seat: Seat,
  members: Readonly<Record<string, Member>>,
  rendered: OverviewData | null = null,
): {
  session: ClassSession | null;
  watching: ClassMonitoring | null;
  facts: OverviewData | null;
  present: StudentOnGrid[];
  removed: StudentOnGrid[];
} {
  const session = useClassSession(seat);
  const watching = useComputed(() =>
    session.value?.part(ClassMonitoring) ?? null
  );
  const facts = !rendered || session.value?.staff?.isLoaded
    ? watching.value?.facts ?? rendered
    : rendered;
  const { students = {}, acted } = facts ?? {};
  const queues = watching.value?.queuedAnswersBefore.value ?? {};
  const { present, removed } = splitByRemoval(members);
  const isLive = session.value?.facts.isLive.value;
  const hands = isLive ? raisedHandsByStudent(session.value) : undefined;
  return {
    session: session.value,
    watching: watching.value,
    facts,
    present: studentsOnGrid(present, members, students, hands, queues, acted),
    removed: studentsOnGrid(removed, members, students, hands),
  };
}
