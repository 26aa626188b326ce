/** Who of the class list is in the class of this page (J-8). */
import {
  listedAmong,
  type ListedStudent,
} from "../../../classroom/model/listed.ts";
import type { ClassSession } from "../../client/class_session.ts";

/** `rendered`: whom the server found, which counts until the documents say more. */
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
