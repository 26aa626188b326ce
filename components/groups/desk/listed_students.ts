/** Who of the class list is in the class (J-8). */
import type { Listed } from "../../../classroom/model/members.ts";
import { nameKey } from "../../../classroom/model/names.ts";
import type { ClassSession } from "../../client/class_session.ts";

/** A name of the list: in the class, waiting already for it to begin (S-7), or missing. */
export interface ListedStudent extends Listed {
  id: string;
  is: "in" | "early" | "missing";
}

export function listedStudents(session: ClassSession): ListedStudent[] {
  const people = session.facts.members.value;
  const early = new Set(
    Object.values(session.staff?.waiting.value ?? {})
      .filter(({ kind }) => kind === "start")
      .map(({ name }) => nameKey(name)),
  );
  return Object.entries(session.staff?.classList.value ?? {})
    .map(([id, one]): ListedStudent => {
      const entry = one.member
        ? people[session.facts.personOf(one.member)]
        : undefined;
      const isIn = entry !== undefined && !entry.removed;
      const isEarly = () => early.has(nameKey(one.name));
      return { ...one, id, is: isIn ? "in" : isEarly() ? "early" : "missing" };
    })
    .sort((a, b) => a.order - b.order);
}
