import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

/** The shown ids that are still wanted, in their order; new ones follow. */
export function keepShownOrder(
  shownIds: readonly string[],
  wantedIds: readonly string[],
): string[] {
  const shownSet = new Set(shownIds), wantedSet = new Set(wantedIds);
  return [
    ...shownIds.filter((id) => wantedSet.has(id)),
    ...wantedIds.filter((id) => !shownSet.has(id)),
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
  const shownOrder = useRef<{ view: unknown; ids: readonly string[] }>();
  const presses = useSignal(0);
  void presses.value;
  useEffect(() => {
    const onPress = ({ target }: PointerEvent) => {
      if ((target as Element).closest(list)) return;
      shownOrder.current = undefined;
      presses.value++;
    };
    addEventListener("pointerdown", onPress);
    return () => removeEventListener("pointerdown", onPress);
  }, []);
  const lastOrder = shownOrder.current?.view === view
    ? shownOrder.current
    : undefined;
  const byId = new Map(items.map((it) => [it.id, it]));
  const ids = keepShownOrder(lastOrder?.ids ?? [], [...byId.keys()]);
  shownOrder.current = { view, ids };
  return ids.map((id) => byId.get(id)!);
}
