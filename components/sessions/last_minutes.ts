/** Notices in the last minutes of a class (S-4). Pure. */

/** The countdown shows from this time left on (ms). */
export const countdownShownMs = 5 * 60_000;

/** Time left at the notices (ms), nearest first. */
const notices = [60_000, countdownShownMs];

/** The notice that is due with `left` ms; null: none. A page that is opened later gets it too. */
export function findDueEndNotice(left: number): number | null {
  if (left <= 0) return null;
  return notices.find((at) => left <= at) ?? null;
}
