/** What the teacher thought of an answer that was handed in. */
import { withoutMarks } from "../../classroom/model/previews.ts";
import { assistant as t } from "texts/assistant.ts";
import "./assistant.css";

/** A mark and a comment, in plain words. */
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
          <dd>{withoutMarks(comment).trim()}</dd>
        </div>
      )}
    </dl>
  );
}
