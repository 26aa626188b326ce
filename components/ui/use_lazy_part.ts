import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { loadPart } from "./load_part.ts";

/** Loads a part once `wanted`; null until it has loaded. Without a network, tries again. */
export function useLazyPart<T>(
  wanted: boolean,
  load: () => Promise<T>,
): T | null {
  const loaded = useSignal<{ it: T } | null>(null);
  useEffect(() => {
    if (!wanted || loaded.peek()) return;
    void loadPart(load).then((it) => loaded.value = { it });
  }, [wanted]);
  return loaded.value?.it ?? null;
}
