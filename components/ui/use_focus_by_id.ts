/** Returns a function that focuses an element by id, even if the next render adds it. */
import { useLayoutEffect, useRef } from "preact/hooks";

export function useFocusById(): (id: string) => void {
  const wantedId = useRef<string | null>(null);
  const go = () => {
    const element = wantedId.current &&
      document.getElementById(wantedId.current);
    if (!element) return;
    wantedId.current = null;
    element.focus();
  };
  useLayoutEffect(go);
  return (id) => {
    wantedId.current = id;
    // If nothing is rendered, focuses before the next key.
    queueMicrotask(go);
  };
}
