/** Running activities of a class, in order of urgency. Pure. */
import type { CallsState } from "../../classroom/model/calls.ts";
import type { BreakoutsState } from "../../classroom/model/groups.ts";
import {
  resourceKindFacts,
  type ResourceKindsWith,
} from "../../classroom/model/resources/resource_kinds.ts";
import {
  type CheckResource,
  isCheck,
  isCheckOver,
  type ResourceOfKind,
  type SharedResource,
} from "../../classroom/model/resources/shared_resources.ts";
import type { SessionInfo } from "../../classroom/model/session.ts";
import { hasShownAllResults } from "../checks/live/check_progress.ts";

/** `shown`: the class has this question's results, and others follow. */
type CheckState = "open" | "over" | "closed" | "shown";

/** The id is stable. */
export type RunningItem =
  & { readonly id: string }
  & (
    | { readonly kind: "ticket" }
    | { readonly kind: "eyes"; readonly line: string }
    | {
      readonly kind: "check";
      readonly check: CheckResource;
      readonly state: CheckState;
    }
    | {
      readonly kind: "groups";
      /** The end of the countdown or the grace period; absent: no limit. */
      readonly endsAt?: number;
      /** The groups are about to close. */
      readonly closing: boolean;
    }
    | { readonly kind: "work"; readonly work: OpenWork }
    | { readonly kind: "call"; readonly where: "main" | "groups" | "both" }
  );

export type OpenWork = ResourceOfKind<
  Exclude<
    ResourceKindsWith<"shuts", "closed" | "locked">,
    CheckResource["kind"]
  >
>;

export interface RunningFacts {
  readonly info: Pick<SessionInfo, "eyesOnMe">;
  readonly shared: readonly SharedResource[];
  /** The id of the running exit ticket. */
  readonly ticket: string | null;
  readonly breakouts: Partial<BreakoutsState>;
  readonly call: CallsState;
  readonly now: number;
}

/** Timers with less left come before newer items (ms). */
const soonMs = 60_000;

/** Urgent items first, then the newest, then those that take no more answers, then those without an end. */
export function listRunningItems(facts: RunningFacts): RunningItem[] {
  const { info, shared, ticket, breakouts, call, now } = facts;
  const found: Ranked<RunningItem>[] = [];
  if (ticket !== null) found.push([{ id: ticket, kind: "ticket" }, 0, 0]);
  if (info.eyesOnMe) {
    found.push([
      { id: "eyes", kind: "eyes", line: info.eyesOnMe.text },
      1,
      0,
    ]);
  }
  if (breakouts.open) {
    const { openedAt = 0, stopsAt } = breakouts;
    const endsAt = stopsAt ?? breakouts.endsAt;
    const closing = stopsAt !== undefined;
    const isSoon = closing || endsAt !== undefined && endsAt - now <= soonMs;
    found.push([
      { id: "groups", kind: "groups", endsAt, closing },
      isSoon ? 2 : endsAt === undefined ? 5 : 3,
      openedAt,
    ]);
  }
  const { main, groups } = call;
  if (main !== undefined || groups !== undefined) {
    const where = groups === undefined
      ? "main"
      : main === undefined
      ? "groups"
      : "both";
    const since = Math.max(main ?? 0, groups ?? 0);
    found.push([{ id: "call", kind: "call", where }, 3, since]);
  }
  found.push(
    ...runningChecks(shared, now).filter(([{ id }]) => id !== ticket),
  );
  for (const work of shared.filter(isWorkedOn)) {
    found.push([{ id: work.id, kind: "work", work }, 5, work.at]);
  }
  return inOrder(found);
}

/** Whether students write or draw in it now; a page to be read does not count. */
function isWorkedOn(shared: SharedResource): shared is OpenWork {
  if (shared.rooms?.length === 0) return false;
  const { shuts } = resourceKindFacts[shared.kind];
  return shuts !== null && !isCheck(shared) && !shared[shuts];
}

/** The quiz or poll that takes answers now. */
export function findOpenCheck(
  shared: readonly SharedResource[],
  now: number,
): CheckResource | undefined {
  return inOrder(runningChecks(shared, now))[0]?.check;
}

/** Lower ranks come first, then later starts. */
type Ranked<T extends RunningItem> = [running: T, rank: number, since: number];

function inOrder<T extends RunningItem>(found: readonly Ranked<T>[]): T[] {
  return found.toSorted(([, a, sinceA], [, b, sinceB]) =>
    a - b || sinceB - sinceA
  ).map(([running]) => running);
}

function runningChecks(
  shared: readonly SharedResource[],
  now: number,
): Ranked<RunningItem & { kind: "check" }>[] {
  const checks = shared.filter(isCheck);
  return checks.flatMap((check) => {
    const state = stateOf(check, now);
    if (state === null) return [];
    const isDone = state === "over" || state === "closed";
    // A closed quiz is listed until the class goes on to another.
    if (isDone && check !== checks.at(-1)) return [];
    const { id, at } = check;
    return [[{ id, kind: "check", check, state }, isDone ? 4 : 3, at]];
  });
}

/** Null: all results are shown. */
function stateOf(check: CheckResource, now: number): CheckState | null {
  if (hasShownAllResults(check)) {
    return hasMoreQuestions(check) ? "shown" : null;
  }
  if (check.closed) return "closed";
  return isCheckOver(check, now) ? "over" : "open";
}

/** Whether questions are left that the class does not have yet. */
export function hasMoreQuestions(check: CheckResource): boolean {
  return check.pace === "together" &&
    (check.step ?? 0) + 1 < check.of;
}
