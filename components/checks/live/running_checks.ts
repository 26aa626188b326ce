import {
  type CheckResource,
  isCheck,
  isCheckOver,
  type SharedResource,
} from "../../../classroom/model/resources/shared_resources.ts";
import { hasShownAllResults } from "../../resources/live/resource_words.ts";

/**
 * `over`: the time is up, but the check is not closed. `shown`: the results of the current question are shown, and more
 * questions follow.
 */
type CheckState = "open" | "over" | "shown";

export interface RunningCheck {
  readonly check: CheckResource;
  readonly state: CheckState;
}

export function listRunningChecks(
  shared: readonly SharedResource[],
  now: number,
): RunningCheck[] {
  const checks = shared.filter(isCheck);
  return checks.flatMap((check) => {
    const state = stateOf(check, now);
    if (state === null) return [];
    // A check whose time is up is listed while it is the newest.
    if (state === "over" && check !== checks.at(-1)) return [];
    return [{ check, state }];
  });
}

/** The newest check that takes answers or has more questions; else the last check, if its time is up. */
export function findOpenCheck(
  shared: readonly SharedResource[],
  now: number,
): CheckResource | undefined {
  const [first] = listRunningChecks(shared, now).toSorted((a, b) =>
    Number(a.state === "over") - Number(b.state === "over") ||
    b.check.at - a.check.at
  );
  return first?.check;
}

/** The state of a check; null: it is closed, or the results of its last question are shown. */
function stateOf(check: CheckResource, now: number): CheckState | null {
  if (hasShownAllResults(check)) {
    return hasMoreQuestions(check) ? "shown" : null;
  }
  if (check.closed) return null;
  return isCheckOver(check, now) ? "over" : "open";
}

export function hasMoreQuestions(check: CheckResource): boolean {
  return check.pace === "together" &&
    (check.step ?? 0) + 1 < check.of;
}
