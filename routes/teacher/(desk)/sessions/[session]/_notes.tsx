/** **Notes to staff** of an ended class (T-1), each student's folded: others may see the screen. */
import type { RecordNote } from "../../../../../classroom/record/note_record.ts";
import {
  NoteItem,
  NoteSubject,
} from "../../../../../components/notes/NoteThread.tsx";
import { formatTime } from "../../../../../formats/format_time.ts";
import { untranslatedAttribute } from "../../../../../components/ui/untranslated.ts";
import { notes as words } from "texts/notes.ts";
import { record } from "texts/record.ts";

/** @param notes by student, as `readNotes` yields them */
export function NotesSection(
  { notes, zone }: { notes: readonly RecordNote[]; zone: string },
) {
  const threads = Map.groupBy(notes, ({ student }) => student.id);
  return (
    <section class="card stack" aria-labelledby="notes-heading">
      <h2 id="notes-heading">{record.parts.notes}</h2>
      {[...threads].map(([id, thread]) => (
        <details key={id}>
          <summary {...untranslatedAttribute}>{thread[0].student.name}</summary>
          <ol
            class="stack snug note-thread"
            aria-label={thread[0].student.name}
          >
            {thread.map(({ id, author, student, at, text, about }) => (
              <NoteItem
                key={id}
                name={author.name}
                text={text}
                isMine={author.id !== student.id}
                state={formatTime(at, "hour", zone)}
                above={about && (
                  <NoteSubject
                    name={about.author?.name ?? words.someone}
                    text={about.text}
                  />
                )}
              />
            ))}
          </ol>
        </details>
      ))}
    </section>
  );
}
