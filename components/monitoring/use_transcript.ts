/** A conversation as the teacher reads it, apart from what students' pages load. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { openTranscript, type Transcript } from "../assistant/transcript.ts";
import type { ClassSession } from "../session/class_session.ts";

/** A conversation that is read as long as it is shown; null until it is open. This device keeps no copy of it. */
export function useTranscript(
  session: ClassSession | null,
  id: string | undefined,
): Transcript | null {
  const shown = useSignal<Transcript | null>(null);
  useEffect(() => {
    if (!session || !id) return;
    const opened = openTranscript(session, id, false);
    shown.value = opened;
    return () => {
      shown.value = null;
      opened.close();
    };
  }, [session, id]);
  return shown.value;
}
