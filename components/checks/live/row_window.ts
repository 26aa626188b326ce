/** Which rows of a long table are made: those that can be seen, and some around them. */
import { type Signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** With fewer rows all of them are made. */
const enoughRows = 60;
/** So many are made above and below what can be seen. */
const around = 8;

/** The rows from `from` to before `to`; of the others only the height is there, `before` and `after` (px). */
interface RowWindow {
  readonly from: number;
  readonly to: number;
  readonly before: number;
  readonly after: number;
}

/** The window over so many rows of one height, as far as the box is scrolled. */
export function windowOf(
  rows: number,
  height: number,
  { top, size }: { top: number; size: number },
): RowWindow {
  if (rows <= enoughRows) return { from: 0, to: rows, before: 0, after: 0 };
  const seen = Math.ceil(size / height) + 2 * around;
  const from = Math.max(
    0,
    Math.min(Math.floor(top / height) - around, rows - seen),
  );
  const to = Math.min(rows, from + seen);
  return { from, to, before: from * height, after: (rows - to) * height };
}

/** How far a box is scrolled, and how much of it is seen (px). */
export function useScroll(
  box: RefObject<HTMLElement>,
): Signal<{ top: number; size: number }> {
  const scroll = useSignal({ top: 0, size: 640 });
  useEffect(() => {
    const { current: element } = box;
    if (!element) return;
    const look = () =>
      scroll.value = { top: element.scrollTop, size: element.clientHeight };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, []);
  return scroll;
}
