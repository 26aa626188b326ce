/** A panel next to the class: a list of waiting students, or a conversation. On a narrow page it covers the class. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { CloseButton } from "./Button.tsx";
import { isEscape } from "./keys.ts";
import "../desk/desk.css";

/** The focus moves here when `about` changes. */
export function SidePanel(props: {
  title: ComponentChildren;
  about: string;
  tools?: ComponentChildren;
  /** The label of the close button. */
  closing?: string;
  /** The content fills it, and scrolls by itself. */
  fills?: boolean;
  /** True for content with figures and bars, which needs more width. */
  wide?: boolean;
  onClose: () => void;
  /** Keys other than Escape. */
  onKey?: (event: JSX.TargetedKeyboardEvent<HTMLElement>) => void;
  children: ComponentChildren;
}) {
  const { title, about, tools, closing, onClose, children } = props;
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  // Layout effect, so that the next key is not lost.
  useLayoutEffect(() => {
    // Gets the focus back on closing.
    const before = globalThis.document.activeElement;
    // Fallback, if the button that opened it is gone by then.
    const around = before?.closest<HTMLElement>(".strip");
    heading.current?.focus({ preventScroll: true });
    // On a very low screen it is part of the page, above the rest.
    heading.current?.scrollIntoView({ block: "nearest" });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      else around?.focus();
    };
  }, [about]);
  // Escape also works while nothing has the focus.
  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      const { body } = globalThis.document;
      const over = body.querySelector(":popover-open, dialog:modal");
      if (event.target === body && isEscape(event) && !over) onClose();
    };
    addEventListener("keydown", close);
    return () => removeEventListener("keydown", close);
  });
  return (
    <aside
      class={`desk-aside ${props.fills ? "fills" : props.wide ? "wide" : ""}`}
      aria-labelledby={id}
      onKeyDown={(event) => {
        const over = event.currentTarget.querySelector(":popover-open");
        if (over) return;
        if (isEscape(event)) onClose();
        else props.onKey?.(event);
      }}
    >
      <div class="row snug desk-aside-head">
        <h2 class="grow truncate" id={id} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        {tools}
        <CloseButton look="small" label={closing} onClick={onClose} />
      </div>
      <div class="scroll desk-aside-body">{children}</div>
    </aside>
  );
}
