/** Keeps a scrolled place at its end while something comes in there, unless one has scrolled up. */
import { type Signal, useSignal } from "@preact/signals";
import { type RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

/** So near the end one is at it (px). */
const near = 64;

/** The place that scrolls, and what goes on its element. */
interface End {
  readonly scroller: RefObject<HTMLDivElement>;
  readonly atEnd: Signal<boolean>;
  onScroll(): void;
  toEnd(): void;
}

/** `shown`: what is in the place; another value begins at its end. `isUnread`: rather at its start, and stays there. */
export function useEnd(shown: unknown, isUnread = false): End {
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useSignal(true);
  const unread = useRef(isUnread);
  unread.current = isUnread;
  const look = () => {
    const { current } = scroller;
    if (!current || current.clientHeight === 0) return;
    const left = current.scrollHeight - current.scrollTop -
      current.clientHeight;
    atEnd.value = left < near;
  };
  const settle = () => {
    const { current } = scroller;
    if (current && atEnd.peek() && !unread.current) {
      current.scrollTop = current.scrollHeight;
    } // What has got shorter, or has more room, may end here without having been scrolled.
    else look();
  };
  const toEnd = () => {
    unread.current = false;
    atEnd.value = true;
    settle();
  };
  useEffect(() => {
    const { current } = scroller;
    if (!current) return;
    const observer = new ResizeObserver(settle);
    observer.observe(current);
    for (const child of current.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (!isUnread) return toEnd();
    scroller.current?.scrollTo({ top: 0 });
    look();
  }, [shown]);
  return { scroller, atEnd, onScroll: look, toEnd };
}
