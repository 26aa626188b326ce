/** Who of the class list (J-8) is not on the board yet, and by which entry of it those stand there who are. Pure. */
import { nameKey } from "../../../classroom/model/names.ts";
import type { Student } from "../../people/students.ts";
import type { ClassSession } from "../../session/class_session.ts";
import { listedStudents } from "../../groups/desk/listed_students.ts";
import type { Placed } from "./pupils.ts";

/** Somebody who is expected. */
export interface Expected extends Placed {
  /** They wait already for the class to begin (S-7). */
  readonly isEarly: boolean;
}

/** Those of the class list, given who is here. */
export function expectedOf(
  session: ClassSession | null,
  present: readonly Student[],
): {
  expected: Expected[];
  /** Entries of the list, by who came as them. */
  entryOf: ReadonlyMap<string, string>;
} {
  const expected: Expected[] = [];
  const entryOf = new Map<string, string>();
  if (!session?.staff) return { expected, entryOf };
  // That they are those of the list is heard a moment after they have come.
  const byName = new Map(present.map(({ id, name }) => [nameKey(name), id]));
  for (const { id, name, is, member } of listedStudents(session)) {
    const came = member && is === "in"
      ? session.facts.personOf(member)
      : byName.get(nameKey(name));
    if (came) entryOf.set(came, id);
    else expected.push({ id, name, joinedAt: 0, isEarly: is === "early" });
  }
  return { expected, entryOf };
}

/** Whether it is known who is expected; until then nothing stands where they will. */
export function isListKnown(session: ClassSession | null): boolean {
  const document = session?.staff?.document;
  return document !== undefined &&
    (document.synced.value || document.status.value.state === "offline");
}
