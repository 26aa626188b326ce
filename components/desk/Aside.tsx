/** What stands beside the class: a list of what waits, or one conversation. On a narrow page it lies over it. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { CloseButton } from "../ui/Button.tsx";
import { isEscape } from "../ui/keys.ts";
import "./desk.css";

/** The place; `about` is what it is about: the focus goes there when that changes. */
export function Aside(props: {
  title: ComponentChildren;
  about: string;
  tools?: ComponentChildren;
  /** What the cross says. */
  closing?: string;
  /** What stands in it has all of it, and scrolls by itself. */
  fills?: boolean;
  /** It has figures and bars in it, and is as wide as a conversation. */
  wide?: boolean;
  onClose: () => void;
  /** Other keys than the one that closes it. */
  onKey?: (event: JSX.TargetedKeyboardEvent<HTMLElement>) => void;
  children: ComponentChildren;
}) {
  const { title, about, tools, closing, onClose, children } = props;
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  // At once, so that no key that is pressed next is lost.
  useLayoutEffect(() => {
    // Where one was before, for when it is closed.
    const before = globalThis.document.activeElement;
    // What opened it may have gone with the last of what waited: then what it stood among.
    const around = before?.closest<HTMLElement>(".strip");
    heading.current?.focus({ preventScroll: true });
    // On a very low screen it stands in the page, above what is there.
    heading.current?.scrollIntoView({ block: "nearest" });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      else around?.focus();
    };
  }, [about]);
  // Also where what had the focus has gone, and nothing has it.
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
      <div class="desk-aside-head">
        <h2 id={id} ref={heading} tabIndex={-1}>{title}</h2>
        {tools}
        <CloseButton look="small" label={closing} onClick={onClose} />
      </div>
      <div class="desk-aside-body">{children}</div>
    </aside>
  );
}
