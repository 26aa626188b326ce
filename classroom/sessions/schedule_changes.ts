/** Changes of a class before it begins (S-7), and schemas of times. Refuses before anything is written. */
import type * as Y from "yjs";
import { z } from "zod";
import { sessionInfo } from "../model/layout.ts";
import { cleanSessionName } from "../model/display_names.ts";
import { refusal, refusalForField } from "../model/refuse.ts";
import { bounds } from "../model/bounds.ts";
import type { SessionInfo } from "../model/session.ts";
import { faultMessage } from "../model/faults.ts";

const dayMs = 24 * 60 * 60_000;
/** Tolerance for a start in the past (ms): people choose whole minutes. */
const pastToleranceMs = 60_000;

/** ISO 8601 with an offset, read as ms since 1970. */
export const dateTimeSchema = z.iso.datetime({
  offset: true,
  error: faultMessage("not-a-time"),
}).transform((text) => Date.parse(text));

/** A time zone such as `Asia/Taipei`, or an offset; other strings that `Temporal` takes are refused. */
export const timeZoneSchema = z.string().max(60).refine(
  isZone,
  faultMessage("not-a-zone"),
).describe("a time zone such as `Asia/Taipei`, or an offset such as `+08:00`");

export const hoursSchema = z.number().min(bounds.hours.min).max(
  bounds.hours.max,
);

export const scheduleFields = {
  name: z.string(),
  rejoin: z.boolean(),
  collect: z.boolean(),
  hours: hoursSchema,
  startsAt: dateTimeSchema,
  zone: timeZoneSchema,
};

type Asked = {
  [field in keyof typeof scheduleFields]?: z.output<
    typeof scheduleFields[field]
  >;
};

/** Checks changes, and returns the values to write. Refuses with `begun-already` after the start. */
export function scheduleChanges(
  session: Y.Doc,
  { name, rejoin, collect, hours, startsAt, zone }: Asked,
  now: number,
): Partial<SessionInfo> {
  const changes = Object.entries({ rejoin, collect, hours, startsAt, zone })
    .filter(([, value]) => value !== undefined);
  if (name === undefined && changes.length === 0) return {};
  if (sessionInfo(session, "state") !== "scheduled") {
    throw refusal("begun-already");
  }
  const oldStart = sessionInfo(session, "startsAt");
  if (startsAt !== undefined && startsAt !== oldStart) {
    requireFuture(startsAt, now);
  }
  const newStart = startsAt ?? oldStart;
  const lasts = hours ?? sessionInfo(session, "hours") ?? bounds.hours.default;
  const endsAt = plannedEnd(newStart, lasts);
  // Otherwise a late class would be over without being held.
  if (changes.length > 0 && endsAt <= now) {
    throw refusalForField("hours", "over-by-now");
  }
  return {
    ...Object.fromEntries(changes),
    ...(name !== undefined && { name: cleanSessionName(name) }),
    endsAt,
    ...(newStart > now && { late: undefined }),
  };
}

export function requireFuture(startsAt: number, now: number): void {
  if (startsAt + pastToleranceMs < now) {
    throw refusalForField("startsAt", "starts-in-past");
  }
  if (startsAt > now + bounds.scheduledDays * dayMs) {
    throw refusalForField("startsAt", "starts-too-late", {
      days: bounds.scheduledDays,
    });
  }
}

export function plannedEnd(startsAt: number, hours: number): number {
  return startsAt + Math.round(hours * 60 * 60_000);
}

function isZone(name: string): boolean {
  if (!/^([A-Za-z][\w+/-]*|[+-]\d\d:\d\d)$/.test(name)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}
