/** **Eyes on me** on a student's page (S-12): the teacher's line covers everything but the call's bar. */
import { useSignal } from "@preact/signals";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { notesMark } from "texts/notes_mark.ts";
import { eyes as t } from "texts/sessions_eyes.ts";
import { CallBarSlot, isPageCovered } from "../calls/CallBarSlot.tsx";
import { keepFocusThroughMove } from "../calls/use_focus_fallback.ts";
import { withReloadWarning } from "../page/leave_warning.ts";
import type { ClassSession } from "../client/class_session.ts";
import { OwnNotes } from "../notes/own_notes.ts";
import { Button } from "../ui/Button.tsx";
import { ViewIcon } from "../ui/later_icons.tsx";
import "./class_page.css";

/** @param isOffline the student can close it: the end of **Eyes on me** would not arrive */
export function EyesOnMeCover(
  { session, line, isOffline }: {
    session: ClassSession;
    line: string;
    isOffline: boolean;
  },
) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const isDismissed = useSignal(false);
  useEffect(() => {
    if (!isOffline) isDismissed.value = false;
  }, [isOffline]);
  useLayoutEffect(() => {
    const { current } = dialog;
    if (isDismissed.value || !current) return;
    const previousFocus = document.activeElement;
    const wasInCall = isInCall(previousFocus);
    current.showModal();
    // The dialog's label contains all of its text, so focusing it reads the text once.
    current.focus();
    isPageCovered.value = true;
    return () => {
      isPageCovered.value = false;
      if (wasInCall || isInCall(document.activeElement)) keepFocusThroughMove();
      current.close();
      // If a field had the focus, a phone's keyboard opens again.
      if (previousFocus instanceof HTMLElement && previousFocus.isConnected) {
        previousFocus.focus();
      }
    };
  }, [isDismissed.value]);
  const { facts, seat } = session;
  const ownPresence = facts.online.value.get(seat.member);
  return (
    <dialog
      ref={dialog}
      class="eyes"
      tabIndex={-1}
      aria-labelledby={`${id} ${id}-text`}
      onCancel={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        // Browsers close a dialog on the second Escape, even if `cancel` was prevented. An open list still gets
        // its Escape.
        const over = dialog.current?.querySelector(":popover-open");
        if (event.key === "Escape" && !over) event.preventDefault();
      }}
    >
      <div class="eyes-page">
        <ViewIcon />
        <h2 id={id}>{line || t.usual}</h2>
        <p id={`${id}-text`}>
          {isOffline
            ? withReloadWarning(t.noNetwork)
            : ownPresence?.call
            ? t.pausedInCall
            : t.paused}
        </p>
        {isOffline && (
          <Button onClick={() => isDismissed.value = true}>{t.forNow}</Button>
        )}
        <Button
          look="bare"
          onClick={() => session.part(OwnNotes).dialog.value = {}}
        >
          {notesMark.tell}
        </Button>
      </div>
      <CallBarSlot session={session} place="cover" />
    </dialog>
  );
}

function isInCall(element: Element | null): boolean {
  return element?.closest(".call-bar") != null;
}
