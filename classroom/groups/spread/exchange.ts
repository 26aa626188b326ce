/**
 * Finds a better seating by exchanging two people at a time, so that no group's size changes: what keeps
 * pairs apart and gives new partners (B-8). A search that ends after a bounded amount of work.
 */
import type { Random } from "../../model/seeded_random.ts";

/** Where everybody sits, and what to avoid. */
export interface Seating {
  people: readonly { id: string; at: string; movable: boolean }[];
  /** The cost of two people in one group. Given for one order or for both: the costs add up. */
  together: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Where people come from, if it costs 1 that they are not there any more. */
  away: ReadonlyMap<string, string | null> | null;
}

/** How many pairs a search looks at, all its attempts together. */
const work = 4_000_000;
/** How many exchanges in a row may bring nothing before an attempt ends. */
const mostInVain = 60;
const attempts = 6;

/** The best seating that was found, of those who may move. */
export function exchange(
  seating: Seating,
  next: Random,
): Map<string, string> {
  let best = new Search(seating);
  for (let attempt = 0; attempt < attempts && best.cost > 0; attempt++) {
    const search = new Search(seating);
    search.run(next, work / attempts, attempt);
    if (search.cost < best.cost) best = search;
  }
  return best.seats();
}

/** One attempt. People and groups are numbers here. */
class Search {
  readonly #people: Seating["people"];
  readonly #groups: string[];
  readonly #at: number[];
  readonly #movable: number[];
  readonly #together: Map<number, number>[];
  readonly #home: (number | null)[];
  /** The cost of a group for a person, by person and group. */
  readonly #costs: Float64Array[];
  cost = 0;

  constructor({ people, together, away }: Seating) {
    this.#people = people;
    this.#groups = [...new Set(people.map(({ at }) => at))];
    const group = new Map(this.#groups.map((id, i) => [id, i]));
    const index = new Map(people.map(({ id }, i) => [id, i]));
    this.#at = people.map(({ at }) => group.get(at) ?? 0);
    this.#movable = people.flatMap(({ movable }, i) => movable ? [i] : []);
    this.#together = people.map(() => new Map());
    for (const [a, others] of together) {
      for (const [b, cost] of others) {
        const i = index.get(a), j = index.get(b);
        if (i === undefined || j === undefined) continue;
        this.#together[i].set(j, (this.#together[i].get(j) ?? 0) + cost);
        this.#together[j].set(i, (this.#together[j].get(i) ?? 0) + cost);
      }
    }
    this.#home = people.map(({ id }) => {
      const from = away?.get(id);
      return from === undefined || from === null
        ? null
        : group.get(from) ?? null;
    });
    this.#costs = people.map((_, i) => {
      const costs = new Float64Array(this.#groups.length);
      for (const [j, cost] of this.#together[i]) costs[this.#at[j]] += cost;
      const home = this.#home[i];
      if (home !== null) costs.forEach((_, g) => g !== home && costs[g]++);
      return costs;
    });
    this.cost = this.#sum();
  }

  /** Where those who may move sit. */
  seats(): Map<string, string> {
    return new Map(
      this.#movable.map((i) => [this.#people[i].id, this.#groups[this.#at[i]]]),
    );
  }

  run(next: Random, work: number, attempt: number): void {
    const all = this.#movable;
    const pick = () => all[Math.floor(next() * all.length)];
    // Every attempt but the first begins somewhere else.
    for (let n = 0; n < attempt * all.length; n++) this.#swap(pick(), pick());
    let bestCost = this.cost;
    let best = [...this.#at];
    let idle = 0;
    for (let left = work; left > 0 && this.cost > 0; left -= all.length) {
      const troubled = all.filter((i) => this.#costs[i][this.#at[i]] > 0);
      if (troubled.length === 0 || idle > mostInVain) break;
      const i = troubled[Math.floor(next() * troubled.length)];
      const j = this.#bestFor(i, next);
      if (j === null) {
        idle++;
        continue;
      }
      this.#swap(i, j);
      if (this.cost < bestCost) {
        bestCost = this.cost;
        best = [...this.#at];
        idle = 0;
      } else idle++;
    }
    for (let i = 0; i < best.length; i++) this.#move(i, best[i]);
    this.cost = this.#sum();
  }

  /** The best partner for a swap: the lowest cost, even without a gain; chance among equals. */
  #bestFor(i: number, next: Random): number | null {
    let least = Infinity, found: number | null = null, equals = 0;
    for (const j of this.#movable) {
      if (this.#at[i] === this.#at[j]) continue;
      const change = this.#change(i, j);
      if (change < least) [least, found, equals] = [change, j, 1];
      else if (change === least && next() * ++equals < 1) found = j;
    }
    return least < 0 || next() < 0.5 ? found : null;
  }

  #change(i: number, j: number): number {
    const here = this.#at[i], there = this.#at[j];
    return this.#costs[i][there] - this.#costs[i][here] +
      this.#costs[j][here] - this.#costs[j][there] -
      2 * (this.#together[i].get(j) ?? 0);
  }

  #swap(i: number, j: number): void {
    const here = this.#at[i], there = this.#at[j];
    if (here === there) return;
    this.cost += this.#change(i, j);
    this.#move(i, there);
    this.#move(j, here);
  }

  #move(i: number, to: number): void {
    const from = this.#at[i];
    if (from === to) return;
    for (const [j, cost] of this.#together[i]) {
      this.#costs[j][from] -= cost;
      this.#costs[j][to] += cost;
    }
    this.#at[i] = to;
  }

  #sum(): number {
    let sum = 0;
    this.#together.forEach((others, i) => {
      for (const [j, cost] of others) {
        if (i < j && this.#at[i] === this.#at[j]) sum += cost;
      }
    });
    this.#home.forEach((home, i) => {
      if (home !== null && this.#at[i] !== home) sum++;
    });
    return sum;
  }
}
