/**
 * Shrinks the letters of a page until its window holds them: its style sheet
 * multiplies sizes by `--fit`.
 */
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** Scales are whole numbers of these. */
const stepsPerWhole = 48;

/** The largest scale up to 1 at which all fits; null if it is below `least`. */
export function findLargestScale(
  fits: (scale: number) => boolean,
  least: number,
): number | null {
  if (fits(1)) return 1;
  let fitting = Math.ceil(least * stepsPerWhole), tooLarge = stepsPerWhole;
  if (!fits(fitting / stepsPerWhole)) return null;
  while (tooLarge - fitting > 1) {
    const middle = Math.floor((fitting + tooLarge) / 2);
    if (fits(middle / stepsPerWhole)) fitting = middle;
    else tooLarge = middle;
  }
  return fitting / stepsPerWhole;
}

/** Parts that must hold their content, in addition to the frame. */
const held = "[data-holds]";
/** Parts that would scroll sideways, or that a long word would leave. */
const wide = [".markdown", ".bar-text", "pre"]
  .concat([".markdown-table", ".markdown-maths", ".markdown-formula"]).join();
/** Words are whole down to this scale; smaller letters would be too dear. */
const wholeWords = 0.5;

/** Boxes are laid out in fractions of a pixel. */
const rounding = 1;

const isHigherThanItsBox = (it: Element) =>
  it.scrollHeight > it.clientHeight + rounding;
const isWiderThanItsBox = (it: Element) =>
  it.scrollWidth > it.clientWidth + rounding;

function isAllWithin(frame: Element): boolean {
  const boxes = [frame, ...frame.querySelectorAll(held)];
  return !boxes.some(isHigherThanItsBox) &&
    ![...boxes, ...frame.querySelectorAll(wide)].some(isWiderThanItsBox);
}

/**
 * Keeps `--fit` of the frame at the largest scale at which nothing overflows.
 * Below `wholeWords` it has `data-breaks-words`; below `least` it has
 * `data-overflows` and `scrolling` as its scale.
 */
export function useFittingScale<T extends HTMLElement>(
  { least, scrolling }: { least: number; scrolling: number },
): RefObject<T> {
  const frame = useRef<T>(null);
  useLayoutEffect(() => {
    const element = frame.current!;
    const fits = (scale: number) => {
      element.style.setProperty("--fit", String(scale));
      return isAllWithin(element);
    };
    const fit = () => {
      const { scrollX, scrollY } = globalThis;
      element.removeAttribute("data-overflows");
      element.removeAttribute("data-breaks-words");
      let scale = findLargestScale(fits, wholeWords);
      if (scale === null) {
        element.setAttribute("data-breaks-words", "");
        scale = findLargestScale(fits, least);
      }
      element.style.setProperty("--fit", String(scale ?? scrolling));
      element.toggleAttribute("data-overflows", scale === null);
      // A smaller scale has made the page too short for where it was scrolled.
      if (globalThis.scrollY !== scrollY) {
        scrollTo({ left: scrollX, top: scrollY, behavior: "instant" });
      }
    };
    fit();
    const changed = new MutationObserver(fit);
    changed.observe(element, {
      childList: true,
      characterData: true,
      subtree: true,
    });
    addEventListener("resize", fit);
    document.fonts?.addEventListener("loadingdone", fit);
    return () => {
      changed.disconnect();
      removeEventListener("resize", fit);
      document.fonts?.removeEventListener("loadingdone", fit);
    };
  }, []);
  return frame;
}
