import { placeNextTo } from "./place_next_to.ts";

/** @param anchors the buttons of popovers that no `popovertarget` names */
export function placePopovers(anchors: WeakMap<Element, HTMLElement>): void {
  const open = new Set<HTMLElement>();
  const place = (popover: HTMLElement) => {
    const anchor = anchors.get(popover) ?? buttonOf(popover);
    if (anchor) placeNextTo(popover, anchor.getBoundingClientRect());
  };
  const placeAll = () => open.forEach(place);
  // A ResizeObserver runs before paint, when a popover opens or grows.
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.matches(":popover-open")) place(target as HTMLElement);
      // A popover that is removed from the page fires no toggle event.
      else forget(target as HTMLElement);
    }
  });
  const watch = (popover: HTMLElement) => {
    open.add(popover);
    sizes.observe(popover);
  };
  const forget = (popover: HTMLElement) => {
    open.delete(popover);
    sizes.unobserve(popover);
  };
  document.addEventListener("beforetoggle", ({ target, newState }) => {
    if (!(target instanceof HTMLElement) || !target.popover) return;
    if (newState === "open") return watch(target);
    forget(target);
  }, true);
  addEventListener("resize", placeAll);
  addEventListener("scroll", placeAll, { capture: true, passive: true });
  for (
    const popover of document.querySelectorAll<HTMLElement>(":popover-open")
  ) {
    watch(popover);
  }
  // On iPads, Safari before 18.3 does not close popovers by a tap outside.
  document.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse") return;
    const path = event.composedPath();
    for (const popover of open) {
      const anchor = anchors.get(popover) ?? buttonOf(popover);
      if (popover.popover !== "auto" || path.includes(popover)) continue;
      if (!anchor || !path.includes(anchor)) popover.hidePopover();
    }
  }, true);
}

/** The visible button that opens a popover. Buttons inside the popover only close it. */
function buttonOf({ id }: HTMLElement): HTMLElement | undefined {
  if (!id) return;
  const buttons = document.querySelectorAll<HTMLElement>(
    `[popovertarget="${CSS.escape(id)}"]:not([popovertargetaction="hide"])`,
  );
  return [...buttons].find((button) =>
    button.checkVisibility() && !button.closest("[popover]:not(:popover-open)")
  );
}
