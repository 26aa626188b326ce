import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** Whether the window matches a media query; `initial` until the page has loaded. */
export function useMediaQuery(
  query: string,
  initial = false,
): ReadonlySignal<boolean> {
  const matches = useSignal(initial);
  useEffect(() => {
    const list = matchMedia(query);
    const read = () => matches.value = list.matches;
    read();
    list.addEventListener("change", read);
    return () => list.removeEventListener("change", read);
  }, [query]);
  return matches;
}
