/** An order that changes only when its reader asks for it. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { byWanted, keptOrder, type Ranked } from "./wall_order.ts";

/** The order of a list for one reader. */
export interface KeptOrder<R> {
  readonly items: R[];
  /** Whether it is not the one of {@link byWanted} any more. */
  readonly isStale: boolean;
  /** Most wanted first, now. */
  renew(): void;
}

/** The list as its reader has it. It begins with the first questions that are known. */
export function useKeptOrder<R extends Ranked>(
  all: readonly R[],
): KeptOrder<R> {
  const order: Signal<readonly string[]> = useSignal(idsOf(byWanted(all)));
  const items = keptOrder(order.value, all);
  const shown = idsOf(items);
  useEffect(() => {
    // What has come has its place from now on.
    if (order.peek().join() !== shown.join()) order.value = shown;
  }, [shown.join()]);
  const wanted = idsOf(byWanted(all));
  return {
    items,
    isStale: wanted.join() !== shown.join(),
    renew: () => order.value = wanted,
  };
}

function idsOf(all: readonly Ranked[]): string[] {
  return all.map(({ id }) => id);
}
