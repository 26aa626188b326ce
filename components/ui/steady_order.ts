import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

/** The shown ids that are still wanted, in their order; new ones follow. */
export function keepShownOrder(
  shown: readonly string[],
  wanted: readonly string[],
): string[] {
  const before = new Set(shown), now = new Set(wanted);
  return [
    ...shown.filter((id) => now.has(id)),
    ...wanted.filter((id) => !before.has(id)),
  ];
}

/**
 * Keeps the order that a person sees: what comes is last, until the view changes or a press outside the list. So
 * nothing moves under a finger (V-5).
 *
 * @param list a selector of the list
 */
export function useSteadyOrder<Item extends { id: string }>(
  items: readonly Item[],
  list: string,
  view: unknown,
): Item[] {
  const shown = useRef<{ view: unknown; ids: readonly string[] }>();
  const presses = useSignal(0);
  void presses.value;
  useEffect(() => {
    const onPress = ({ target }: PointerEvent) => {
      if ((target as Element).closest(list)) return;
      shown.current = undefined;
      presses.value++;
    };
    addEventListener("pointerdown", onPress);
    return () => removeEventListener("pointerdown", onPress);
  }, []);
  const last = shown.current?.view === view ? shown.current : undefined;
  const byId = new Map(items.map((it) => [it.id, it]));
  const ids = keepShownOrder(last?.ids ?? [], [...byId.keys()]);
  shown.current = { view, ids };
  return ids.map((id) => byId.get(id)!);
}
