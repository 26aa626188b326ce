/** An order that changes by itself, and waits as long as a cursor or the focus is over what it orders. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";

/** How long something takes to its new place (ms). */
const moves = 150;

/**
 * The order as it is to be shown, and what the list needs for it: its children go to their new places in sight, told
 * apart by `data-room`.
 */
export function useHeldOrder(wanted: readonly string[]) {
  const held = useSignal(false);
  const shown = useRef<readonly string[]>(wanted);
  const list = useRef<HTMLUListElement>(null);
  const places = useRef(new Map<string, DOMRect>());
  if (held.value) {
    // What is new comes last, and what has gone leaves a gap to nobody.
    const known = shown.current.filter((id) => wanted.includes(id));
    const fresh = wanted.filter((id) => !shown.current.includes(id));
    shown.current = [...known, ...fresh];
  } else shown.current = wanted;
  const order = shown.current.join();
  useLayoutEffect(() => {
    const before = places.current;
    places.current = new Map();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (const child of list.current?.children ?? []) {
      const { room } = (child as HTMLElement).dataset;
      if (room === undefined) continue;
      const now = child.getBoundingClientRect();
      places.current.set(room, now);
      const was = before.get(room);
      if (!was || still) continue;
      const [x, y] = [was.x - now.x, was.y - now.y];
      if (x === 0 && y === 0) continue;
      const from = { transform: `translate(${x}px, ${y}px)` };
      child.animate([from, { transform: "none" }], moves);
    }
  }, [order]);
  return {
    order: shown.current,
    list: {
      ref: list,
      onPointerEnter: () => held.value = true,
      onPointerLeave: ({ currentTarget }: PointerEvent) =>
        held.value = hasFocus(currentTarget as HTMLElement),
      onFocusIn: ({ currentTarget }: FocusEvent) =>
        held.value = isAt(currentTarget),
      onFocusOut: ({ currentTarget, relatedTarget }: FocusEvent) =>
        held.value = isAt(currentTarget) ||
          (currentTarget as HTMLElement).contains(relatedTarget as Node | null),
    },
  };
}

function isAt(target: EventTarget | null): boolean {
  const box = target as HTMLElement;
  return box.matches(":hover") || hasFocus(box);
}

/** Of a keyboard: the focus that a press has left behind holds nothing. */
function hasFocus(box: HTMLElement): boolean {
  return box.querySelector(":focus-visible") !== null;
}
