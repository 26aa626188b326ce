/**
 * Protects pages that would be lost by a reload while offline: over plain HTTP there is no service worker, and so
 * no stored copy (D-4).
 */
import { useEffect } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { plain } from "texts/sessions_plain.ts";

export function isPageLostOnReload(): boolean {
  return !("serviceWorker" in navigator);
}

/** Adds a warning against reloading, if that would lose the page. */
export function withReloadWarning(says: string): string {
  if (!isPageLostOnReload()) return says;
  return frame.sentences({ first: says, second: plain.stay });
}

/** While offline, asks before a page is left that would be lost. */
export function useLeaveWarning(isOffline: boolean): void {
  const shouldAsk = isOffline && isPageLostOnReload();
  useAskBeforeLeaving(shouldAsk);
  useEffect(() => {
    if (!shouldAsk) return;
    const root = document.documentElement;
    // Prevents a phone's pull to refresh.
    root.dataset.held = "";
    return () => void delete root.dataset.held;
  }, [shouldAsk]);
}

/** While `shouldAsk`, the browser asks before the page is left. */
export function useAskBeforeLeaving(shouldAsk: boolean): void {
  useEffect(() => {
    if (!shouldAsk) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [shouldAsk]);
}
