/** The order of a wall's questions: by votes, but unchanged while they are read. Pure. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { keepShownOrder } from "../ui/steady_order.ts";

interface RankedQuestion {
  readonly id: string;
  readonly at: number;
  readonly votes: number;
}

/** Sorts by votes; of equal ones, the oldest first. */
export function sortByVotes<R extends RankedQuestion>(
  questions: readonly R[],
): R[] {
  return [...questions].sort((a, b) =>
    b.votes - a.votes || a.at - b.at || (a.id < b.id ? -1 : 1)
  );
}

/** Keeps the order in which questions were shown; new ones follow. */
export function keepOrder<R extends RankedQuestion>(
  shownIds: readonly string[],
  questions: readonly R[],
): R[] {
  const byId = new Map(questions.map((it) => [it.id, it]));
  const byAge = idsOf([...questions].sort((a, b) => a.at - b.at));
  return keepShownOrder(shownIds, byAge).map((id) => byId.get(id)!);
}

export interface StableOrder<R> {
  readonly items: R[];
  /** True if the order differs from {@link sortByVotes}. */
  readonly isStale: boolean;
  renew(): void;
}

/** The questions in an order that does not change by itself; at first by votes. */
export function useStableOrder<R extends RankedQuestion>(
  questions: readonly R[],
): StableOrder<R> {
  const order: Signal<readonly string[]> = useSignal(
    idsOf(sortByVotes(questions)),
  );
  const items = keepOrder(order.value, questions);
  const shownIds = idsOf(items);
  useEffect(() => {
    // New questions keep their places from now on.
    if (order.peek().join() !== shownIds.join()) order.value = shownIds;
  }, [shownIds.join()]);
  const sortedIds = idsOf(sortByVotes(questions));
  return {
    items,
    isStale: sortedIds.join() !== shownIds.join(),
    renew: () => order.value = sortedIds,
  };
}

function idsOf(questions: readonly RankedQuestion[]): string[] {
  return questions.map(({ id }) => id);
}
