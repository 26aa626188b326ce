/**
 * A crowd that joins (J-9): how many students a class takes, and how many new names a minute. The pace is a token
 * bucket that is kept nowhere: it follows from the times at which present members joined, so every instance and every
 * restart knows the same. A removed member returns their place and their token. Pure.
 */
import { bounds } from "../model/bounds.ts";

/** How many of those who are new may wait for the teacher, for each student that the class takes. */
const waitingPerPlace = { all: 2, perNetwork: 1 } as const;

/** How many new names come in at once, and a minute: more where the ceiling was raised. */
export function joinPace(
  ceiling: number,
): { atOnce: number; perMinute: number } {
  const { usual, atOnce, perMinute } = bounds.students;
  const times = Math.max(1, ceiling / usual);
  return { atOnce: Math.floor(atOnce * times), perMinute: perMinute * times };
}

/**
 * How many new names may come in now.
 *
 * @param joined when those came in who count, in ms, in any order
 */
export function freePlaces(
  joined: readonly number[],
  ceiling: number,
  now: number,
): number {
  const { atOnce, perMinute } = joinPace(ceiling);
  let free = atOnce, last = -Infinity;
  const fill = (at: number) => {
    free = Math.min(atOnce, free + (at - last) * perMinute / 60_000);
    last = at;
  };
  for (const at of joined.toSorted((a, b) => a - b)) {
    fill(at);
    free = Math.max(0, free - 1);
  }
  fill(Math.max(now, last));
  // What does not come out even in binary must not cost anybody a place.
  return Math.floor(free + 1e-6);
}

/** How many who are new may wait at once, in all and from one network. */
export function waitingPlaces(
  ceiling: number,
): { all: number; perNetwork: number } {
  const places = Math.max(bounds.students.usual, ceiling);
  return {
    all: waitingPerPlace.all * places,
    perNetwork: waitingPerPlace.perNetwork * places,
  };
}
