/** A button that asks in a dialog what is to be shared with a class, and opens what was shared there. */
import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { Button } from "../ui/Button.tsx";
import { Modal } from "../ui/Modal.tsx";
import type { ShareAsk } from "./live/live_actions.ts";
import type { LiveClass } from "./live/live_class.ts";

export function ShareInDialog(
  { lesson, opened, icon, label, title, hint, form }: {
    lesson: LiveClass;
    /** What is looked at. */
    opened: Signal<string | null>;
    icon: ComponentChildren;
    label: string;
    /** Of the dialog. */
    title: string;
    hint?: string;
    /** What is in the dialog; each time it opens a new one. */
    form: (share: (ask: ShareAsk) => Promise<void>) => ComponentChildren;
  },
) {
  const asks = useSignal(false);
  const close = () => asks.value = false;
  const share = async (ask: ShareAsk) => {
    const made = await lesson.actions.share(ask);
    if (made === null) return;
    close();
    opened.value = made;
  };
  return (
    <>
      <Button
        title={hint}
        disabled={lesson.idle}
        onClick={() => asks.value = true}
      >
        {icon}
        {label}
      </Button>
      {asks.value && (
        <Modal title={title} hasFocus onClose={close}>{form(share)}</Modal>
      )}
    </>
  );
}
