/** On the page of a class that runs: that another class of the teacher's waits for its end (S-7). */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { overlap as t } from "texts/sessions_class_form.ts";
import type { SessionView } from "../../classroom/model/views.ts";
import { localPath } from "../../locales/local_path.ts";
import { ask } from "../client/ask.ts";

/** It asks again after so long: a class can be scheduled, or moved, from another page meanwhile (ms). */
const looksEvery = 30_000;

/**
 * Which class of theirs waits; null: none. It asks when the page opens, every half minute, and when the next class is due.
 *
 * @param now the server's time
 * @param wanted whether it is asked at all
 */
export function useNextWaits(
  now: () => number,
  wanted: boolean,
): SessionView | null {
  const waits = useSignal<SessionView | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function look() {
      clearTimeout(timer);
      const answer = await ask<{ sessions: SessionView[] }>(
        "GET",
        "/api/sessions",
      );
      timer = setTimeout(look, looksEvery);
      if (!answer.ok) return;
      const ahead = answer.body.sessions
        .filter((it) => it.state === "scheduled" && !it.undoUntil)
        .sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt));
      waits.value = ahead.find(({ late }) => late) ?? null;
      // One that is due this very moment waits only once somebody has looked.
      const due = ahead.map((it) => Date.parse(it.startsAt) - now() + 3_000)
        .find((left) => left > 0);
      if (due === undefined || due > looksEvery) return;
      clearTimeout(timer);
      timer = setTimeout(look, due);
    }
    const wake = () => {
      if (document.visibilityState === "visible") void look();
    };
    if (!wanted) return;
    void look();
    document.addEventListener("visibilitychange", wake);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", wake);
    };
  }, [wanted]);
  return waits.value;
}

/** The line about it. */
export function NextWaits({ id, name }: SessionView) {
  return (
    <p class="next-waits box small" role="status">
      <a href={localPath(`/teacher/sessions/${id}`)}>{t.waits({ name })}</a>
    </p>
  );
}
