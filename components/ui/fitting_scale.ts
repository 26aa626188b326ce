/**
 * Makes the letters of a page smaller until its window holds all of it. The style sheet multiplies sizes by
 * `--fit`.
 */
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** Scales are multiples of 1 / `stepsPerWhole`. */
const stepsPerWhole = 48;

/** The largest scale, at most 1, at which all fits; null: not even `least` is small enough. */
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

/** Parts that must hold their content, in addition to the page. */
const heldParts = "[data-holds]";
/** Parts that would scroll sideways, or from which a long word would stick out. */
const wideParts = [".markdown", ".bar-text", "pre"]
  .concat([".markdown-table", ".markdown-maths", ".markdown-formula"]).join();
/** Down to this scale, words are not broken. Below it, breaking words is better than smaller letters. */
const wholeWords = 0.5;

/** Tolerance (px): sizes of boxes have fractions of pixels. */
const rounding = 1;

const isHigherThanItsBox = (element: Element) =>
  element.scrollHeight > element.clientHeight + rounding;
const isWiderThanItsBox = (element: Element) =>
  element.scrollWidth > element.clientWidth + rounding;

function isAllWithin(frame: Element): boolean {
  const boxes = [frame, ...frame.querySelectorAll(heldParts)];
  return !boxes.some(isHigherThanItsBox) &&
    ![...boxes, ...frame.querySelectorAll(wideParts)].some(isWiderThanItsBox);
}

/**
 * Keeps `--fit` at the largest scale at which nothing overflows. Below the scale `wholeWords`, sets
 * `data-breaks-words`. If not even `least` is small enough, sets `data-overflows` and the scale `scrolling`.
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
      // The page has become shorter, so the browser may have scrolled it.
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
