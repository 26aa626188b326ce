import type { ClassSession } from "../../client/class_session.ts";

/** The threads of notes of a student and their aliases. The thread with the last note comes last. */
export function threadsOfPerson(
  { facts, staff }: ClassSession,
  person: string,
): string[] {
  return Object.entries(staff?.noteThreads.value ?? {})
    .filter(([thread]) => facts.personOf(thread) === person)
    .sort(([, a], [, b]) => a.lastAt - b.lastAt)
    .map(([thread]) => thread);
}
