/** Conversations as staff read them. Separate, so that students' pages do not load it. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Turn } from "../../classroom/model/conversations.ts";
import { assistant } from "texts/assistant.ts";
import { review as t } from "texts/review.ts";
import type { ConnectionStatus } from "../../sync/client/open_document.ts";
import { openTranscript, type Transcript } from "../assistant/transcript.ts";
import type { ClassSession } from "../client/class_session.ts";

/**
 * Opens a transcript while mounted. The device keeps no copy.
 *
 * @param cachedTurns turns from before, shown until it has synced
 */
export function useTranscript(
  session: ClassSession | null,
  id: string | undefined,
  cachedTurns?: Map<string, readonly Turn[]>,
): Transcript | null {
  const transcript = useSignal<Transcript | null>(null);
  useEffect(() => {
    if (!session || !id) return;
    const opened = openTranscript(session, id, false, cachedTurns?.get(id));
    transcript.value = opened;
    return () => {
      transcript.value = null;
      if (opened.document.synced.peek()) {
        cachedTurns?.set(id, opened.turns.peek());
      }
      opened.close();
    };
  }, [session, id]);
  return transcript.value;
}

export function describeMissingTranscript(status: ConnectionStatus): string {
  switch (status.state) {
    case "closed":
      return t.marking.gone;
    case "offline":
      return assistant.notHere;
    default:
      return t.view.loading;
  }
}
