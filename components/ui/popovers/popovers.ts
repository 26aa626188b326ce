/**
 * What floats beside the button that opened it. The stylesheet puts it there; where a browser cannot, a script does,
 * which no other loads: Firefox before 147 and Safari before 26.
 */
import "../over.css";

/** The button at which a popover stands that no `popovertarget` opens. */
export const anchors: WeakMap<Element, HTMLElement> = new WeakMap();

if (globalThis.CSS?.supports("position-area", "block-end") === false) {
  void import("../load_part.ts").then(({ loadPart }) =>
    loadPart(() => import("./without_anchors.ts"))
  ).then(({ standBeside }) => standBeside(anchors));
}
