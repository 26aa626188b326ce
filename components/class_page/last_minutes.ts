/** Notices in the last minutes of a class (S-4). Pure. */

/** The countdown shows from here (ms before the end). */
export const countdownShownMs = 5 * 60_000;

/** Times of the notices (ms before the end), nearest first. */
const notices = [60_000, countdownShownMs];

/**
 * The notice due with `left` ms; null if none. A page opened later gets it with
 * the actual rest.
 */
export function findDueEndNotice(left: number): number | null {
  if (left <= 0) return null;
  return notices.find((at) => left <= at) ?? null;
}
