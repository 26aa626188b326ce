/**
 * Distribute Students (B-8, GROUP-4): spreads students over the groups: all, or those online. Pure; randomness is an
 * argument. The numbers of spread students per group differ by at most one, as far as locked students allow.
 */
import { refusal } from "../model/refuse.ts";
import {
  type ActiveGroup,
  countGroupSizes,
  type GroupRules,
  makeGroup,
  type PlacedStudent,
} from "../model/allocator.ts";
import { countGroups, sortGroups } from "../model/groups.ts";
import { type RandomSource, shuffle } from "../model/seeded_random.ts";
import type { MeetingCounts } from "./partners.ts";

/** `even`: evens out sizes with the fewest moves. */
type DistributionMode = "shuffle" | "even" | "new-partners";

export interface DistributionState {
  groups: readonly ActiveGroup[];
  /** Students who are not removed, in order of joining. */
  students: readonly (PlacedStudent & { isOnline: boolean })[];
  rules: GroupRules;
}

export interface DistributionOptions {
  mode: DistributionMode;
  /** Offline students stay where they are, and do not count. */
  onlineOnly: boolean;
  locked: ReadonlySet<string>;
  /** Pairs to keep in different groups. */
  apart: readonly (readonly [string, string])[];
  /** Number of earlier meetings per pair, for new partners. */
  met: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

export interface Distribution {
  newGroups: ActiveGroup[];
  archived: string[];
  moves: Map<string, string>;
}

/** The cost of a pair to keep apart; more than all other costs together. */
const apartCost = 1e6;

/**
 * Spreads the students. Refuses with `conflict` if a pair cannot be kept apart, or there are no groups and none are
 * made automatically.
 */
export function planDistribution(
  room: DistributionState,
  options: DistributionOptions,
  makeId: () => string,
  next: RandomSource,
): Distribution {
  const { groups, rules } = room;
  if (!rules.auto && groups.length === 0) {
    throw refusal("no-rooms-to-spread");
  }
  const counted = room.students.filter(({ id, isOnline, room }) =>
    (!options.onlineOnly || isOnline) &&
    !(room === null && options.locked.has(id))
  );
  const free = counted.filter(({ id }) => !options.locked.has(id));
  const fixed = counted.filter(({ id }) => options.locked.has(id));
  if (free.length === 0) {
    return { newGroups: [], archived: [], moves: new Map() };
  }

  const { keptGroups, newGroups } = groupsToFill(
    room,
    options,
    counted,
    fixed,
    makeId,
  );
  const slots = slotsOf(keptGroups, counted, fixed, options.mode);
  const first = options.mode === "even"
    ? keepAndFill(keptGroups, slots, free)
    : fillGroups(keptGroups, slots, shuffle(free, next));
  const placement = improvePlacement(room, options, free, first, next);

  const moves = new Map<string, string>();
  for (const { id, room } of free) {
    const target = placement.get(id);
    if (target !== undefined && target !== room) moves.set(id, target);
  }
  return { newGroups, archived: findEmptied(room, keptGroups, moves), moves };
}

/** The groups to fill: for automatic groups as many as needed, of which missing ones are made; else all. */
function groupsToFill(
  { groups, rules }: DistributionState,
  { mode }: DistributionOptions,
  counted: readonly PlacedStudent[],
  fixed: readonly PlacedStudent[],
  makeId: () => string,
): { keptGroups: ActiveGroup[]; newGroups: ActiveGroup[] } {
  const sortedGroups = sortGroups(groups);
  if (!rules.auto) return { keptGroups: sortedGroups, newGroups: [] };
  const locked = new Set(fixed.map(({ room }) => room));
  const sizes = countGroupSizes(counted);
  const needed = countGroups(counted.length, rules);
  const rank = (group: ActiveGroup) => locked.has(group.id) ? 0 : 1;
  const keptGroups = sortedGroups
    .sort((a, b) =>
      rank(a) - rank(b) ||
      (mode === "even" ? (sizes.get(b.id) ?? 0) - (sizes.get(a.id) ?? 0) : 0)
    )
    .slice(0, Math.max(needed, locked.size, 1));
  const newGroups: ActiveGroup[] = [];
  while (keptGroups.length + newGroups.length < needed) {
    newGroups.push(makeGroup([...groups, ...newGroups], makeId()));
  }
  return { keptGroups: [...sortGroups(keptGroups), ...newGroups], newGroups };
}

/** Places for students without a lock, per group, so that sizes differ by at most one, as far as locks allow. */
function slotsOf(
  keptGroups: readonly ActiveGroup[],
  counted: readonly PlacedStudent[],
  fixed: readonly PlacedStudent[],
  mode: DistributionMode,
): Map<string, number> {
  const sizes = countGroupSizes(counted), locked = countGroupSizes(fixed);
  const lockedIn = ({ id }: ActiveGroup) => locked.get(id) ?? 0;
  // Students locked into a group above the average leave fewer places for the others.
  let open = [...keptGroups].sort((a, b) => lockedIn(a) - lockedIn(b));
  let places = counted.length;
  for (let largest = open.at(-1); largest; largest = open.at(-1)) {
    if (lockedIn(largest) * open.length <= places) break;
    places -= lockedIn(largest);
    open = open.slice(0, -1);
  }
  const least = Math.floor(places / open.length);
  const larger = places % open.length;
  const preferred = mode === "even"
    ? sortGroups(open).sort((a, b) =>
      (sizes.get(b.id) ?? 0) - (sizes.get(a.id) ?? 0)
    )
    : sortGroups(open);
  const slots = new Map(keptGroups.map((group) => [group.id, 0]));
  preferred.forEach((group, i) =>
    slots.set(group.id, least + (i < larger ? 1 : 0) - lockedIn(group))
  );
  return slots;
}

function fillGroups(
  keptGroups: readonly ActiveGroup[],
  slots: ReadonlyMap<string, number>,
  free: readonly PlacedStudent[],
): Map<string, string> {
  const placement = new Map<string, string>();
  let index = 0;
  for (const { id } of keptGroups) {
    const end = index + (slots.get(id) ?? 0);
    for (; index < end; index++) placement.set(free[index].id, id);
  }
  return placement;
}

/** Leaves as many students as possible in their group; those who joined last move. */
function keepAndFill(
  keptGroups: readonly ActiveGroup[],
  slots: ReadonlyMap<string, number>,
  free: readonly PlacedStudent[],
): Map<string, string> {
  const placement = new Map<string, string>();
  const left = new Map(slots);
  const leaving: PlacedStudent[] = [];
  for (const student of free) {
    const places = student.room === null ? 0 : left.get(student.room) ?? 0;
    if (student.room !== null && places > 0) {
      left.set(student.room, places - 1);
      placement.set(student.id, student.room);
    } else leaving.push(student);
  }
  for (const [id, room] of fillGroups(keptGroups, left, leaving)) {
    placement.set(id, room);
  }
  return placement;
}

/** Swaps students to separate pairs and to find new partners, as far as a bounded search succeeds. */
function improvePlacement(
  { students }: DistributionState,
  { mode, apart, met }: DistributionOptions,
  free: readonly PlacedStudent[],
  first: ReadonlyMap<string, string>,
  next: RandomSource,
): ReadonlyMap<string, string> {
  if (apart.length === 0 && mode !== "new-partners") return first;
  const movable = new Set(free.map(({ id }) => id));
  const separate = apart.filter(([a, b]) =>
    a !== b && (movable.has(a) || movable.has(b))
  );
  const together: MeetingCounts = new Map();
  const seating: Seating = {
    together,
    people: students.flatMap(({ id, room }) => {
      const groupId = movable.has(id) ? first.get(id) : room;
      return groupId ? [{ id, groupId, isMovable: movable.has(id) }] : [];
    }),
    presentGroups: mode === "even"
      ? new Map(free.map(({ id, room }) => [id, room]))
      : null,
  };
  if (mode === "new-partners") {
    for (const [a, meetings] of met) {
      for (const [b, times] of meetings) addCost(together, a, b, times);
    }
  }
  for (const [a, b] of separate) addCost(together, a, b, apartCost);
  const placement = exchange(seating, next);
  const roomOf = new Map(students.map(({ id, room }) => [id, room]));
  const groupOf = (id: string) => placement.get(id) ?? roomOf.get(id) ?? null;
  if (
    separate.some(([a, b]) => groupOf(a) !== null && groupOf(a) === groupOf(b))
  ) {
    throw refusal("pairs-together");
  }
  return placement;
}

function addCost(
  costs: MeetingCounts,
  a: string,
  b: string,
  cost: number,
): void {
  const costsByPartner = costs.get(a) ?? new Map<string, number>();
  costsByPartner.set(b, (costsByPartner.get(b) ?? 0) + cost);
  costs.set(a, costsByPartner);
}

function findEmptied(
  { groups, students, rules }: DistributionState,
  keptGroups: readonly ActiveGroup[],
  moves: ReadonlyMap<string, string>,
): string[] {
  if (!rules.auto) return [];
  const used = new Set(keptGroups.map(({ id }) => id));
  for (const { id, room } of students) {
    const groupId = moves.get(id) ?? room;
    if (groupId !== null) used.add(groupId);
  }
  return sortGroups(groups).map(({ id }) => id).filter((id) => !used.has(id));
}

// Local search with bounded work: swaps two students at a time, which keeps sizes.

interface Seating {
  people: readonly { id: string; groupId: string; isMovable: boolean }[];
  /** Cost of two people in one group: the sum of the entries a→b and b→a. */
  together: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Present groups, if leaving them costs 1. */
  presentGroups: ReadonlyMap<string, string | null> | null;
}

/** Maximum of people and pairs that all attempts together examine (SYNC-18). */
const maxWork = 1_000_000;
/** An attempt ends after this many swaps in a row without a gain. */
const maxFutileMoves = 60;
const maxAttempts = 6;

function exchange(seating: Seating, next: RandomSource): Map<string, string> {
  const costs = pairCosts(seating);
  let best = new Search(seating, costs);
  let left = maxWork;
  for (let attempt = 0; attempt < maxAttempts && best.cost > 0; attempt++) {
    const search = new Search(seating, costs);
    left -= search.run(next, left / (maxAttempts - attempt), attempt);
    if (search.cost < best.cost) best = search;
  }
  return best.seats();
}

/** By the index of a person, the cost of being with each other one. */
type PairCosts = readonly ReadonlyMap<number, number>[];

function pairCosts({ people, together }: Seating): PairCosts {
  const index = new Map(people.map(({ id }, i) => [id, i]));
  const costs = people.map(() => new Map<number, number>());
  for (const [a, costsByPartner] of together) {
    for (const [b, cost] of costsByPartner) {
      const i = index.get(a), j = index.get(b);
      if (i === undefined || j === undefined) continue;
      costs[i].set(j, (costs[i].get(j) ?? 0) + cost);
      costs[j].set(i, (costs[j].get(i) ?? 0) + cost);
    }
  }
  return costs;
}

/** One run of the local search. People and groups are named by their indices; `#groupOf` has each person's group. */
class Search {
  readonly #people: Seating["people"];
  readonly #groups: string[];
  readonly #groupOf: number[];
  readonly #movable: number[];
  readonly #together: PairCosts;
  readonly #home: (number | null)[];
  readonly #costs: Float64Array[];
  cost = 0;

  constructor({ people, presentGroups }: Seating, costs: PairCosts) {
    this.#people = people;
    this.#groups = [...new Set(people.map(({ groupId }) => groupId))];
    const groupIndex = new Map(this.#groups.map((id, i) => [id, i]));
    this.#groupOf = people.map(({ groupId }) => groupIndex.get(groupId) ?? 0);
    this.#movable = people.flatMap(({ isMovable }, i) => isMovable ? [i] : []);
    this.#together = costs;
    this.#home = people.map(({ id }) => {
      const from = presentGroups?.get(id);
      return from === undefined || from === null
        ? null
        : groupIndex.get(from) ?? null;
    });
    this.#costs = people.map((_, i) => {
      const costs = new Float64Array(this.#groups.length);
      for (const [j, cost] of this.#together[i]) {
        costs[this.#groupOf[j]] += cost;
      }
      const home = this.#home[i];
      if (home !== null) costs.forEach((_, g) => g !== home && costs[g]++);
      return costs;
    });
    this.cost = this.#sum();
  }

  seats(): Map<string, string> {
    return new Map(
      this.#movable.map((
        i,
      ) => [this.#people[i].id, this.#groups[this.#groupOf[i]]]),
    );
  }

  /** Returns the people and pairs that it has examined. */
  run(next: RandomSource, maxWork: number, attempt: number): number {
    const movable = this.#movable;
    const pick = () => movable[Math.floor(next() * movable.length)];
    let work = 0;
    const swap = (i: number, j: number) => {
      work += 2 * (this.#together[i].size + this.#together[j].size);
      this.#swap(i, j);
    };
    // Later attempts start from a random seating.
    for (let n = 0; n < attempt * movable.length && work < maxWork; n++) {
      swap(pick(), pick());
    }
    let bestCost = this.cost;
    let best = [...this.#groupOf];
    let idle = 0;
    while (work < maxWork && this.cost > 0) {
      work += 2 * movable.length;
      const troubled = movable.filter((i) =>
        this.#costs[i][this.#groupOf[i]] > 0
      );
      if (troubled.length === 0 || idle > maxFutileMoves) break;
      const i = troubled[Math.floor(next() * troubled.length)];
      const j = this.#bestFor(i, next);
      if (j === null) {
        idle++;
        continue;
      }
      swap(i, j);
      if (this.cost < bestCost) {
        bestCost = this.cost;
        best = [...this.#groupOf];
        idle = 0;
      } else idle++;
    }
    for (let i = 0; i < best.length; i++) this.#move(i, best[i]);
    this.cost = this.#sum();
    return work;
  }

  /** The best partner for a swap, random among equals; without a gain only half of the time. */
  #bestFor(i: number, next: RandomSource): number | null {
    let least = Infinity, partner: number | null = null, equals = 0;
    for (const j of this.#movable) {
      if (this.#groupOf[i] === this.#groupOf[j]) continue;
      const change = this.#change(i, j);
      if (change < least) [least, partner, equals] = [change, j, 1];
      else if (change === least && next() * ++equals < 1) partner = j;
    }
    return least < 0 || next() < 0.5 ? partner : null;
  }

  #change(i: number, j: number): number {
    const groupI = this.#groupOf[i], groupJ = this.#groupOf[j];
    return this.#costs[i][groupJ] - this.#costs[i][groupI] +
      this.#costs[j][groupI] - this.#costs[j][groupJ] -
      2 * (this.#together[i].get(j) ?? 0);
  }

  #swap(i: number, j: number): void {
    const groupI = this.#groupOf[i], groupJ = this.#groupOf[j];
    if (groupI === groupJ) return;
    this.cost += this.#change(i, j);
    this.#move(i, groupJ);
    this.#move(j, groupI);
  }

  #move(i: number, to: number): void {
    const from = this.#groupOf[i];
    if (from === to) return;
    for (const [j, cost] of this.#together[i]) {
      this.#costs[j][from] -= cost;
      this.#costs[j][to] += cost;
    }
    this.#groupOf[i] = to;
  }

  #sum(): number {
    let sum = 0;
    this.#together.forEach((costsByPartner, i) => {
      for (const [j, cost] of costsByPartner) {
        if (i < j && this.#groupOf[i] === this.#groupOf[j]) sum += cost;
      }
    });
    this.#home.forEach((home, i) => {
      if (home !== null && this.#groupOf[i] !== home) sum++;
    });
    return sum;
  }
}
