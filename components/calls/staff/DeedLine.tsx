/** The line that says what staff did last with the calls, and goes by itself; with **Start again** after their end. */
import { useEffect, useRef } from "preact/hooks";
import { callStaff as t } from "texts/calls.ts";
import { Button, CloseButton } from "../../ui/Button.tsx";
import { CheckIcon } from "../../ui/icons.tsx";
import { CallIcon } from "../call_icons.tsx";
import type { CallDesk } from "./call_desk.ts";

/** Nobody is about to press where no pointer has moved for so long (ms). */
const rests = 1_500;

/** The line; there also when it is empty, so that what comes to stand in it is read out. */
export function DeedLine({ desk }: { desk: CallDesk }) {
  const deed = desk.done.value;
  const trouble = desk.api.trouble.value;
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!deed) return;
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
    const isHeld = () =>
      performance.now() - movedAt < rests ||
      line.current!.matches(":hover, :focus-within");
    desk.holders.add(isHeld);
    return () => {
      listening.abort();
      desk.holders.delete(isHeld);
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
            onClick={() => desk.clear()}
          />
        </>
      )}
    </div>
  );
  // Whoever was in the call is told of its end in any case.
  const isSaid = (ended?.room ?? null) !== null;
  return (
    <div ref={line}>
      <div role="status">{!isSaid && note}</div>
      {isSaid && note}
      {/* There when it is empty, too: it is said once, and not again where the bar goes to another place. */}
      <div aria-live="assertive">
        {trouble && (
          <div class="call-note row">
            <p class="call-refused">{trouble.detail}</p>
            <CloseButton
              look="small"
              onClick={() => desk.api.trouble.value = null}
            />
          </div>
        )}
      </div>
    </div>
  );
}
