/** That an order which has just changed rests for a moment: who looks at it can follow, and what is under way arrives. */
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

/** So long it rests (ms). */
const rests = 600;

/** Tells how things stand now; gives whether they are to stay so. */
export function useRest(): { value: boolean; stands(order: string): void } {
  const resting = useSignal(false);
  const order = useRef<string>();
  const shown = useRef("");
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useLayoutEffect(() => {
    if (order.current === shown.current) return;
    order.current = shown.current;
    resting.value = true;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      // What has arrived has been painted by then.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => resting.value = false)
      );
    }, rests);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    value: resting.value,
    stands: (order) => shown.current = order,
  };
}
