/**
 * Limits how fast new students join (J-9). The token bucket is computed from the join times of present members, so that
 * all server instances agree. A removed member gives place and token back.
 */
import { bounds } from "../model/bounds.ts";

/** Limits of newcomers who wait, for each place in the class: in all, and from one network. */
const waitingPerPlace = { all: 2, perNetwork: 1 } as const;

/** Limits of students who join at once and per minute. Above the default `ceiling`, both grow with it. */
export function computeJoinPace(
  ceiling: number,
): { atOnce: number; perMinute: number } {
  const { default: usual, atOnce, perMinute } = bounds.students;
  const times = Math.max(1, ceiling / usual);
  return { atOnce: Math.floor(atOnce * times), perMinute: perMinute * times };
}

/**
 * The number of students who may join now.
 * @param joined join times of the members who count, in ms, in any order
 */
export function countFreeJoins(
  joined: readonly number[],
  ceiling: number,
  now: number,
): number {
  const { atOnce, perMinute } = computeJoinPace(ceiling);
  let free = atOnce, last = -Infinity;
  const fill = (timeMs: number) => {
    free = Math.min(atOnce, free + (timeMs - last) * perMinute / 60_000);
    last = timeMs;
  };
  for (const joinedAt of joined.toSorted((a, b) => a - b)) {
    fill(joinedAt);
    free = Math.max(0, free - 1);
  }
  fill(Math.max(now, last));
  // Compensates for rounding in binary fractions.
  return Math.floor(free + 1e-6);
}

/**
 * The rank in which waits get places and are let in, lower first. A program makes new browsers at no cost, and a school
 * is one address, so neither counts: a browser that keeps its cookie and asks goes before one that has not asked yet,
 * and one that has another member in the class comes last. To keep others out, a program must hold as many cookies as
 * there are places, and ask with each; against that a teacher has the class list, whose names need no place.
 */
export function waitingRank(
  { asked, tied }: { asked?: boolean | undefined; tied?: boolean | undefined },
): number {
  if (tied) return 2;
  return asked ? 0 : 1;
}

export function maxWaitingPlaces(
  ceiling: number,
): { all: number; perNetwork: number } {
  const places = Math.max(bounds.students.default, ceiling);
  return {
    all: waitingPerPlace.all * places,
    perNetwork: waitingPerPlace.perNetwork * places,
  };
}
