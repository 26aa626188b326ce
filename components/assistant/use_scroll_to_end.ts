/** Keeps a scrolling element at its end while content arrives, unless the reader has scrolled up. */
import { type Signal, useSignal } from "@preact/signals";
import { type RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

const endDistancePx = 64;

interface End {
  readonly scroller: RefObject<HTMLDivElement>;
  readonly atEnd: Signal<boolean>;
  onScroll(): void;
  toEnd(): void;
}

/** If `content` changes, scrolls to the end; with `isUnread`, to the start. */
export function useScrollToEnd(content: unknown, isUnread = false): End {
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useSignal(true);
  const unread = useRef(isUnread);
  unread.current = isUnread;
  const look = () => {
    const { current } = scroller;
    if (!current || current.clientHeight === 0) return;
    const restPx = current.scrollHeight - current.scrollTop -
      current.clientHeight;
    atEnd.value = restPx < endDistancePx;
  };
  const settle = () => {
    const { current } = scroller;
    if (current && atEnd.peek() && !unread.current) {
      current.scrollTop = current.scrollHeight;
    } // Shorter content, or more room, may reach the end without scrolling.
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
  }, [content]);
  return { scroller, atEnd, onScroll: look, toEnd };
}
