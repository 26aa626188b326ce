import { untranslatedAttribute } from "../ui/untranslated.ts";
import { useSignal, useSignalEffect } from "@preact/signals";
import { classPage as t } from "texts/sessions_class.ts";
import type { ClassSession } from "../client/class_session.ts";
import { formatClock } from "../../formats/format_time.ts";
import {
  countdownShownMs,
  findDueEndNotice,
} from "../sessions/last_minutes.ts";
import "./class_page.css";
import { formatTimeLeft } from "../../formats/format_time.ts";

export function ClassCountdown({ session }: { session: ClassSession }) {
  const leftMs = useSignal<number | null>(null);
  const announcement = useSignal("");
  useSignalEffect(() => {
    const { endsAt, state } = session.facts.info.value;
    const offset = session.facts.clockOffset.value;
    if (!endsAt || state !== "active") {
      leftMs.value = null;
      announcement.value = "";
      return;
    }
    let previousDue: number | null = null;
    const tick = () => {
      const now = endsAt - Date.now() - offset;
      leftMs.value = now <= countdownShownMs ? Math.max(0, now) : null;
      // Also removes a notice, if the class was extended or the clock corrected.
      const due = findDueEndNotice(now);
      if (due === previousDue) return;
      previousDue = due;
      announcement.value = due === null
        ? ""
        : t.endsSoon({ rest: formatTimeLeft(now) });
    };
    tick();
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  });
  const isEnding = session.facts.info.value.state === "ending";
  return (
    <>
      {leftMs.value !== null && (
        <p class="countdown figures" role="timer" {...untranslatedAttribute}>
          {t.endsIn({ time: formatClock(leftMs.value) })}
        </p>
      )}
      {isEnding && <p class="countdown">{t.ending}</p>}
      <p class="visually-hidden" aria-live="polite">{announcement}</p>
    </>
  );
}
