/**
 * What answers to SyncStep1 may cost the server, by person: reconnecting and more sockets renew nothing (S12). Over
 * the rate they come later and nobody is cut off, for the stock client would not come back from that.
 */
import { Budget } from "./budget.ts";
import type { Connection } from "./connection.ts";
import { limits } from "./limits.ts";
import type { Space } from "./space.ts";

const budgets = new WeakMap<object, Map<string, Budget>>();

/** The bytes of answers that whoever has this connection may still have in its space. */
export function answersFor<Who>(
  { space, who }: Pick<Connection<Who>, "space" | "who">,
): Budget {
  const { authority, clock } = space.world;
  const { key } = authority.sockets(who);
  const people = peopleOf(space);
  let budget = people.get(key);
  if (budget === undefined) {
    const { answersPerSecond, answersBurst } = limits;
    budget = new Budget(answersPerSecond, answersBurst, clock);
    people.set(key, budget);
  }
  return budget;
}

function peopleOf<Who>(space: Space<Who>): Map<string, Budget> {
  let people = budgets.get(space);
  if (people === undefined) budgets.set(space, people = new Map());
  return people;
}
