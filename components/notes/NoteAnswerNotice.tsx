import { notesMark as t } from "texts/notes_mark.ts";
import type { ClassSession } from "../client/class_session.ts";
import { Button, CloseButton } from "../ui/Button.tsx";
import { formatList } from "../../formats/format_list.ts";
import { OwnNotes } from "./own_notes.ts";
import { useNotes } from "./use_notes.ts";
import "../people/joining/joining.css";

export function NoteAnswerNotice({ session }: { session: ClassSession }) {
  const ownNotes = session.part(OwnNotes);
  const { notes, isLoaded } = useNotes(
    session,
    Object.keys(ownNotes.threads.value),
  );
  const ids = ownNotes.shownAnswers.value;
  const names = notes.filter(({ id }) => ids.includes(id))
    .map(({ from }) => session.facts.nameOf(from) ?? "")
    .filter(Boolean);
  // Its height depends on the words.
  if (!isLoaded && ownNotes.session.status.value.state === "online") {
    return null;
  }
  return (
    <div class="row top arrival">
      <div class="spread grow arrival-text">
        <p>
          {names.length > 0
            ? t.answeredBy({ names: formatList([...new Set(names)]) })
            : t.answered}
        </p>
        <Button look="main small" onClick={() => ownNotes.dialog.value = {}}>
          {t.open}
        </Button>
      </div>
      <CloseButton look="small" onClick={() => ownNotes.hideAnswers()} />
    </div>
  );
}
