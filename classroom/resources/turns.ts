/** Whose turn it is: everybody has theirs once before anybody has a second. Pure. */
import type { Random } from "../model/seeded_random.ts";

/** What turns have been had. */
export interface Turns {
  /** Who has had theirs in this round. */
  had: ReadonlySet<string>;
  /** Who had the last one; null: nobody yet. */
  last: string | null;
}

/**
 * Picks one of those who are here, each as likely as the others; null: nobody is. Once all of them have had a turn a new
 * round begins, but not with whoever had the last one.
 *
 * @param aside who is not to be picked now, unless there is nobody else
 */
export function nextTurn(
  here: readonly string[],
  { had, last }: Turns,
  random: Random,
  aside?: string,
): { id: string; isNewRound: boolean } | null {
  const others = here.filter((id) => id !== aside);
  const waiting = others.filter((id) => !had.has(id));
  const isNewRound = waiting.length === 0;
  const choices = [waiting, others.filter((id) => id !== last), others, here];
  const from = choices.find(({ length }) => length > 0);
  if (!from) return null;
  return { id: from[Math.floor(random() * from.length)], isNewRound };
}
