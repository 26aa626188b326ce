/** Which signals a student's tile shows. Pure. */
import type {
  SignalKind,
  StudentActivity,
  StudentSignal,
} from "../../classroom/model/monitoring/activity.ts";

/** These say how somebody is doing now: of nobody who is out, and of no class that is over. */
const ofNow: readonly SignalKind[] = ["waiting", "idle"];

/** Whoever has one of these waits for somebody to look; who is quiet for a while does not. */
export const waitingKinds: readonly SignalKind[] = ["stuck", "waiting"];

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
