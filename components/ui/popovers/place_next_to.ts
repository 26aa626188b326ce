/** Places a floating element next to its anchor and within the window. */

const gap = 4;

/** Places it below `at`, or above if there is no room below. It must be open, since it is measured. */
export function placeNextTo(floating: HTMLElement, at: DOMRect): void {
  const { style } = floating;
  for (const [name, value] of Object.entries(unstyledPosition)) {
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

/** Replaces the position and sizes of the style sheet before measuring. */
const unstyledPosition = {
  position: "fixed",
  inset: "0 auto auto 0",
  margin: "0",
  translate: "none",
  "max-block-size": `calc(100dvb - ${2 * gap}px)`,
};
