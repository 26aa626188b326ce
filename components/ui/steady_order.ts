import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

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
  const ids = last?.ids ?? [];
  const steady = [
    ...ids.flatMap((id) => items.find((it) => it.id === id) ?? []),
    ...items.filter((it) => !ids.includes(it.id)),
  ];
  shown.current = { view, ids: steady.map(({ id }) => id) };
  return steady;
}
