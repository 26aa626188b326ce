/** The place of what goes by itself, while a cursor or a finger is about below it. */
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

/** Nobody is about to press where no pointer has moved for so long (ms). */
const rests = 1_500;

/**
 * Where an element becomes lower, its height is kept until the pointer has rested for a moment, so that what is below does
 * not move away under it. A pointer within the element's own bar does not count.
 *
 * @param what another whenever the height may be
 */
export function useKeptPlace(
  place: RefObject<HTMLElement>,
  what: string,
): void {
  const height = useRef(0);
  const pointer = useRef({ at: -Infinity, isDown: false });
  useEffect(() => {
    const listening = new AbortController();
    const bar = place.current?.closest("section");
    const see = ({ target, buttons }: PointerEvent) => {
      const isOutside = !bar?.contains(target as Node);
      // A press that begins outside may end in it.
      pointer.current = {
        at: isOutside ? performance.now() : pointer.current.at,
        isDown: buttons !== 0 && (isOutside || pointer.current.isDown),
      };
    };
    const kinds = [
      "pointerdown",
      "pointermove",
      "pointerup",
      "pointercancel",
    ] as const;
    const options = { capture: true, passive: true, signal: listening.signal };
    for (const kind of kinds) addEventListener(kind, see, options);
    return () => listening.abort();
  }, []);
  useLayoutEffect(() => {
    const { style } = place.current!;
    const isBusy = () =>
      pointer.current.isDown || performance.now() - pointer.current.at < rests;
    const take = () => {
      style.minBlockSize = "";
      return place.current!.getBoundingClientRect().height;
    };
    const now = take();
    if (now >= height.current || !isBusy()) {
      height.current = now;
      return;
    }
    style.minBlockSize = `${height.current}px`;
    const timer = setInterval(() => {
      if (isBusy()) return;
      clearInterval(timer);
      height.current = take();
    }, 250);
    return () => clearInterval(timer);
  }, [what]);
}
