/** What the projector shows of what is shared. Pure. */
import type {
  Check,
  OnPresent,
  Shared,
  SharedWall,
} from "../../../classroom/model/resources/shared.ts";

/**
 * The quiz, poll or wall on **Present**: what the teacher chose, or else the newest; null: the join code. What is only
 * prepared is on no wall before the class begins (S-7).
 */
export function presented(
  shared: readonly Shared[],
  chosen: OnPresent | undefined,
  isAhead = false,
): Check | SharedWall | null {
  if (isAhead) return null;
  const all = shared.filter((it) => it.kind !== "template");
  // The exit ticket has a place of its own, as long as it is answered.
  const newest = all.findLast((it) => !isExit(it)) ?? null;
  // What is shared after the teacher chose is what they are at now.
  if (!chosen || (newest && newest.at > chosen.at)) return newest;
  return all.find(({ id }) => id === chosen.resource) ?? null;
}

/** Whether it is there by itself, because it is the newest, and not because the teacher said so. */
export function isThereByItself(
  { id, at }: Shared,
  chosen: OnPresent | undefined,
): boolean {
  return !chosen || chosen.resource !== id || at > chosen.at;
}

function isExit(shared: Shared): boolean {
  return shared.kind === "quiz" && shared.exit === true;
}
