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
  const isOpen = useSignal(false);
  const close = () => isOpen.value = false;
  const share = async (ask: ShareArguments) => {
    const resource = await lesson.actions.share(ask);
    if (resource === null) return;
    close();
    opened.value = resource;
  };
  return (
    <>
      <Button
        title={hint}
        disabled={lesson.isIdle}
        onClick={() => isOpen.value = true}
      >
        {icon}
        {label}
      </Button>
      {isOpen.value && (
        <Modal title={title} hasFocus onClose={close}>
          <Fields lesson={lesson} share={share} />
        </Modal>
      )}
    </>
  );
}
