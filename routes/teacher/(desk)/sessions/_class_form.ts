/** A class before it begins, as its forms show and send it (S-1, S-6, S-7). */
import { z } from "zod";
import { bounds } from "../../../../classroom/model/bounds.ts";
import { formatTime, isTimeZone } from "../../../../formats/format_time.ts";
import {
  dayMs,
  hourMs,
  minuteMs,
  toInstant,
  toWallTime,
  type WallTime,
  weeklyOccurrences,
} from "../../../../formats/times.ts";
import { refusalText } from "../../../../locales/refusal_text.ts";
import type { Refusal } from "../../../../sync/refusal.ts";
import { sessions } from "texts/sessions_portal.ts";
import { schedule as t } from "texts/sessions_schedule.ts";

export interface ClassSettings {
  name: string;
  rejoin: boolean;
  collect: boolean;
  hours: number;
}

/** The start as typed. */
export interface StartTime extends WallTime {
  zone: string;
  isRepeated: boolean;
  times: string;
}

export interface ClassErrors {
  name?: string;
  capacity?: string;
  time?: string;
  zone?: string;
  times?: string;
  form?: string;
}

export function errorsOf(refusal: Refusal): ClassErrors {
  return refusal.kind === "empty" || refusal.kind === "too-long"
    ? { name: sessions.badName({ most: bounds.sessionName }) }
    : { form: refusalText(refusal) };
}

export const settingsFields = {
  name: z.string(),
  rejoin: z.literal("on").optional(),
  collect: z.literal("on").optional(),
  hours: z.string().regex(/^\d{1,2}(\.\d+)?$/).transform(Number)
    .pipe(z.number().min(bounds.hours.min).max(bounds.hours.max)),
};

/** Form fields of the start time; ignored for a class that starts now. */
export const timeFields = {
  date: z.string().max(40).default(""),
  time: z.string().max(40).default(""),
  zone: z.string().max(80).default(""),
  repeat: z.literal("on").optional(),
  times: z.string().max(40).default("2"),
};

export function settingsFromForm(
  form: z.output<z.ZodObject<typeof settingsFields>>,
): ClassSettings {
  const { name, rejoin, collect, hours } = form;
  return { name, rejoin: rejoin === "on", collect: collect === "on", hours };
}

export function startTimeFromForm(
  form: z.output<z.ZodObject<typeof timeFields>>,
): StartTime {
  const { date, time, zone, repeat, times } = form;
  return {
    date,
    time: time.slice(0, 5),
    zone,
    isRepeated: repeat === "on",
    times,
  };
}

/** The start and repetition, or errors in words. */
export function parseStart(
  start: StartTime,
  now: number,
):
  | { ok: true; startsAt: string; zone: string; repeat?: number }
  | { ok: false; errors: ClassErrors } {
  const { zone } = start;
  if (!isTimeZone(zone)) return { ok: false, errors: { zone: t.badZone } };
  const startMs = toInstant(start, zone);
  const time = startMs === null
    ? t.badTime
    : startMs < now - minuteMs
    ? t.past
    : startMs > Math.max(now, Date.now()) + bounds.scheduledDays * dayMs
    ? t.far
    : undefined;
  if (startMs === null || time) return { ok: false, errors: { time } };
  const startsAt = new Date(startMs).toISOString();
  if (!start.isRepeated) return { ok: true, startsAt, zone };
  const repeat = /^\d{1,2}$/.test(start.times) ? Number(start.times) : NaN;
  const fits = repeat >= bounds.repeats.min &&
    repeat <= bounds.repeats.max;
  return fits ? { ok: true, startsAt, zone, repeat } : {
    ok: false,
    errors: {
      times: t.badTimes({
        least: bounds.repeats.min,
        most: bounds.repeats.max,
      }),
    },
  };
}

/**
 * The default start: a full hour; for a class that restarts another, the next week in which its time is still ahead.
 */
export function defaultStart(
  previousStart: string | undefined,
  now: number,
  zone: string,
): StartTime {
  let startMs = Math.ceil((now + 10 * minuteMs) / hourMs) * hourMs;
  if (previousStart !== undefined) {
    const weeks = Math.floor((now - Date.parse(previousStart)) / (7 * dayMs)) +
      2;
    const next = weeklyOccurrences(
      Date.parse(previousStart),
      Math.max(2, weeks),
      zone,
    )
      .find((start) => start > now);
    startMs = next ?? startMs;
  }
  return { ...toWallTime(startMs, zone), zone, isRepeated: false, times: "2" };
}

/** The default name of a class at a time; weekly, because it may be a series. */
export function defaultNameAt(start: StartTime): string {
  const startMs = toInstant(start, start.zone) ?? Date.now();
  return sessions.usualName({ day: formatTime(startMs, "weekly", start.zone) });
}

export function timeZoneChoices(chosen: string): string[] {
  const zones = new Set(Intl.supportedValuesOf("timeZone")).add("UTC");
  if (isTimeZone(chosen)) zones.add(chosen);
  return [...zones].sort();
}
