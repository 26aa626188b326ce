/**
 * Times: as answers show them, in ISO 8601 and UTC, where documents and records have milliseconds since 1970; and as the
 * clocks on the wall show them somewhere, once or week by week (S-7): the same in the browser, where a teacher chooses a
 * time, and on the server, which takes it. Imports nothing.
 */

const minute = 60_000;
const day = 24 * 60 * minute;
const week = 7 * day;

/** A moment in ms, as answers show it. */
export function iso(at: number): string {
  return new Date(at).toISOString();
}

/** A date and a time as inputs have them: `2026-11-24`, `09:10`. */
export interface WallTime {
  date: string;
  time: string;
}

/** When the clocks of a zone show this (ms); in an hour that they skip, as long after as it would be; null: it is no time. */
export function instantOf({ date, time }: WallTime, zone: string) {
  const isTime = /^\d{4}-\d\d-\d\d$/.test(date) && /^\d\d:\d\d$/.test(time);
  const shown = isTime ? Date.parse(`${date}T${time}:00Z`) : NaN;
  if (Number.isNaN(shown)) return null;
  const before = shown - offsetOf(shown - day, zone);
  const after = shown - offsetOf(shown + day, zone);
  const fits = (at: number) => at + offsetOf(at, zone) === shown;
  return fits(before) || !fits(after) ? before : after;
}

/** What the clocks of a zone show at a moment. */
export function wallTimeOf(at: number, zone: string): WallTime {
  const shown = new Date(at + offsetOf(at, zone)).toISOString();
  return { date: shown.slice(0, 10), time: shown.slice(11, 16) };
}

/**
 * When something is that begins at a moment (ms) and is repeated, week by week at the same time of day in a zone. Where
 * clocks are put forward over that time of day, it is as much later; where they are put back over it, the first of the two.
 */
export function occurrences(
  first: number,
  times: number,
  zone: string,
): number[] {
  const { date, time } = wallTimeOf(first, zone);
  const shown = Date.parse(`${date}T00:00:00Z`);
  return Array.from({ length: times }, (_, weeks) => {
    if (weeks === 0) return first;
    const day = new Date(shown + weeks * week).toISOString().slice(0, 10);
    // Inputs have no seconds; what is sent may.
    return instantOf({ date: day, time }, zone)! + first % minute;
  });
}

/** By how much a zone's clocks are ahead of UTC at a moment (ms). */
export function offsetOf(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-u-ca-iso8601-nu-latn", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  }).formatToParts(at);
  const read = (type: string) =>
    Number(parts.find((part) => part.type === type)?.value);
  const shown = Date.UTC(
    read("year"),
    read("month") - 1,
    read("day"),
    read("hour"),
    read("minute"),
  );
  return shown - Math.floor(at / minute) * minute;
}
