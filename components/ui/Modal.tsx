/** A modal dialog, which is open while it is rendered. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { CloseButton } from "./Button.tsx";
import "./forms.css";
import "./over.css";

export function Modal(props: {
  title: string;
  /** True if a field with `autofocus` takes the focus; otherwise the title does. */
  hasFocus?: boolean;
  kind?: string;
  onClose: () => void;
  children: ComponentChildren;
}) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    // The element that gets the focus back after closing.
    const opener = globalThis.document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`dialog ${props.kind ?? ""}`}
      aria-labelledby={id}
      onClose={(event) => {
        if (event.target === dialog.current) props.onClose();
      }}
    >
      <div class="dialog-head">
        <h2 id={id} tabIndex={-1} autofocus={!props.hasFocus}>{props.title}</h2>
        <CloseButton onClick={() => dialog.current?.close()} />
      </div>
      {props.children}
    </dialog>
  );
}
