/**
 * One menu for many buttons. Arrow keys move in it. Closing returns the focus to the button, unless a dialog has
 * the focus.
 */
import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { popoverAnchors } from "./popovers/popovers.ts";
import "./over.css";

export interface OpenMenu<T> {
  readonly item: T;
  readonly anchor: HTMLElement;
}

/** @param children buttons with a role of `menuitem…`; pressing one closes the menu */
export function Menu({ opened, label, look = "", children }: {
  opened: Signal<OpenMenu<unknown> | null>;
  label: string;
  look?: string;
  children: ComponentChildren;
}) {
  const menu = useRef<HTMLDivElement>(null);
  const current = opened.value;
  // A layout effect, so that the next key reaches the menu.
  useLayoutEffect(() => {
    const { current: element } = menu;
    if (!current || !element) return;
    current.anchor.style.setProperty("anchor-name", "--menu");
    popoverAnchors.set(element, current.anchor);
    element.showPopover();
    itemsOf(element)[0]?.focus();
    return () => current.anchor.style.removeProperty("anchor-name");
  }, [current]);
  const close = () => menu.current?.hidePopover();
  const onKeyDown = (event: KeyboardEvent) => {
    const items = itemsOf(menu.current!);
    const index = items.indexOf(
      globalThis.document.activeElement as HTMLElement,
    );
    const nextIndex = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      Home: 0,
      End: items.length - 1,
    }[event.key];
    if (event.key === "Tab") close();
    if (nextIndex === undefined) return;
    event.preventDefault();
    items[(nextIndex + items.length) % items.length]?.focus();
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
