/** Places popovers next to their buttons. Style sheets do it; for Firefox before 147 and Safari before 26 a script. */
import "../over.css";

/** The buttons of popovers that no `popovertarget` names. */
export const popoverAnchors: WeakMap<Element, HTMLElement> = new WeakMap();

if (globalThis.CSS?.supports("position-area", "block-end") === false) {
  void import("../load_part.ts").then(({ loadPart }) =>
    loadPart(() => import("./place_popovers.ts"))
  ).then(({ placePopovers }) => placePopovers(popoverAnchors));
}
