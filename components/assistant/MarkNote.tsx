/** What the teacher thought of an answer that was handed in. */
import { assistant as t } from "../../locales/en_assistant.ts";
import "./MarkNote.css";

/** A mark and a comment. */
export function MarkNote(
  { grade, comment }: { grade?: string; comment?: string },
) {
  return (
    <dl class="mark-note">
      {grade && (
        <div>
          <dt>{t.mark}</dt>
          <dd class="mark-grade">{grade}</dd>
        </div>
      )}
      {comment && (
        <div>
          <dt>{t.comment}</dt>
          <dd>{comment}</dd>
        </div>
      )}
    </dl>
  );
}
