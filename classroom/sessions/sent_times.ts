/** Times that somebody sends: moments, and the zone in which a class is at the same time of day every week (S-7). */
import { z } from "zod";
import { fault } from "../model/faults.ts";

/** A moment that somebody sends: ISO 8601 with an offset, read as milliseconds since 1970. */
export const moment = z.iso.datetime({
  offset: true,
  error: fault("not-a-time"),
}).transform((text) => Date.parse(text));

/** The name of a time zone, such as `Asia/Taipei`, or how far it is from UTC: what `Temporal` takes besides is none. */
export const zoneName = z.string().max(60).refine(isZone, fault("not-a-zone"));

function isZone(name: string): boolean {
  if (!/^([A-Za-z][\w+/-]*|[+-]\d\d:\d\d)$/.test(name)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}
