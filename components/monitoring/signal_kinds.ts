/** Which signals a student's tile shows. Pure. */
import type {
  SignalKind,
  StudentActivity,
} from "../../classroom/schema/monitoring.ts";

/** These say how somebody is doing now: of nobody who is out, and of no class that is over. */
const ofNow: readonly SignalKind[] = ["waiting", "idle"];

/** The kinds of a student's signals, each once. `here`: they are in a class that runs. */
export function kindsOf(
  activity: Pick<StudentActivity, "signals"> | undefined,
  here: boolean,
): SignalKind[] {
  const kinds = (activity?.signals ?? []).map(({ kind }) => kind);
  return [...new Set(kinds)].filter((kind) => here || !ofNow.includes(kind));
}
