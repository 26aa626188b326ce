/** Returns a function that focuses an element by id, even if the next render adds it. */
import { useLayoutEffect, useRef } from "preact/hooks";

export function useFocusById(): (id: string) => void {
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
    // If nothing is rendered, focuses before the next key.
    queueMicrotask(go);
  };
}
