/** Says over the page, or in the open chat, that a teacher has answered the student's note (T-1). */
import type { ClassSession } from "../client/class_session.ts";
import { useLazyPart } from "../ui/use_lazy_part.ts";
import { OwnNotes } from "./own_notes.ts";

export function NoteAnswerPlace({ session }: { session: ClassSession }) {
  const { dialog, shownAnswers } = session.part(OwnNotes);
  const isShown = dialog.value === null && shownAnswers.value.length > 0;
  const part = useLazyPart(isShown, () => import("./NoteAnswerNotice.tsx"));
  return (
    <div class="arrival-place">
      {isShown && part && <part.NoteAnswerNotice session={session} />}
    </div>
  );
}
