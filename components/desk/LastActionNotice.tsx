import { useEffect, useRef } from "preact/hooks";
import { Button, CloseButton } from "../ui/Button.tsx";
import type { StudentActions } from "../people/student_actions.ts";
import "./desk.css";
import { UndoButton } from "../ui/UndoButton.tsx";

/** Least time that it is shown. */
const leastShownMs = 15_000;

/** The last action, with **Undo** if possible. */
export function LastActionNotice({ actions, waits = false }: {
  actions: Pick<StudentActions, "done">;
  /** There is no room for it yet. */
  waits?: boolean;
}) {
  const done = waits ? null : actions.done.value;
  const undo = done?.undo, next = done?.next;
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!done) return;
    // Not while the cursor or focus is on it.
    const isHeld = () =>
      line.current?.matches(":hover, :focus-within") ?? false;
    const timer = setInterval(() => {
      if (!isHeld()) actions.done.value = null;
    }, leastShownMs);
    return () => clearInterval(timer);
  }, [done]);
  return (
    <div aria-live="polite">
      {done && (
        <div class="deed box" ref={line}>
          <p>{done.text}</p>
          {(undo || next) && (
            <div class="deed-acts">
              {undo && (
                <UndoButton
                  onClick={() => {
                    actions.done.value = null;
                    undo();
                  }}
                />
              )}
              {next && (
                <Button
                  look="small"
                  onClick={() => {
                    actions.done.value = null;
                    next.act();
                  }}
                >
                  {next.label}
                </Button>
              )}
            </div>
          )}
          <CloseButton look="small" onClick={() => actions.done.value = null} />
        </div>
      )}
    </div>
  );
}
