import {
  listedAmong,
  type ListedStudent,
} from "../../../classroom/model/listed.ts";
import type { ClassSession } from "../../client/class_session.ts";

/** The class list's students (J-8). `rendered`: from the server, until the documents are newer. */
export function listedStudents(
  session: ClassSession | null,
  rendered: readonly ListedStudent[] = [],
): readonly ListedStudent[] {
  const staff = session?.staff;
  if (!staff || rendered.length > 0 && !staff.isKnown) return rendered;
  return listedAmong(
    staff.classList.value,
    Object.values(staff.waiting.value),
    (id) => session.facts.members.value[id],
  );
}
