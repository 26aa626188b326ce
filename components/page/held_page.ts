/**
 * Protects a page that cannot be reloaded offline: plain http has no service
 * worker, and so no cached copy (D-4).
 */
import { useEffect } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { plain } from "texts/sessions_plain.ts";

export function isLostByReload(): boolean {
  return !("serviceWorker" in navigator);
}

/** Adds a warning against reloading if the page would be lost. */
export function withoutNetwork(says: string): string {
  if (!isLostByReload()) return says;
  return frame.sentences({ first: says, second: plain.stay });
}

/** While offline, asks before such a page is left. */
export function useHeldPage(isOffline: boolean): void {
  const holds = isOffline && isLostByReload();
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
