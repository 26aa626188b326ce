/** From here on the countdown stands out (ms). */
export const timeUpSoonMs = 30_000;

/** Announcements, in ms before the end, nearest first. */
const notices = [0, 10_000, 60_000];

/** The announcement for the time left (ms); null: too early. */
export function findDueTimeNotice(left: number): number | null {
  return notices.find((at) => left <= at) ?? null;
}
