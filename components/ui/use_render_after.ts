import { useEffect, useReducer } from "preact/hooks";

/**
 * Renders the component again after some ms; null: not at all. A timer may come a moment early, so each render sets a
 * new one.
 */
export function useRenderAfter(waitMs: number | null): void {
  const [, render] = useReducer<number, void>((count) => count + 1, 0);
  useEffect(() => {
    if (waitMs === null) return;
    const timer = setTimeout(render, Math.max(0, waitMs));
    return () => clearTimeout(timer);
  });
}
