import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { loadPart } from "./load_part.ts";

/** Loads a part once `isWanted`; null until it has loaded. Without a network, tries again. */
export function useLazyPart<T>(
  isWanted: boolean,
  load: () => Promise<T>,
): T | null {
  const loaded = useSignal<{ it: T } | null>(null);
  useEffect(() => {
    if (!isWanted || loaded.peek()) return;
    void loadPart(load).then((it) => loaded.value = { it });
  }, [isWanted]);
  return loaded.value?.it ?? null;
}
