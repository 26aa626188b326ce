/**
 * Tiles go to their new places instead of jumping there. What is seen moves by a transform alone, so that for whoever
 * wants no motion it is there at once, and for nobody the page shifts.
 */
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

/** So long a tile is under way (ms). */
const takes = 150;

/** Moves the children of a list, which say by `data-id` who they are; `order` is their ids as they stand. */
export function useFlip(
  list: RefObject<HTMLElement>,
  order: readonly string[],
): void {
  const before = useRef<Standing>();
  const known = order.join();
  const focused = list.current?.querySelector<HTMLElement>(":focus");
  // Those that are still under way are seen elsewhere than where they stand.
  const underWay = before.current?.order === known
    ? undefined
    : offsets(list.current);
  // At every turn: what stands above them may have changed as well.
  useLayoutEffect(() => {
    const all = list.current;
    if (!all) return;
    const was = before.current, now = standing(all, known);
    before.current = now;
    if (!was || was.order === known) return;
    // A tile that is taken to another place in the list loses the focus.
    if (focused?.isConnected) focused.focus({ preventScroll: true });
    // In another width everything stands elsewhere anyway.
    if (was.width !== now.width) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (const [id, { tile, x, y }] of now.places) {
      const from = was.places.get(id);
      if (!from || from.x === x && from.y === y) continue;
      const off = underWay?.get(id) ?? { x: 0, y: 0 };
      const way = [from.x + off.x - x, from.y + off.y - y];
      tile.animate([
        { transform: `translate(${way[0]}px, ${way[1]}px)` },
        { transform: "none" },
      ], { duration: still ? 1 : takes, easing: "ease-out" });
    }
  });
  useEffect(() => {
    const all = list.current!;
    const observer = new ResizeObserver(() => {
      const { current } = before;
      if (current) before.current = standing(all, current.order);
    });
    observer.observe(all);
    return () => observer.disconnect();
  }, []);
}

function standing(list: HTMLElement, order: string): Standing {
  const places = new Map<string, Place>();
  for (const tile of list.querySelectorAll<HTMLElement>(":scope > [data-id]")) {
    const { offsetLeft: x, offsetTop: y } = tile;
    places.set(tile.dataset.id!, { tile, x, y });
  }
  return { order, width: list.clientWidth, places };
}

/** How far from its place each tile is seen that is on its way there. */
function offsets(list: HTMLElement | null) {
  const found = new Map<string, { x: number; y: number }>();
  for (const { effect } of list?.getAnimations({ subtree: true }) ?? []) {
    const tile = (effect as KeyframeEffect).target as HTMLElement;
    const { id } = tile.dataset;
    if (id === undefined) continue;
    const { m41: x, m42: y } = new DOMMatrix(getComputedStyle(tile).transform);
    found.set(id, { x, y });
  }
  return found;
}

interface Standing {
  order: string;
  width: number;
  places: Map<string, Place>;
}

interface Place {
  tile: HTMLElement;
  x: number;
  y: number;
}
