import { useEffect, useRef } from "preact/hooks";
import { Button, CloseButton } from "../ui/Button.tsx";
import type { StudentActions } from "./student_actions.ts";
import { UndoButton } from "../ui/UndoButton.tsx";
import "./people.css";

/** The notice stays at least this long (ms). */
const leastShownMs = 15_000;

export function ActionToast({ actions, shouldWait = false }: {
  actions: Pick<StudentActions, "notice">;
  /** True if there is no room for the notice yet. */
  shouldWait?: boolean;
}) {
  const notice = shouldWait ? null : actions.notice.value;
  const undo = notice?.undo, next = notice?.next;
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!notice) return;
    // Not while the pointer or focus is on it.
    const isHeld = () =>
      line.current?.matches(":hover, :focus-within") ?? false;
    const timer = setInterval(() => {
      if (!isHeld()) actions.notice.value = null;
    }, leastShownMs);
    return () => clearInterval(timer);
  }, [notice]);
  return (
    <div aria-live="polite">
      {notice && (
        <div class="toast box" ref={line}>
          <p>{notice.text}</p>
          {(undo || next) && (
            <div class="cluster toast-acts">
              {undo && (
                <UndoButton
                  onClick={() => {
                    actions.notice.value = null;
                    undo();
                  }}
                />
              )}
              {next && (
                <Button
                  look="small"
                  onClick={() => {
                    actions.notice.value = null;
                    next.act();
                  }}
                >
                  {next.label}
                </Button>
              )}
            </div>
          )}
          <CloseButton
            look="small"
            onClick={() => actions.notice.value = null}
          />
        </div>
      )}
    </div>
  );
}
