import type { ClassSession } from "../../client/class_session.ts";

/** A student's threads of notes to staff, also of merged devices; the one that they wrote in last is last. */
export function threadsOfPerson(
  { facts, staff }: ClassSession,
  person: string,
): string[] {
  return Object.entries(staff?.noteThreads.value ?? {})
    .filter(([thread]) => facts.personOf(thread) === person)
    .sort(([, a], [, b]) => a.lastAt - b.lastAt)
    .map(([thread]) => thread);
}
