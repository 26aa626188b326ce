/** The order of the questions on a wall: most wanted first, and still while somebody reads. Pure. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

export interface Ranked {
  readonly id: string;
  readonly at: number;
  readonly votes: number;
}

/** The most wanted first, then the oldest. */
export function byWanted<R extends Ranked>(all: readonly R[]): R[] {
  return [...all].sort((a, b) =>
    b.votes - a.votes || a.at - b.at || (a.id < b.id ? -1 : 1)
  );
}

/** The order that a reader has, with what has come since at its end. */
export function keptOrder<R extends Ranked>(
  shown: readonly string[],
  all: readonly R[],
): R[] {
  const byId = new Map(all.map((it) => [it.id, it]));
  const before = new Set(shown);
  const kept = shown.flatMap((id) => byId.get(id) ?? []);
  const added = all.filter(({ id }) => !before.has(id));
  return [...kept, ...added.sort((a, b) => a.at - b.at)];
}

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
