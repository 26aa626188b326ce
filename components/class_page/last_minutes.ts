/** The last minutes of a class: when something is said of them, and how much is left then (S-4). Pure. */

/** From here on a class shows how long it still lasts (ms). */
export const lastMinutes = 5 * 60_000;

/** When something is said, in ms before the end; the nearest first. */
const notices = [60_000, lastMinutes];

/**
 * Which notice is due with so much left (ms): it is said once, when it becomes due, with what is really left, for a
 * page may have been opened between two of them. Null: none.
 */
export function noticeAt(left: number): number | null {
  if (left <= 0) return null;
  return notices.find((at) => left <= at) ?? null;
}
