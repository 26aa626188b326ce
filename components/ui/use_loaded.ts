/** A part of the page that most do without, loaded when it is wanted. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** What `load` gives, once it was wanted; null until it is there: without a network, until that is back. */
export function useLoaded<T>(
  wanted: boolean,
  load: () => Promise<T>,
): T | null {
  const loaded = useSignal<{ it: T } | null>(null);
  useEffect(() => {
    if (!wanted || loaded.peek()) return;
    const get = () => {
      load().then((it) => loaded.value = { it }, () => {
        addEventListener("online", get, { once: true });
      });
    };
    get();
    return () => removeEventListener("online", get);
  }, [wanted]);
  return loaded.value?.it ?? null;
}
