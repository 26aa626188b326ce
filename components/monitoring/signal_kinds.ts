import {
  idleAfterMs,
  type SignalKind,
  type StudentActivity,
  type StudentSignal,
} from "../../classroom/model/monitoring/activity.ts";

/** Signals about this moment, which are not shown for removed students, or after the class. */
const ofNow: readonly SignalKind[] = ["waiting", "idle"];

export const waitingSignalKinds: readonly SignalKind[] = ["stuck", "waiting"];

/** Like `visibleSignals`, but without `idle` after a recent action, which the server notices later. */
export function currentSignals(
  { activity, actedAt = 0 }: {
    activity?: Pick<StudentActivity, "signals">;
    actedAt?: number;
  },
  isInClass: boolean,
  now: number,
): StudentSignal[] {
  return visibleSignals(activity, isInClass)
    .filter(({ kind }) => kind !== "idle" || now - actedAt > idleAfterMs);
}

/**
 * One signal of each kind; of `waiting`, one for each thing waited for, of `worrying`, one for each place.
 *
 * @param isInClass the student is in a running class
 */
export function visibleSignals(
  activity: Pick<StudentActivity, "signals"> | undefined,
  isInClass: boolean,
): StudentSignal[] {
  const signalByKey = new Map<string, StudentSignal>();
  for (const signal of activity?.signals ?? []) {
    const place = signal.unread ? "unread" : signal.for ?? signal.where ?? "";
    const key = `${signal.kind} ${place}`;
    if ((isInClass || !ofNow.includes(signal.kind)) && !signalByKey.has(key)) {
      signalByKey.set(key, signal);
    }
  }
  return [...signalByKey.values()];
}
