/** Focuses an element that appears only with the next render. */
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
    // After the render, or if there is none, before the next key.
    queueMicrotask(go);
  };
}
