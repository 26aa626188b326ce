import {
  type ListedStudent,
  matchClassList,
} from "../../../classroom/model/class_list.ts";
import type { ClassSession } from "../../client/class_session.ts";

/**
 * The students of the class list (J-8).
 *
 * @param rendered from the server; used until the documents have loaded
 */
export function studentsOnClassList(
  session: ClassSession | null,
  rendered: readonly ListedStudent[] = [],
): readonly ListedStudent[] {
  const staff = session?.staff;
  if (!staff || rendered.length > 0 && !staff.isLoaded) return rendered;
  return matchClassList(
    staff.classList.value,
    Object.values(staff.joinRequests.value),
    (id) => session.facts.members.value[id],
  );
}
