/**
 * A menu at the button that opened it: one for many buttons. Arrow keys go through it, and closing it gives the focus
 * back to its button, unless a dialog has it by then.
 */
import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { anchors } from "./popovers/popovers.ts";
import "./over.css";

/** A menu that is open: what it is about, and the button at which it stands. */
export interface OpenMenu<T> {
  readonly of: T;
  readonly anchor: HTMLElement;
}

/** The menu, as long as there is one open. Its items are buttons whose role begins with `menuitem`; a press on one closes it. */
export function Menu({ opened, label, look, children }: {
  opened: Signal<OpenMenu<unknown> | null>;
  label: string;
  /** A class of its own. */
  look: string;
  children: ComponentChildren;
}) {
  const menu = useRef<HTMLDivElement>(null);
  const current = opened.value;
  // At once, so that a quick hand at the keyboard is already in it.
  useLayoutEffect(() => {
    const { current: element } = menu;
    if (!current || !element) return;
    current.anchor.style.setProperty("anchor-name", "--menu");
    anchors.set(element, current.anchor);
    element.showPopover();
    itemsOf(element)[0]?.focus();
    return () => current.anchor.style.removeProperty("anchor-name");
  }, [current]);
  const close = () => menu.current?.hidePopover();
  const onKeyDown = (event: KeyboardEvent) => {
    const items = itemsOf(menu.current!);
    const at = items.indexOf(globalThis.document.activeElement as HTMLElement);
    const next = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: items.length - 1,
    }[event.key];
    if (event.key === "Tab") close();
    if (next === undefined) return;
    event.preventDefault();
    items[(next + items.length) % items.length]?.focus();
  };
  return (
    <div
      ref={menu}
      popover="auto"
      role="menu"
      aria-label={label}
      class={`popover menu ${look}`}
      onKeyDown={onKeyDown}
      onClick={({ target }) => target !== menu.current && close()}
      onToggle={(event) => {
        if (event.newState !== "closed") return;
        const anchor = opened.peek()?.anchor;
        opened.value = null;
        const dialog = globalThis.document.activeElement?.closest("dialog");
        if (anchor?.isConnected && (!dialog || dialog.contains(anchor))) {
          anchor.focus();
        }
      }}
    >
      {children}
    </div>
  );
}

function itemsOf(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]')];
}
