/** From this time left on, the countdown is highlighted (ms). */
export const timeUpSoonMs = 30_000;

/** When to announce the time left: ms before the end, the nearest first. */
const notices = [0, 10_000, 60_000];

/**
 * The announcement that is due; null: it is too early.
 *
 * @param left the time left (ms)
 */
export function findDueTimeNotice(left: number): number | null {
  return notices.find((at) => left <= at) ?? null;
}
