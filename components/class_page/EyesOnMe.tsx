/**
 * **Eyes on me** on a student's page (S-12): a calm page over everything, open panel included, with the teacher's
 * line, and the bar of the call for whoever is in one. It takes no word away: what stands in a box stays there, what waits to
 * be sent waits. Loaded when it is wanted.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { eyes as t } from "texts/sessions_eyes.ts";
import { CallPlace, isCovered } from "../calls/CallPlace.tsx";
import { carryFocus } from "../calls/use_kept_focus.ts";
import { withoutNetwork } from "../page/held_page.ts";
import type { ClassSession } from "../client/class_session.ts";
import { Button } from "../ui/Button.tsx";
import { ViewIcon } from "../ui/icons.tsx";
import "./class_page.css";

/** The notice. `offline`: nobody could say here that the class goes on, so that one may close it. */
export function EyesOnMe(
  { session, line, offline }: {
    session: ClassSession;
    line: string;
    offline: boolean;
  },
) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const away = useSignal(false);
  useEffect(() => {
    if (!offline) away.value = false;
  }, [offline]);
  useLayoutEffect(() => {
    const { current } = dialog;
    if (away.value || !current) return;
    const before = document.activeElement;
    const wasInCall = isInCall(before);
    current.showModal();
    // Its name is all that it says: so it is heard once.
    current.focus();
    isCovered.value = true;
    return () => {
      isCovered.value = false;
      if (wasInCall || isInCall(document.activeElement)) carryFocus();
      current.close();
      // On a phone the keyboard comes up again where one was writing.
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [away.value]);
  const { facts, seat } = session;
  const me = facts.online.value.get(seat.member);
  return (
    <dialog
      ref={dialog}
      class="eyes"
      tabIndex={-1}
      aria-labelledby={`${id} ${id}-text`}
      onCancel={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        // A second Escape would close it without asking. A list over it is closed.
        const over = dialog.current?.querySelector(":popover-open");
        if (event.key === "Escape" && !over) event.preventDefault();
      }}
    >
      <div class="eyes-page">
        <ViewIcon />
        <h2 id={id}>{line || t.usual}</h2>
        <p id={`${id}-text`}>
          {offline
            ? withoutNetwork(t.noNetwork)
            : me?.call
            ? t.pausedInCall
            : t.paused}
        </p>
        {offline && (
          <Button onClick={() => away.value = true}>{t.forNow}</Button>
        )}
      </div>
      <CallPlace session={session} on="cover" />
    </dialog>
  );
}

function isInCall(element: Element | null): boolean {
  return element?.closest(".call-bar") != null;
}
