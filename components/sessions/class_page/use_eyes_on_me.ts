/** The page of **Eyes on me**, loaded when it is first wanted: most classes never need it. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** What shows it; null as long as it is not wanted, or not there yet. */
export function useEyesOnMe(wanted: boolean) {
  type Loaded = typeof import("./EyesOnMe.tsx");
  const loaded = useSignal<Loaded | null>(null);
  useEffect(() => {
    if (!wanted || loaded.value) return;
    import("./EyesOnMe.tsx").then(
      (part) => loaded.value = part,
      () => {}, // No network: the pause holds without it, and each box says so.
    );
  }, [wanted]);
  return wanted ? loaded.value : null;
}
