/** Opens **Tell a teacher** on a student's page, and says when an answer has come. */
import { useEffect } from "preact/hooks";
import { notesMark as t } from "texts/notes_mark.ts";
import type { ClassSession } from "../client/class_session.ts";
import { announce } from "../ui/announce.ts";
import { useLazyPart } from "../ui/use_lazy_part.ts";
import { OwnNotes } from "./own_notes.ts";

export function NoteDialogPlace({ session, hasAlerts }: {
  session: ClassSession;
  /** A second adult is alerted to what no teacher takes in time (T-2). */
  hasAlerts: boolean;
}) {
  const ownNotes = session.part(OwnNotes);
  const isOpen = ownNotes.dialog.value !== null;
  const part = useLazyPart(isOpen, () => import("./NoteDialog.tsx"));
  const isNew = ownNotes.hasNewAnswer.value && !isOpen;
  useEffect(() => {
    if (isNew) announce(t.answered, { topic: "note answer" });
  }, [isNew]);
  return isOpen && part
    ? <part.NoteDialog session={session} hasAlerts={hasAlerts} />
    : null;
}
