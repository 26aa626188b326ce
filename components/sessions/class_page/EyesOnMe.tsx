/**
 * **Eyes on me** on a student's page (S-12): a calm page over everything, open panel included, with the teacher's
 * line. It takes no word away: what stands in a box stays there, what waits to be sent waits. Loaded when it is wanted.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { eyes as t } from "texts/sessions_eyes.ts";
import { withoutNetwork } from "../../page/held_page.ts";
import { Button } from "../../ui/Button.tsx";
import { ViewIcon } from "../../ui/icons.tsx";
import "./EyesOnMe.css";

/** The notice. `offline`: nobody could say here that the class goes on, so that one may close it. */
export function EyesOnMe(
  { line, offline }: { line: string; offline: boolean },
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
    const before = globalThis.document.activeElement;
    current.showModal();
    return () => {
      current.close();
      // On a phone the keyboard comes up again where one was writing.
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [away.value]);
  return (
    <dialog
      ref={dialog}
      class="eyes"
      role="alertdialog"
      aria-labelledby={id}
      aria-describedby={`${id}-text`}
      onCancel={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        // A second Escape would close it without asking.
        if (event.key === "Escape") event.preventDefault();
      }}
    >
      <div class="eyes-page">
        <ViewIcon />
        <h2 id={id} tabIndex={-1} autofocus>{line || t.usual}</h2>
        <p id={`${id}-text`}>
          {offline ? withoutNetwork(t.noNetwork) : t.paused}
        </p>
        {offline && (
          <Button onClick={() => away.value = true}>{t.forNow}</Button>
        )}
      </div>
    </dialog>
  );
}
