import { formatClock } from "../../../formats/format_time.ts";
import { scheduled as t } from "texts/sessions_schedule.ts";

const hour = 60 * 60_000;

/** The time until a class starts, in words; in the last hour as a clock. */
export function formatTimeUntil(left: number): string {
  if (left <= 0) return t.now;
  if (left < hour) return t.inClock({ clock: formatClock(left) });
  if (left >= 48 * hour) {
    return t.inDays({ days: Math.floor(left / (24 * hour)) });
  }
  const minutes = Math.ceil(left / 60_000);
  const whole = { hours: Math.floor(minutes / 60), minutes: minutes % 60 };
  return whole.minutes === 0 ? t.inHours(whole) : t.inBoth(whole);
}
