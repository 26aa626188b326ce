/** Popovers in a browser whose stylesheets cannot anchor them: each is put at its button for as long as it is open. */
import { putBeside } from "./beside.ts";

/** From now on. `anchors` has the buttons of those that no `popovertarget` opens. */
export function standBeside(anchors: WeakMap<Element, HTMLElement>): void {
  const open = new Set<HTMLElement>();
  const place = (popover: HTMLElement) => {
    const anchor = anchors.get(popover) ?? buttonOf(popover);
    if (anchor) putBeside(popover, anchor.getBoundingClientRect());
  };
  const placeAll = () => open.forEach(place);
  // As it is shown and whenever what is in it grows, before either is painted.
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.matches(":popover-open")) place(target as HTMLElement);
      // One that is taken out of the page says nothing of closing.
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
  for (const it of document.querySelectorAll<HTMLElement>(":popover-open")) {
    watch(it);
  }
  // Safari before 18.3 on an iPad closes none by a tap outside.
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

/** The button that opens a popover, as far as one is to be seen; buttons in it close it. */
function buttonOf({ id }: HTMLElement): HTMLElement | undefined {
  if (!id) return;
  const buttons = document.querySelectorAll<HTMLElement>(
    `[popovertarget="${CSS.escape(id)}"]:not([popovertargetaction="hide"])`,
  );
  return [...buttons].find((button) =>
    button.checkVisibility() && !button.closest("[popover]:not(:popover-open)")
  );
}
