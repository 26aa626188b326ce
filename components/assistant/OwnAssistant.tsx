/** The teacher's own assistant, as a part of the session page. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Seat } from "../chat/chat.ts";
import { Assistant } from "./assistant.ts";
import { AssistantView } from "./AssistantView.tsx";

/** The chat, opened when it is first shown. */
export function OwnAssistant({ seat }: { seat: Seat }) {
  const assistant = useSignal<Assistant | null>(null);
  useEffect(() => {
    const opened = new Assistant(seat);
    assistant.value = opened;
    return () => opened.close();
  }, [seat]);
  return (
    <div class="own-assistant">
      <AssistantView assistant={assistant.value} seen="own-teacher" />
    </div>
  );
}
