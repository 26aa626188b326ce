/**
 * Converts milliseconds since 1970 to ISO 8601 and to wall-clock times in a zone, once or weekly (S-7). Imports
 * nothing.
 */

export const secondMs = 1000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;
const weekMs = 7 * dayMs;

export function toIsoString(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

/** Date and time as inputs have them: `2026-11-24`, `09:10`. */
export interface WallTime {
  date: string;
  time: string;
}

/**
 * The instant of a wall-clock time (ms). A time that clocks skip is moved on by the skip. Null for a malformed time.
 */
export function toInstant({ date, time }: WallTime, zone: string) {
  const isTime = /^\d{4}-\d\d-\d\d$/.test(date) && /^\d\d:\d\d$/.test(time);
  const wallMs = isTime ? Date.parse(`${date}T${time}:00Z`) : NaN;
  if (Number.isNaN(wallMs)) return null;
  const oldOffsetInstant = wallMs - zoneOffsetMs(wallMs - dayMs, zone);
  const newOffsetInstant = wallMs - zoneOffsetMs(wallMs + dayMs, zone);
  const fits = (at: number) => at + zoneOffsetMs(at, zone) === wallMs;
  return fits(oldOffsetInstant) || !fits(newOffsetInstant)
    ? oldOffsetInstant
    : newOffsetInstant;
}

export function toWallTime(timeMs: number, zone: string): WallTime {
  const isoTime = new Date(timeMs + zoneOffsetMs(timeMs, zone)).toISOString();
  return { date: isoTime.slice(0, 10), time: isoTime.slice(11, 16) };
}

/**
 * Weekly instants at the same wall-clock time (ms), each moved on by the skip if clocks skip that time; if clocks
 * repeat it, the first of both.
 */
export function weeklyOccurrences(
  first: number,
  times: number,
  zone: string,
): number[] {
  const { date, time } = toWallTime(first, zone);
  const midnightMs = Date.parse(`${date}T00:00:00Z`);
  return Array.from({ length: times }, (_, weeks) => {
    if (weeks === 0) return first;
    const day = new Date(midnightMs + weeks * weekMs).toISOString().slice(
      0,
      10,
    );
    // Form fields have no seconds, but a request of the API may.
    return toInstant({ date: day, time }, zone)! + first % minuteMs;
  });
}

export function zoneOffsetMs(timeMs: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-u-ca-iso8601-nu-latn", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  }).formatToParts(timeMs);
  const read = (type: string) =>
    Number(parts.find((part) => part.type === type)?.value);
  const wallMs = Date.UTC(
    read("year"),
    read("month") - 1,
    read("day"),
    read("hour"),
    read("minute"),
  );
  return wallMs - Math.floor(timeMs / minuteMs) * minuteMs;
}
