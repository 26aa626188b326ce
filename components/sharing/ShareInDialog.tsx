/** A button that asks in a dialog what is to be shared with a class, and opens what was shared there. */
import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren, FunctionComponent } from "preact";
import { Button } from "../ui/Button.tsx";
import { Modal } from "../ui/Modal.tsx";
import type { ShareAsk } from "./live/live_actions.ts";
import type { LiveClass } from "./live/live_class.ts";

/** Of a button on the page of a class. */
export interface ShareButtonProps {
  lesson: LiveClass;
  /** What is looked at. */
  opened: Signal<string | null>;
}

/** Of what is in the dialog. */
export interface ShareFieldsProps {
  lesson: LiveClass;
  share: (ask: ShareAsk) => Promise<void>;
}

export function ShareInDialog(
  { lesson, opened, icon, label, title, hint, Fields }: ShareButtonProps & {
    icon: ComponentChildren;
    label: string;
    /** Of the dialog. */
    title: string;
    hint?: string;
    Fields: FunctionComponent<ShareFieldsProps>;
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
        <Modal title={title} hasFocus onClose={close}>
          <Fields lesson={lesson} share={share} />
        </Modal>
      )}
    </>
  );
}
