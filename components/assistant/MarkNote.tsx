/** What the teacher thought of an answer that was handed in. */
import { en as t } from "../../locales/en.ts";
import "./MarkNote.css";

/** A mark and a comment. */
export function MarkNote(
  { grade, comment }: { grade?: string; comment?: string },
) {
  return (
    <dl class="mark-note">
      {grade && (
        <div>
          <dt>{t.assistant.mark}</dt>
          <dd class="mark-grade">{grade}</dd>
        </div>
      )}
      {comment && (
        <div>
          <dt>{t.assistant.comment}</dt>
          <dd>{comment}</dd>
        </div>
      )}
    </dl>
  );
}
