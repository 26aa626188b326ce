/**
 * How often something happened within the last minute, in three numbers: the count of the current minute, and of the
 * minute before, which counts with the part that lies within the last sixty seconds. Pure.
 */

/** It. Times in ms. */
export interface SlidingMinute {
  since: number;
  count: number;
  before: number;
}

const length = 60_000;

/** How often it happened within the last minute, roughly, and never more often than that. */
function countInMinute(
  minute: SlidingMinute | undefined,
  now: number,
): number {
  const { since, count, before } = current(minute, now);
  return count + before * (1 - (now - since) / length);
}

/** Once more. */
export function countOne(
  minute: SlidingMinute | undefined,
  now: number,
): SlidingMinute {
  const { count, ...rest } = current(minute, now);
  return { ...rest, count: count + 1 };
}

/** How many whole seconds until it may happen once more, where it may `most` times a minute; 0: now. */
export function secondsUntil(
  minute: SlidingMinute | undefined,
  most: number,
  now: number,
): number {
  for (let seconds = 0; seconds < 120; seconds++) {
    if (countInMinute(minute, now + seconds * 1000) + 1 <= most) return seconds;
  }
  return 120;
}

function current(
  minute: SlidingMinute | undefined,
  now: number,
): SlidingMinute {
  if (!minute || now < minute.since || now - minute.since >= 2 * length) {
    return { since: now, count: 0, before: 0 };
  }
  if (now - minute.since < length) return minute;
  return { since: minute.since + length, count: 0, before: minute.count };
}
