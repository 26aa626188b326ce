/** Where something that floats stands: beside what it belongs to, and whole within the window. */

/** How far from it (px). */
const gap = 4;

/** Puts what is open beside a place in the window: below it, or above where there is more room, as wide as it is. */
export function putBeside(floating: HTMLElement, at: DOMRect): void {
  const { style } = floating;
  for (const [name, value] of Object.entries(free)) {
    style.setProperty(name, value);
  }
  const { width, height } = floating.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const below = at.bottom + gap + height <= clientHeight;
  const top = below ? at.bottom + gap : Math.max(gap, at.top - gap - height);
  const isRtl = getComputedStyle(floating).direction === "rtl";
  const [first, second] = isRtl
    ? [at.right - width, at.left]
    : [at.left, at.right - width];
  const fits = first >= gap && first + width <= clientWidth - gap;
  const left = Math.min(fits ? first : second, clientWidth - width - gap);
  style.top = `${Math.max(gap, Math.min(top, clientHeight - height - gap))}px`;
  style.left = `${Math.max(gap, left)}px`;
}

/** Nothing of the stylesheet holds it anywhere else, and nothing squeezes it while it is measured. */
const free = {
  position: "fixed",
  inset: "0 auto auto 0",
  margin: "0",
  translate: "none",
  "max-block-size": `calc(100dvb - ${2 * gap}px)`,
};
