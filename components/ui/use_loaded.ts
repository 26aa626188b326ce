/** A part of the page that most do without, loaded when it is wanted. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { loadPart } from "./load_part.ts";

/** What `load` gives, once it was wanted; null until it is there: without a network, until that is back. */
export function useLoaded<T>(
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
