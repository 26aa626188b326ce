import {
  idleAfterMs,
  type IndicatorKind,
  type StudentActivity,
  type StudentIndicator,
} from "../../classroom/model/monitoring/activity.ts";

/** Indicators about this moment, which are not shown for removed students, or after the class. */
const ofNow: readonly IndicatorKind[] = ["waiting", "idle"];

export const waitingIndicatorKinds: readonly IndicatorKind[] = [
  "stuck",
  "waiting",
];

/** Like `visibleIndicators`, but without `idle` after a recent action, which the server notices later. */
export function currentIndicators(
  { activity, actedAt = 0 }: {
    activity?: Pick<StudentActivity, "signals">;
    actedAt?: number;
  },
  isInClass: boolean,
  now: number,
): StudentIndicator[] {
  return visibleIndicators(activity, isInClass)
    .filter(({ kind }) => kind !== "idle" || now - actedAt > idleAfterMs);
}

/**
 * One indicator of each kind; of `waiting`, one for each thing waited for, of `worrying`, one for each place.
 *
 * @param isInClass the student is in a running class
 */
export function visibleIndicators(
  activity: Pick<StudentActivity, "signals"> | undefined,
  isInClass: boolean,
): StudentIndicator[] {
  const indicatorByKey = new Map<string, StudentIndicator>();
  for (const indicator of activity?.signals ?? []) {
    const place = indicator.unread
      ? "unread"
      : indicator.for ?? indicator.where ?? "";
    const key = `${indicator.kind} ${place}`;
    if (
      (isInClass || !ofNow.includes(indicator.kind)) && !indicatorByKey.has(key)
    ) {
      indicatorByKey.set(key, indicator);
    }
  }
  return [...indicatorByKey.values()];
}
