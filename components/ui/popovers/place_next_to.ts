/** Places a floating element next to its anchor and within the window. */

const gap = 4;

/** Places it below `anchorBox`, or above if there is no room below. It must be open, since it is measured. */
export function placeNextTo(floating: HTMLElement, anchorBox: DOMRect): void {
  const { style } = floating;
  for (const [name, value] of Object.entries(unstyledPosition)) {
    style.setProperty(name, value);
  }
  const { width, height } = floating.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const hasRoomBelow = anchorBox.bottom + gap + height <= clientHeight;
  const top = hasRoomBelow
    ? anchorBox.bottom + gap
    : Math.max(gap, anchorBox.top - gap - height);
  const isRtl = getComputedStyle(floating).direction === "rtl";
  const [first, second] = isRtl
    ? [anchorBox.right - width, anchorBox.left]
    : [anchorBox.left, anchorBox.right - width];
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
