/** What is said of the time that is left for a quiz, and when. Pure. */

/** From here on the clock is to be noticed (ms). */
export const timeUpSoonMs = 30_000;

/** When something is said, in ms before the end; the nearest first. */
const notices = [0, 10_000, 60_000];

/** Which notice holds with so much left (ms), until the next one takes its place; null while there is plenty. */
export function timeNoticeAt(left: number): number | null {
  return notices.find((at) => left <= at) ?? null;
}
