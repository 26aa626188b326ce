/** Running activities of a class, in order of urgency. Pure. */
import type { CallFacts } from "../../classroom/model/calls.ts";
import type { BreakoutsState } from "../../classroom/model/groups.ts";
import {
  kindFacts,
  type KindsWith,
} from "../../classroom/model/resources/kinds.ts";
import {
  type Check,
  isCheck,
  isOver,
  type Shared,
  type SharedAs,
} from "../../classroom/model/resources/shared.ts";
import type { SessionInfo } from "../../classroom/model/session.ts";
import { isShown } from "../checks/live/standing.ts";

/** `shown`: the class has this question's results, and others follow. */
type CheckState = "open" | "over" | "closed" | "shown";

/** The id is stable. */
export type Running =
  & { readonly id: string }
  & (
    | { readonly kind: "ticket" }
    | { readonly kind: "eyes"; readonly line: string }
    | {
      readonly kind: "check";
      readonly check: Check;
      readonly state: CheckState;
    }
    | {
      readonly kind: "groups";
      /** The end of the countdown or the grace period; absent: no limit. */
      readonly endsAt?: number;
      /** The groups are about to close. */
      readonly closing: boolean;
    }
    | { readonly kind: "work"; readonly work: Work }
    | { readonly kind: "call"; readonly where: "main" | "groups" | "both" }
  );

export type Work = SharedAs<
  Exclude<KindsWith<"shuts", "closed" | "locked">, Check["kind"]>
>;

export interface RunningFacts {
  readonly info: Pick<SessionInfo, "eyesOnMe">;
  readonly shared: readonly Shared[];
  /** The id of the running exit ticket. */
  readonly ticket: string | null;
  readonly breakouts: Partial<BreakoutsState>;
  readonly call: CallFacts;
  readonly now: number;
}

/** Timers with less left come before newer items (ms). */
const soonMs = 60_000;

/** Urgent items first, then the newest, then those that take no more answers, then those without an end. */
export function runningNow(facts: RunningFacts): Running[] {
  const { info, shared, ticket, breakouts, call, now } = facts;
  const found: Ranked<Running>[] = [];
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
function isWorkedOn(shared: Shared): shared is Work {
  if (shared.rooms?.length === 0) return false;
  const { shuts } = kindFacts[shared.kind];
  return shuts !== null && !isCheck(shared) && !shared[shuts];
}

/** The quiz or poll that takes answers now. */
export function answeredNow(
  shared: readonly Shared[],
  now: number,
): Check | undefined {
  return inOrder(runningChecks(shared, now))[0]?.check;
}

/** Lower ranks come first, then later starts. */
type Ranked<T extends Running> = [running: T, rank: number, since: number];

function inOrder<T extends Running>(found: readonly Ranked<T>[]): T[] {
  return found.toSorted(([, a, sinceA], [, b, sinceB]) =>
    a - b || sinceB - sinceA
  ).map(([running]) => running);
}

function runningChecks(
  shared: readonly Shared[],
  now: number,
): Ranked<Running & { kind: "check" }>[] {
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
function stateOf(check: Check, now: number): CheckState | null {
  if (isShown(check)) return hasMore(check) ? "shown" : null;
  if (check.closed) return "closed";
  return isOver(check, now) ? "over" : "open";
}

/** Whether questions are left that the class does not have yet. */
export function hasMore(check: Check): boolean {
  return check.pace === "together" &&
    (check.step ?? 0) + 1 < check.of;
}
