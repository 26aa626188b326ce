/**
 * Popovers next to their buttons. Stylesheets place them; for Firefox before
 * 147 and Safari before 26 a script does, loaded only there.
 */
import "../over.css";

/** Buttons of popovers without a `popovertarget`. */
export const popoverAnchors: WeakMap<Element, HTMLElement> = new WeakMap();

if (globalThis.CSS?.supports("position-area", "block-end") === false) {
  void import("../load_part.ts").then(({ loadPart }) =>
    loadPart(() => import("./place_popovers.ts"))
  ).then(({ placePopovers: standBeside }) => standBeside(popoverAnchors));
}
