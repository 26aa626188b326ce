/** Gives the focus to something that is only there once the page is drawn anew. */
import { useLayoutEffect, useRef } from "preact/hooks";

/** Gives the focus to what has an id, as soon as the page is as it is to be. */
export function useFocusOn(): (id: string) => void {
  const wanted = useRef<string | null>(null);
  const go = () => {
    const element = wanted.current && document.getElementById(wanted.current);
    if (!element) return;
    wanted.current = null;
    element.focus();
  };
  useLayoutEffect(go);
  return (id) => {
    wanted.current = id;
    // After what has changed is drawn, and also where nothing has: before the next key.
    queueMicrotask(go);
  };
}
