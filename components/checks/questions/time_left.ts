import { endWithinClass } from "../../../formats/format_time.ts";

/** By how much the two clocks may differ: ten minutes must not start at 10:01 (ms). */
const clockLeewayMs = 300;

/** The time left to answer (ms), at most until the class ends. `now`: by the server's clock. */
export function answerTimeLeft(
  endsAt: number,
  classEndsAt: number | undefined,
  now: number,
): number {
  const end = endWithinClass(endsAt, classEndsAt);
  return Math.max(0, end - now - clockLeewayMs);
}

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
