/** The line that says what staff did last with the calls, and goes by itself; with **Start again** after their end. */
import { useEffect, useRef } from "preact/hooks";
import { callStaff as t } from "texts/calls.ts";
import { Button, CloseButton } from "../../ui/Button.tsx";
import { CheckIcon } from "../../ui/icons.tsx";
import { CallIcon } from "../call_icons.tsx";
import type { CallDesk } from "./call_desk.ts";

/** How long it stays, at least: to read it, and to take an end back (ms). */
const stays = { toRead: 8_000, toUndo: 30_000 };
/** Nobody is about to press where no pointer has moved for so long (ms). */
const rests = 1_500;

/** The line; there also when it is empty, so that what comes to stand in it is read out. */
export function DeedLine({ desk }: { desk: CallDesk }) {
  const deed = desk.done.value;
  const trouble = desk.api.trouble.value;
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!deed) return;
    const until = performance.now() +
      (deed.ended ? stays.toUndo : stays.toRead);
    let movedAt = -Infinity;
    const listening = new AbortController();
    for (const kind of ["pointermove", "pointerdown"] as const) {
      addEventListener(kind, () => movedAt = performance.now(), {
        capture: true,
        passive: true,
        signal: listening.signal,
      });
    }
    // What stands below it moves with it: not away under somebody's hand.
    const timer = setInterval(() => {
      const now = performance.now();
      const isHeld = now - movedAt < rests ||
        line.current!.matches(":hover, :focus-within");
      if (now > until && !isHeld) desk.done.value = null;
    }, 500);
    return () => {
      listening.abort();
      clearInterval(timer);
    };
  }, [deed]);
  const ended = deed?.ended;
  const note = deed && (
    <div class="call-note call-deed row">
      <CheckIcon />
      <p>{deed.words}</p>
      {ended && (
        <>
          <Button look="small" onClick={() => desk.startAgain(ended)}>
            <CallIcon />
            {t.startAgain}
          </Button>
          <CloseButton
            look="small"
            onClick={() => desk.done.value = null}
          />
        </>
      )}
    </div>
  );
  // Whoever was in the call is told of its end in any case.
  const isSaid = ended?.wasIn === true;
  return (
    <div ref={line}>
      <div role="status">{!isSaid && note}</div>
      {isSaid && note}
      {trouble && <p class="call-refused" role="alert">{trouble.detail}</p>}
    </div>
  );
}
