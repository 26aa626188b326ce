/** A student's notes to staff with the answers, for reading after the class (T-1). */
import { z } from "zod";
import type { AppServices } from "../app_services.ts";
import { documentNames as names } from "../model/documents.ts";
import { readClassDocuments } from "../model/layout.ts";
import { isSamePerson } from "../model/persons.ts";
import { toIsoString } from "../../formats/times.ts";
import { members, notesOf } from "../model/roots.ts";
import {
  namedIdSchema,
  timeSchema,
  yesSchema,
} from "../model/result_schemas.ts";

export const ownNoteSchema = z.object({
  id: namedIdSchema,
  own: yesSchema.optional().describe(
    "the student wrote it; otherwise staff did",
  ),
  name: z.string(),
  at: timeSchema,
  text: z.string(),
  unread: yesSchema.optional().describe(
    "an answer of staff that was not opened in the class",
  ),
});
export type OwnNote = z.output<typeof ownNoteSchema>;

/**
 * The notes of a member's threads, oldest first.
 * @param threads ids of the last answers that the student has opened, by the threads that the own document lists
 */
export async function ownNotes(
  { sync }: Pick<AppServices, "sync">,
  s: string,
  member: string,
  threads: ReadonlyMap<string, string | undefined>,
): Promise<OwnNote[]> {
  if (threads.size === 0) return [];
  const documents = [...threads.keys()].map((it) => names.note(s, it));
  return await readClassDocuments(
    sync,
    s,
    ({ session }, { doc }) =>
      [...threads].flatMap(([thread, read]) => {
        const notes = notesOf(doc(names.note(s, thread))).toArray();
        const lastRead = notes.findIndex(({ id }) => id === read);
        return notes.map((note, index) => ({
          ...note,
          isRead: index <= lastRead,
        }));
      })
        .sort((a, b) => a.at - b.at)
        .map(({ id, from, at, text, isRead }) => {
          const isOwn = isSamePerson(session, from, member);
          return {
            id,
            ...(isOwn && { own: true as const }),
            name: members(session).get(from)?.name ?? "",
            at: toIsoString(at),
            text,
            ...(!isOwn && !isRead && { unread: true as const }),
          };
        }),
    documents,
  );
}
