/** Times in the page's language and the reader's time zone, the same on server and browser. */
import { rest } from "texts/everywhere.ts";
import { language } from "../locales/current.ts";

/**
 * `date`: weekday and date, in full; `day`: date and time; `short`: the same without weekday and year; `weekly`:
 * weekday and time.
 */
export type TimeStyle = "hour" | "second" | "date" | "day" | "short" | "weekly";

const styles: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  hour: { hour: "2-digit", minute: "2-digit" },
  second: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  date: { weekday: "long", day: "numeric", month: "long" },
  day: {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  },
  weekly: { weekday: "short", hour: "2-digit", minute: "2-digit" },
  short: {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  },
};

/** @param zone such as `Asia/Taipei`; absent: the device's */
export function formatTime(
  time: number | string,
  style: TimeStyle,
  zone?: string,
): string {
  return formatOf(style, zone).format(new Date(time));
}

/** The last format of each style, since creating one takes as long as a hundred uses. */
const lastFormats: {
  [S in TimeStyle]?: {
    zone?: string;
    formats: string;
    format: Intl.DateTimeFormat;
  };
} = {};

function formatOf(style: TimeStyle, zone?: string): Intl.DateTimeFormat {
  const { formats } = language();
  const last = lastFormats[style];
  if (last && last.zone === zone && last.formats === formats) {
    return last.format;
  }
  const format = new Intl.DateTimeFormat(formats, {
    ...styles[style],
    timeZone: zone,
  });
  lastFormats[style] = { zone, formats, format };
  return format;
}

export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** When something ends that lasts no longer than its class (ms). */
export function endWithinClass(
  endsAt: number,
  classEndsAt: number = Infinity,
): number {
  return Math.min(endsAt, classEndsAt);
}

/** The time left as a clock, such as `4:07`. */
export function formatClock(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** The time left in words, rounded up, such as "2 minutes and 36 seconds". */
export function formatTimeLeft(ms: number): string {
  const totalSeconds = Math.max(0, Math.ceil(ms / 1000));
  const timeLeft = {
    minutes: Math.floor(totalSeconds / 60),
    seconds: totalSeconds % 60,
  };
  if (timeLeft.minutes === 0) return rest.seconds(timeLeft);
  return timeLeft.seconds === 0 ? rest.minutes(timeLeft) : rest.both(timeLeft);
}
