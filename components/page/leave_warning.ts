/**
 * Protects a page that cannot be reloaded offline: plain http has no service
 * worker, and so no cached copy (D-4).
 */
import { useEffect } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { plain } from "texts/sessions_plain.ts";

export function isPageLostOnReload(): boolean {
  return !("serviceWorker" in navigator);
}

/** Adds a warning against reloading if the page would be lost. */
export function withReloadWarning(says: string): string {
  if (!isPageLostOnReload()) return says;
  return frame.sentences({ first: says, second: plain.stay });
}

/** While offline, asks before such a page is left. */
export function useLeaveWarning(isOffline: boolean): void {
  const holds = isOffline && isPageLostOnReload();
  useEffect(() => {
    if (!holds) return;
    const root = document.documentElement;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    // Prevents pull to refresh.
    root.dataset.held = "";
    return () => {
      removeEventListener("beforeunload", ask);
      delete root.dataset.held;
    };
  }, [holds]);
}
