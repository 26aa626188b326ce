/** Ends the signal *waiting* (M-4) at once when a teacher has come or is not needed. */
import type * as Y from "yjs";
import { studentsOf } from "./conversations_layout.ts";

export function stopWaitingForTeacher(staff: Y.Doc, member: string): void {
  const students = studentsOf(staff);
  const activity = students.get(member);
  if (!activity?.signals.some((it) => it.for === "teacher")) return;
  const signals = activity.signals.filter((it) => it.for !== "teacher");
  students.set(member, { ...activity, signals });
}
