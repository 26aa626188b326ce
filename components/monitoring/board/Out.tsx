/** Who was removed from the class, folded away under its board, to be allowed back (J-4). */
import { review } from "texts/review.ts";
import { session as t } from "texts/sessions_live.ts";
import type { Student } from "../../people/students.ts";
import { Button } from "../../ui/Button.tsx";
import type { BoardView } from "./board_view.ts";
import type { Pupil } from "./pupils.ts";

/** The list; nothing where nobody was. */
export function Out({ removed, view, onAllow }: {
  removed: readonly Pupil[];
  view: BoardView;
  onAllow?: (student: Student) => void;
}) {
  if (removed.length === 0) return null;
  return (
    <details class="board-out">
      <summary>{t.removedCount({ count: removed.length })}</summary>
      <ul>
        {removed.map((student) => {
          const { id, name, activity } = student;
          return (
            <li key={id} class="row wraps">
              <span>{name}</span>
              {activity?.conversation && (
                <Button
                  look="small"
                  aria-label={review.board.viewOf({ name })}
                  onClick={() => view.viewed.value = id}
                >
                  {review.board.view}
                </Button>
              )}
              {onAllow && (
                <Button
                  look="small"
                  aria-label={t.allowName({ name })}
                  onClick={() => onAllow(student)}
                >
                  {t.allow}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </details>
  );
}
