/** That messages are held for the teacher (C-11), and the way to where they are read and answered: the chat. */
import { chat } from "texts/chat.ts";
import { waits as t } from "texts/people_waits.ts";
import { Chat } from "../../chat/chat.ts";
import type { ClassSession } from "../../session/class_session.ts";
import { roomRequest } from "../../chat/panel_requests.ts";
import { Button } from "../../ui/Button.tsx";
import { ClockIcon } from "../../ui/icons.tsx";
import "./HeldNote.css";

/** The note; nothing while nothing is held. */
export function HeldNote(
  { session, count }: { session: ClassSession | null; count: number },
) {
  return (
    <div role="status">
      {count > 0 && (
        <div class="held-note row">
          <ClockIcon />
          <strong>{chat.heldCount({ count })}</strong>
          <Button
            look="small"
            onClick={() =>
              roomRequest.value = session?.part(Chat).current.peek().id ??
                "main"}
          >
            {t.read}
          </Button>
        </div>
      )}
    </div>
  );
}
