/** A student's notes to staff with the answers, for reading after the class (T-1). */
import type { AppServices } from "../app_services.ts";
import { documentNames as names } from "../model/documents.ts";
import { members, readClassDocuments } from "../model/layout.ts";
import { isSamePerson } from "../model/persons.ts";
import { notesOf } from "../model/staff_notes.ts";
import { toIsoString } from "../model/times.ts";

export interface OwnNote {
  id: string;
  /** Present: the student wrote it; absent: staff answered. */
  own?: true;
  name: string;
  at: string;
  text: string;
}

/** The notes of a member's `threads`, which its own document lists, oldest first. */
export async function ownNotes(
  { sync }: Pick<AppServices, "sync">,
  s: string,
  member: string,
  threads: readonly string[],
): Promise<OwnNote[]> {
  if (threads.length === 0) return [];
  const documents = threads.map((thread) => names.note(s, thread));
  return await readClassDocuments(
    sync,
    s,
    ({ session }, { doc }) =>
      documents.flatMap((name) => notesOf(doc(name)).toArray())
        .sort((a, b) => a.at - b.at)
        .map(({ id, from, at, text }) => ({
          id,
          ...(isSamePerson(session, from, member) && { own: true as const }),
          name: members(session).get(from)?.name ?? "",
          at: toIsoString(at),
          text,
        })),
    documents,
  );
}
