/** Who of the class list is in the class (J-8). */
import type { Listed } from "../../../classroom/schema/members.ts";
import type { ClassSession } from "../../session/class_session.ts";

/** The names of the list, in order, and whether each is in the class. */
export function listedStudents(
  session: ClassSession,
): (Listed & { id: string; isIn: boolean })[] {
  const people = session.facts.members.value;
  return Object.entries(session.staff?.classList.value ?? {})
    .map(([id, one]) => {
      const entry = one.member
        ? people[session.facts.personOf(one.member)]
        : undefined;
      return { ...one, id, isIn: entry !== undefined && !entry.removed };
    })
    .sort((a, b) => a.order - b.order);
}
