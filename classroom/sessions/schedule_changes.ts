/**
 * What can be changed of a class until it begins (S-7), and the times that somebody sends: moments, and the zone in which a
 * class is at the same time of day every week. Refuses before anything is written.
 */
import type * as Y from "yjs";
import { z } from "zod";
import { info } from "../model/layout.ts";
import { cleanTitle } from "../model/display_names.ts";
import { refusal, refusalAt } from "../model/refuse.ts";
import { bounds } from "../model/bounds.ts";
import type { SessionInfo } from "../model/session.ts";
import { fault } from "../model/faults.ts";

const day = 24 * 60 * 60_000;
/** So long after a moment it still counts as now, in ms: people choose whole minutes. */
const stillNow = 60_000;

/** A moment that somebody sends: ISO 8601 with an offset, read as milliseconds since 1970. */
export const moment = z.iso.datetime({
  offset: true,
  error: fault("not-a-time"),
}).transform((text) => Date.parse(text));

/** The name of a time zone, such as `Asia/Taipei`, or how far it is from UTC: what `Temporal` takes besides is none. */
export const zoneName = z.string().max(60).refine(isZone, fault("not-a-zone"));

/** For how many hours a class is planned. */
export const hours = z.number().min(bounds.hours.least).max(bounds.hours.most);

/** The fields of `PATCH /api/sessions/:s` that it has until then. */
export const scheduleFields = {
  name: z.string(),
  rejoin: z.boolean(),
  collect: z.boolean(),
  hours,
  startsAt: moment,
  zone: zoneName,
};

type Asked = {
  [field in keyof typeof scheduleFields]?: z.output<
    typeof scheduleFields[field]
  >;
};

/** What is to be written for a change; refused with `begun-already` where it is too late for it. */
export function scheduleChanges(
  session: Y.Doc,
  { name, rejoin, collect, hours, startsAt, zone }: Asked,
  now: number,
): Partial<SessionInfo> {
  const given = Object.entries({ rejoin, collect, hours, startsAt, zone })
    .filter(([, value]) => value !== undefined);
  if (name === undefined && given.length === 0) return {};
  if (info(session, "state") !== "scheduled") throw refusal("begun-already");
  const before = info(session, "startsAt");
  if (startsAt !== undefined && startsAt !== before) {
    requireAhead(startsAt, now);
  }
  const begins = startsAt ?? before;
  const lasts = hours ?? info(session, "hours") ?? bounds.hours.usual;
  const endsAt = endOf(begins, lasts);
  // One that waits for another would be over unheld, and nothing would bring it back.
  if (given.length > 0 && endsAt <= now) {
    throw refusalAt("hours", "over-by-now");
  }
  return {
    ...Object.fromEntries(given),
    ...(name !== undefined && { name: cleanTitle(name) }),
    endsAt,
    ...(begins > now && { late: undefined }),
  };
}

/** Refused where a class is to begin before now, or too long after. */
export function requireAhead(startsAt: number, now: number): void {
  if (startsAt + stillNow < now) throw refusalAt("startsAt", "starts-in-past");
  if (startsAt > now + bounds.scheduledDays * day) {
    throw refusalAt("startsAt", "starts-too-late", {
      days: bounds.scheduledDays,
    });
  }
}

/** When a class of so many hours ends, in ms. */
export function endOf(startsAt: number, hours: number): number {
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
