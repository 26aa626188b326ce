/** What the projector shows of what is shared. Pure. */
import type {
  Check,
  OnPresent,
  Shared,
} from "../../../classroom/schema/resources/shared.ts";

/** The quiz or poll on **Present**: what the teacher chose, or else the newest; null: the join code. */
export function presented(
  shared: readonly Shared[],
  chosen: OnPresent | undefined,
): Check | null {
  const checks = shared.filter((it): it is Check =>
    it.kind === "quiz" || it.kind === "poll"
  );
  // The exit ticket has a place of its own, as long as it is answered.
  const newest = checks.findLast((it) => !isExit(it)) ?? null;
  // What is shared after the teacher chose is what they are at now.
  if (!chosen || (newest && newest.at > chosen.at)) return newest;
  return checks.find(({ id }) => id === chosen.resource) ?? null;
}

function isExit(check: Check): boolean {
  return check.kind === "quiz" && check.exit === true;
}
