/** Which signals a student's tile shows. Pure. */
import {
  idleAfter,
  type SignalKind,
  type StudentActivity,
  type StudentSignal,
} from "../../classroom/model/monitoring/activity.ts";

/** These say how somebody is doing now: of nobody who is out, and of no class that is over. */
const ofNow: readonly SignalKind[] = ["waiting", "idle"];

/** Whoever has one of these waits for somebody to look; who is quiet for a while does not. */
export const waitingKinds: readonly SignalKind[] = ["stuck", "waiting"];

/** The same of a student at a moment: who has just done anything is not quiet, though it was last looked at before. */
export function signalsNow(
  { activity, actedAt = 0 }: {
    activity?: Pick<StudentActivity, "signals">;
    actedAt?: number;
  },
  here: boolean,
  now: number,
): StudentSignal[] {
  return shownSignals(activity, here)
    .filter(({ kind }) => kind !== "idle" || now - actedAt > idleAfter);
}

/** A student's signals, of each kind one, and one for each thing they wait for. `here`: they are in a class that runs. */
export function shownSignals(
  activity: Pick<StudentActivity, "signals"> | undefined,
  here: boolean,
): StudentSignal[] {
  const shown = new Map<string, StudentSignal>();
  for (const it of activity?.signals ?? []) {
    const key = `${it.kind} ${it.for ?? ""}`;
    if ((here || !ofNow.includes(it.kind)) && !shown.has(key)) {
      shown.set(key, it);
    }
  }
  return [...shown.values()];
}
