/** Times as people read them: in the page's language, the same from the server and in the browser, in the zone of whoever looks. */
import { en as t } from "../../locales/en/everywhere.ts";

/** How a time is written: the hour, the day, or the day with the hour. */
export type TimeStyle = "hour" | "date" | "day";

const styles: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  hour: { hour: "2-digit", minute: "2-digit" },
  date: { weekday: "long", day: "numeric", month: "long" },
  day: {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  },
};

/** Writes a time; `zone` is a name such as `Asia/Taipei`, the device's own where it is left out. */
export function writeTime(
  at: number | string,
  style: TimeStyle,
  zone?: string,
): string {
  return formatOf(style, zone).format(new Date(at));
}

/** The last format of each style: making one takes longer than writing a hundred times with it. */
const made: {
  [S in TimeStyle]?: { zone?: string; format: Intl.DateTimeFormat };
} = {};

function formatOf(style: TimeStyle, zone?: string): Intl.DateTimeFormat {
  const last = made[style];
  if (last && last.zone === zone) return last.format;
  const format = new Intl.DateTimeFormat(t.tag, {
    ...styles[style],
    timeZone: zone,
  });
  made[style] = { zone, format };
  return format;
}

/** Whether a zone of this name is known here. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** What is left, as a clock: `4:07`. */
export function writeClock(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
