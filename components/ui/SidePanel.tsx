/** A panel next to the class, with those who wait, answers, or a conversation. On a narrow page it covers the class. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { CloseButton } from "./Button.tsx";
import { isEscape } from "./keys.ts";
import "./side_panel.css";

/** The heading takes the focus at opening and when `about` changes; closing gives it back. */
export function SidePanel(props: {
  title: ComponentChildren;
  about: string;
  tools?: ComponentChildren;
  closing?: string;
  /** Whether the content fills the panel and scrolls by itself. */
  shouldFill?: boolean;
  /** True for content with figures and bars, which needs more width. */
  isWide?: boolean;
  onClose: () => void;
  /** Called for keys other than Escape. */
  onKey?: (event: JSX.TargetedKeyboardEvent<HTMLElement>) => void;
  children: ComponentChildren;
}) {
  const { title, about, tools, closing, onClose, children } = props;
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  // A layout effect, so that the next key reaches the panel.
  useLayoutEffect(() => {
    // The element that gets the focus back after closing.
    const opener = globalThis.document.activeElement;
    // Gets the focus if the button that opened the panel has disappeared.
    const strip = opener?.closest<HTMLElement>(".strip");
    heading.current?.focus({ preventScroll: true });
    // On a very low screen the panel is part of the page, above the rest.
    heading.current?.scrollIntoView({ block: "nearest" });
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
      else strip?.focus();
    };
  }, [about]);
  // The window listens, so that Escape also works while nothing has the focus.
  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      const { body } = globalThis.document;
      const openLayer = body.querySelector(":popover-open, dialog:modal");
      if (event.target === body && isEscape(event) && !openLayer) onClose();
    };
    addEventListener("keydown", close);
    return () => removeEventListener("keydown", close);
  });
  return (
    <aside
      class={`desk-aside ${
        props.shouldFill ? "fills" : props.isWide ? "wide" : ""
      }`}
      aria-labelledby={id}
      onKeyDown={(event) => {
        const openLayer = event.currentTarget.querySelector(":popover-open");
        if (openLayer) return;
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
