/** Who has knocked at a colleague's class waits here until it is decided (S-8); also after the laptop slept. */
import { useEffect } from "preact/hooks";
import { ObserveWait } from "../../components/people/staff/ObserveWait.tsx";
import { ask } from "../../components/session/ask.ts";
import { localPath } from "../../locales/local_path.ts";

/** So often it is asked how it stands (ms). */
const pause = 2_000;

/** The page's content. `waiting`: under which id they knock. */
export default function ObserveWaiting({ waiting }: { waiting: string }) {
  useEffect(() => {
    let busy = false;
    const look = async () => {
      if (busy) return;
      busy = true;
      const answer = await ask<{ waiting?: string; session?: { id: string } }>(
        "GET",
        `/api/waiting/${waiting}`,
      );
      busy = false;
      if (answer.ok) {
        const { session } = answer.body;
        if (!session) return;
        location.replace(localPath(`/teacher/sessions/${session.id}`));
      } else {
        const { status } = answer.problem;
        // The server has the words, and the way on.
        if (status >= 400 && status < 429) location.reload();
      }
    };
    const timer = setInterval(look, pause);
    addEventListener("online", look);
    globalThis.document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      removeEventListener("online", look);
      globalThis.document.removeEventListener("visibilitychange", look);
    };
  }, [waiting]);
  return <ObserveWait />;
}
