/** The teacher's own assistant, as a part of the session page. */
import type { Seat } from "../session/seat.ts";
import { useClassSession } from "../session/use_class_session.ts";
import { Assistant } from "./assistant.ts";
import { AssistantView } from "./AssistantView.tsx";

/** The chat, opened when it is first shown. */
export function OwnAssistant({ seat }: { seat: Seat }) {
  const session = useClassSession(seat);
  return (
    <div class="own-assistant">
      <AssistantView
        assistant={session.value?.part(Assistant) ?? null}
        seen="own-teacher"
      />
    </div>
  );
}
