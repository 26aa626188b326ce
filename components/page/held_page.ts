/**
 * A page that a reload would lose while there is no network: over plain http at an address of the school's network there
 * is no service worker, and so no copy of the page (D-4).
 */
import { useEffect } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { plain } from "texts/sessions_plain.ts";

/** Whether it would. */
export function isLostByReload(): boolean {
  return !("serviceWorker" in navigator);
}

/** What is said of there being no network, and of reloading where that would lose the page. */
export function withoutNetwork(says: string): string {
  if (!isLostByReload()) return says;
  return frame.sentences({ first: says, second: plain.stay });
}

/** While there is no network, a page that would be lost is not reloaded by accident: the browser asks first. */
export function useHeldPage(isOffline: boolean): void {
  const holds = isOffline && isLostByReload();
  useEffect(() => {
    if (!holds) return;
    const root = document.documentElement;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    // Nor by a finger that pulls at it.
    root.dataset.held = "";
    return () => {
      removeEventListener("beforeunload", ask);
      delete root.dataset.held;
    };
  }, [holds]);
}
