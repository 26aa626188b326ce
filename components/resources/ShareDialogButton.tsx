/** A button with a dialog that shares a resource and then opens it. */
import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren, FunctionComponent } from "preact";
import { Button } from "../ui/Button.tsx";
import { Modal } from "../ui/Modal.tsx";
import type { ShareArguments } from "./live/resource_actions.ts";
import type { LiveClass } from "./live/live_class.ts";

export interface ShareButtonProps {
  lesson: LiveClass;
  opened: Signal<string | null>;
}

export interface ShareFieldsProps {
  lesson: LiveClass;
  share: (ask: ShareArguments) => Promise<void>;
}

export function ShareDialogButton(
  { lesson, opened, icon, label, title, hint, Fields }: ShareButtonProps & {
    icon: ComponentChildren;
    label: string;
    title: string;
    hint?: string;
    Fields: FunctionComponent<ShareFieldsProps>;
  },
) {
  const asks = useSignal(false);
  const close = () => asks.value = false;
  const share = async (ask: ShareArguments) => {
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
