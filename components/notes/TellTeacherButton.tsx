import { notesMark as t } from "texts/notes_mark.ts";
import type { ClassSession } from "../client/class_session.ts";
import { Button } from "../ui/Button.tsx";
import { OwnNotes } from "./own_notes.ts";

export function TellTeacherButton({ session }: { session: ClassSession }) {
  return (
    <Button
      look="bare small ask-help"
      onClick={() => session.part(OwnNotes).dialog.value = {}}
    >
      {t.tell}
    </Button>
  );
}
