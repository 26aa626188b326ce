/** The order of the questions on a wall: most wanted first, and still while somebody reads. Pure. */

/** What decides about the place of a question. */
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
