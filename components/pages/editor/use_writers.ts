/** Who has their caret in a page. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Carets } from "./carets.ts";

/** The members other than oneself, each once, in an order that stays. */
export function useWriters(carets: Carets | null): readonly string[] {
  const writers = useSignal<readonly string[]>([]);
  useEffect(() => {
    if (!carets) return;
    const look = () => {
      const all = [...carets.getStates()].flatMap(([client, it]) =>
        client !== carets.clientID && it.cursor && it.member ? it.member : []
      );
      const now = [...new Set(all)].sort();
      if (now.join() !== writers.peek().join()) writers.value = now;
    };
    look();
    carets.on("change", look);
    return () => carets.off("change", look);
  }, [carets]);
  return writers.value;
}
