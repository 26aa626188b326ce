/** The times of a class that is repeated every week (S-7): at the same time of day where its teacher is. */
import { z } from "zod";
import { fault } from "../schema/faults.ts";

/** The name of a time zone, such as `Asia/Taipei`. */
export const zoneName = z.string().max(60).refine(isZone, fault("not-a-zone"));

/**
 * When it begins, week by week, in ms. Where clocks are put forward over that time of day, it is as much later; where
 * they are put back over it, the first of the two.
 */
export function occurrences(
  first: number,
  times: number,
  zone: string,
): number[] {
  const begins = Temporal.Instant.fromEpochMilliseconds(first)
    .toZonedDateTimeISO(zone);
  return Array.from(
    { length: times },
    (_, weeks) =>
      weeks === 0 ? first : begins.toPlainDateTime().add({ weeks })
        .toZonedDateTime(zone, { disambiguation: "compatible" })
        .epochMilliseconds,
  );
}

function isZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}
