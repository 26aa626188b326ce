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
  here: boolean,
  now: number,
): StudentSignal[] {
  return visibleSignals(activity, here)
    .filter(({ kind }) => kind !== "idle" || now - actedAt > idleAfterMs);
}

/**
 * One signal of each kind; of `waiting`, one for each thing waited for, of `worrying`, one for each place.
 *
 * @param here the student is in a running class
 */
export function visibleSignals(
  activity: Pick<StudentActivity, "signals"> | undefined,
  here: boolean,
): StudentSignal[] {
  const shown = new Map<string, StudentSignal>();
  for (const it of activity?.signals ?? []) {
    const place = it.unread ? "unread" : it.for ?? it.where ?? "";
    const key = `${it.kind} ${place}`;
    if ((here || !ofNow.includes(it.kind)) && !shown.has(key)) {
      shown.set(key, it);
    }
  }
  return [...shown.values()];
}
