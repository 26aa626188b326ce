import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** True from a move of the part until it appears in its new place. */
let isCarried = false;

/** Keeps the focus in a part that is about to move on the page, unless another element has it by then. */
export function keepFocusThroughMove(): void {
  isCarried = true;
}

/**
 * If the focused button disappears, the open list around it takes the focus, else `main`, else the part itself. If the
 * part disappears, the nearest element around it that takes room does.
 *
 * @param main selector of the main button
 */
export function useFocusFallback(
  part: RefObject<HTMLElement>,
  isThere: boolean,
  main: string,
): void {
  useEffect(() => {
    const element = part.current;
    const shouldTakeFocus = isCarried && isNowhere();
    isCarried = false;
    if (!element) return;
    const parent = element.parentElement;
    let last: HTMLElement | null = null;
    let list: HTMLElement | null = null;
    /** True while the part has the focus only because its main button is disabled. */
    let isWaiting = false;
    const isGone = (node: HTMLElement) =>
      !node.isConnected || node.matches(":disabled");
    const onFocus = ({ target }: FocusEvent) => {
      last = target as HTMLElement;
      isWaiting = isWaiting && last === element;
      const over = last.closest<HTMLElement>("[popover]");
      list = over === element ? null : over;
    };
    const onBlur = () =>
      queueMicrotask(() => {
        if (last && !isGone(last) && isNowhere()) last = null;
      });
    const keep = () => {
      if (!last || !isWaiting && !isGone(last)) return;
      if (document.activeElement !== last && !isNowhere()) return;
      const isOpen = list?.isConnected && list.matches(":popover-open");
      const next = isOpen ? list : element.querySelector<HTMLElement>(main);
      isWaiting = next === null;
      give(next ?? element);
    };
    if (shouldTakeFocus) {
      last = element;
      isWaiting = true;
      keep();
    }
    const observer = new MutationObserver(keep);
    observer.observe(element, {
      childList: true,
      subtree: true,
      attributeFilter: ["disabled"],
    });
    element.addEventListener("focusin", onFocus);
    element.addEventListener("focusout", onBlur);
    return () => {
      observer.disconnect();
      element.removeEventListener("focusin", onFocus);
      element.removeEventListener("focusout", onBlur);
      const isLeft = last && (isGone(last) || last === document.activeElement);
      queueMicrotask(() => {
        if (!isLeft || !isNowhere() || !parent?.isConnected) return;
        give(findSizedAncestor(parent));
      });
    };
  }, [isThere]);
}

/** The element or its nearest ancestor that takes room: the empty place of the call in the chat has no height. */
function findSizedAncestor(element: HTMLElement): HTMLElement {
  let ancestor = element;
  while (
    ancestor.getBoundingClientRect().height === 0 && ancestor.parentElement
  ) {
    ancestor = ancestor.parentElement;
  }
  return ancestor;
}

function isNowhere(): boolean {
  return document.activeElement === document.body;
}

function give(element: HTMLElement) {
  if (element.tabIndex < 0) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}
