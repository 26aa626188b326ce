/** The last five minutes of a class, by the server's clock (S-4). */
import { useSignal, useSignalEffect } from "@preact/signals";
import { classPage as t } from "../../locales/en_class.ts";
import type { Chat } from "../chat/chat.ts";
import "./Countdown.css";

const shownFor = 5 * 60_000;

/** "Ends in 4:12", and two sentences for those who do not look at it. */
export function Countdown({ chat }: { chat: Chat }) {
  const left = useSignal<number | null>(null);
  const said = useSignal("");
  useSignalEffect(() => {
    const { endsAt, state } = chat.info.value;
    const offset = chat.clockOffset.value;
    if (!endsAt || state !== "active") {
      left.value = null;
      said.value = "";
      return;
    }
    const tick = () => {
      const now = endsAt - Date.now() - offset;
      left.value = now <= shownFor ? Math.max(0, now) : null;
      // Also taken back: a clock may have been wrong, or the teacher has extended the class.
      said.value = now > 0 && now <= shownFor
        ? t.endsSoon(now > 60_000 ? 5 : 1)
        : "";
    };
    tick();
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  });
  const ending = chat.info.value.state === "ending";
  return (
    <>
      {left.value !== null && (
        <p class="countdown figures" role="timer">
          {t.endsIn(minutes(left.value))}
        </p>
      )}
      {ending && <p class="countdown">{t.ending}</p>}
      <p class="visually-hidden" role="status">{said}</p>
    </>
  );
}

function minutes(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
