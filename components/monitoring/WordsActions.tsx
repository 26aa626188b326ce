import { review } from "texts/review.ts";
import type { AttentionKey } from "../../classroom/model/monitoring/attention.ts";
import type { ClassSession } from "../client/class_session.ts";
import { requestAct } from "../client/session_api.ts";
import { ClaimButton } from "../people/claims/ClaimButton.tsx";
import { Button } from "../ui/Button.tsx";

/** Marks a student's worrying words as handled, or claims them for this teacher (S-9). Nothing without `attention`. */
export function WordsActions({ session, id, name, attention }: {
  session: ClassSession;
  /** The student's member id. */
  id: string;
  name: string;
  attention: readonly AttentionKey[];
}) {
  if (attention.length === 0) return null;
  return (
    <div class="actions">
      <Button
        look="small"
        aria-label={review.board.settleOf({ name })}
        onClick={() =>
          requestAct(session.seat.session, "DELETE /members/:m/signals", {
            m: id,
          })}
      >
        {review.board.settle}
      </Button>
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
