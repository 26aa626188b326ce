import { signal } from "@preact/signals";
import type { ClassSession } from "../../client/class_session.ts";
import { ClassAttention } from "../../people/claims/class_attention.ts";

/** The thread in the dialog of the live page; null: it is closed. */
export const openedThread = signal<string | null>(null);

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

/** The thread in which staff write to a student; none without notes or worrying words: staff begin no other (C-8). */
export function threadForWords(
  session: ClassSession,
  person: string,
): string | undefined {
  return threadsOfPerson(session, person).at(-1) ??
    [...session.part(ClassAttention).attention.value.keys()]
      .flatMap((key) => key.startsWith("words-") ? key.slice(6) : [])
      .find((member) => session.facts.personOf(member) === person);
}
