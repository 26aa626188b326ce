import {
  type CheckResource,
  isCheck,
  isCheckOver,
  type SharedResource,
} from "../../../classroom/model/resources/shared_resources.ts";
import { hasShownAllResults } from "../../resources/live/resource_words.ts";

/** `shown`: the results of the current question are shown, and more questions follow. */
type CheckState = "open" | "over" | "closed" | "shown";

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
    // A check that takes no more answers is listed while it is the newest.
    if (isAnsweringOver(state) && check !== checks.at(-1)) return [];
    return [{ check, state }];
  });
}

export function isAnsweringOver(state: CheckState): boolean {
  return state === "over" || state === "closed";
}

/** The newest check that takes answers or has more questions; else the last check, unless its results are shown. */
export function findOpenCheck(
  shared: readonly SharedResource[],
  now: number,
): CheckResource | undefined {
  const [first] = listRunningChecks(shared, now).toSorted((a, b) =>
    Number(isAnsweringOver(a.state)) - Number(isAnsweringOver(b.state)) ||
    b.check.at - a.check.at
  );
  return first?.check;
}

/** The state of a check; null: the results of its last question are shown. */
function stateOf(check: CheckResource, now: number): CheckState | null {
  if (hasShownAllResults(check)) {
    return hasMoreQuestions(check) ? "shown" : null;
  }
  if (check.closed) return "closed";
  return isCheckOver(check, now) ? "over" : "open";
}

export function hasMoreQuestions(check: CheckResource): boolean {
  return check.pace === "together" &&
    (check.step ?? 0) + 1 < check.of;
}
