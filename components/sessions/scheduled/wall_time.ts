/**
 * What the clocks on the wall show somewhere, and when that is: the same in the browser, where a teacher chooses a time,
 * and on the server, which takes it.
 */

const minute = 60_000;
const day = 24 * 60 * minute;

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

/** So many dates, a week apart. */
export function weekly({ date, time }: WallTime, count: number): WallTime[] {
  const first = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(first)) return [];
  return Array.from({ length: count }, (_, n) => ({
    date: new Date(first + n * 7 * day).toISOString().slice(0, 10),
    time,
  }));
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
