import type { ComponentChildren } from "preact";
import { people } from "texts/people.ts";
import { review } from "texts/review.ts";
import type { AttentionKey } from "../../classroom/model/monitoring/attention.ts";
import type { ClassSession } from "../client/class_session.ts";
import { requestAct } from "../client/session_api.ts";
import { openedThread, threadForWords } from "../notes/desk/staff_threads.ts";
import { ClassAttention } from "../people/claims/class_attention.ts";
import { ClaimButton } from "../people/claims/ClaimButton.tsx";
import { Button } from "../ui/Button.tsx";
import { CheckIcon } from "../ui/icons.tsx";

/**
 * Buttons for a student's worrying words: to write to the student (`mayWrite`), mark the words as handled, or claim them
 * (S-9). Without `attention`, `children` alone, which come first.
 */
export function WordsActions(
  { session, id, name, attention, mayWrite, children }: {
    session: ClassSession;
    /** The student's member id. */
    id: string;
    name: string;
    attention: readonly AttentionKey[];
    mayWrite?: boolean;
    children?: ComponentChildren;
  },
) {
  if (attention.length === 0 && !children) return null;
  const thread = mayWrite && session.seat.role === "teacher" &&
    attention.length > 0 && threadForWords(session, id);
  return (
    <div class="actions">
      {children}
      {thread && (
        <Button
          look="small"
          onClick={({ currentTarget }: Event) => {
            // The dialog gives the focus back to what opened the list, not to a button in it that has gone.
            (currentTarget as Element).closest<HTMLElement>("[popover]")
              ?.hidePopover();
            session.part(ClassAttention).claim(...attention);
            openedThread.value = thread;
          }}
        >
          {people.write({ name })}
        </Button>
      )}
      {attention.length > 0 && (
        <Button
          look="small"
          aria-label={review.board.settleOf({ name })}
          onClick={() =>
            requestAct(session.seat.session, "DELETE /members/:m/signals", {
              m: id,
            })}
        >
          {!mayWrite && <CheckIcon />}
          {review.board.settle}
        </Button>
      )}
      {attention.map((call) => (
        <ClaimButton
          key={call}
          session={session}
          attention={call}
          about={name}
        />
      ))}
    </div>
  );
}
