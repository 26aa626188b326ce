/** A dialog over the page that is open as long as it is rendered. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { CloseButton } from "./Button.tsx";
import "./forms.css";
import "./over.css";

/** The frame: title, **Close**, and what is in it. */
export function Modal(props: {
  title: string;
  /** Whether it has a field in it that one writes in first, marked `autofocus`. */
  hasFocus?: boolean;
  /** Further classes. */
  kind?: string;
  onClose: () => void;
  children: ComponentChildren;
}) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    // Where one was before, for when it is closed.
    const before = globalThis.document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
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
