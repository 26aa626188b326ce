/** Animates tiles to new places by transforms, which shift no layout. Respects reduced motion. */
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

const animationMs = 150;

/** Animates children with `data-id` when `order`, or the count that gives the columns, changes. */
export function useMoveAnimation(
  list: RefObject<HTMLElement>,
  order: readonly string[],
  tileCount: number,
): void {
  const lastStanding = useRef<Standing>();
  const orderKey = `${tileCount}:${order.join()}`;
  const focused = list.current?.querySelector<HTMLElement>(":focus");
  // Where moving tiles are seen, relative to their places.
  const underWay = lastStanding.current?.order === orderKey
    ? undefined
    : offsets(list.current);
  // Reads places after every render, since content above may have moved the tiles.
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const previous = lastStanding.current,
      standing = readPlaces(element, orderKey);
    lastStanding.current = standing;
    if (!previous || previous.order === orderKey) return;
    // Moving an element in the document takes its focus away.
    if (focused?.isConnected) focused.focus({ preventScroll: true });
    // If the width has changed, places cannot be compared.
    if (previous.width !== standing.width) return;
    const isMotionReduced =
      matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (const [id, { tile, x, y }] of standing.places) {
      const from = previous.places.get(id);
      if (!from || from.x === x && from.y === y) continue;
      const offset = underWay?.get(id) ?? { x: 0, y: 0 };
      const distance = [from.x + offset.x - x, from.y + offset.y - y];
      tile.animate([
        { transform: `translate(${distance[0]}px, ${distance[1]}px)` },
        { transform: "none" },
      ], { duration: isMotionReduced ? 1 : animationMs, easing: "ease-out" });
    }
  });
  useEffect(() => {
    const element = list.current!;
    const observer = new ResizeObserver(() => {
      const { current } = lastStanding;
      if (current) lastStanding.current = readPlaces(element, current.order);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
}

function readPlaces(list: HTMLElement, order: string): Standing {
  const places = new Map<string, Place>();
  for (const tile of list.querySelectorAll<HTMLElement>(":scope > [data-id]")) {
    const { offsetLeft: x, offsetTop: y } = tile;
    places.set(tile.dataset.id!, { tile, x, y });
  }
  return { order, width: list.clientWidth, places };
}

/** By how much each moving tile is seen away from its place. */
function offsets(list: HTMLElement | null) {
  const offsetById = new Map<string, { x: number; y: number }>();
  for (const { effect } of list?.getAnimations({ subtree: true }) ?? []) {
    const tile = (effect as KeyframeEffect).target as HTMLElement;
    const { id } = tile.dataset;
    if (id === undefined) continue;
    const { m41: x, m42: y } = new DOMMatrix(getComputedStyle(tile).transform);
    offsetById.set(id, { x, y });
  }
  return offsetById;
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
