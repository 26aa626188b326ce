/** What runs in a class now, and which of it comes first. Pure. */
import type { CallFacts } from "../../classroom/model/calls.ts";
import type { BreakoutsState } from "../../classroom/model/groups.ts";
import {
  type Check,
  isCheck,
  isOver,
  type Shared,
} from "../../classroom/model/resources/shared.ts";
import type { SessionInfo } from "../../classroom/model/session.ts";
import { isShown } from "../checks/live/standing.ts";

/** `shown`: the class has the results of this question, and others are still to come. */
export type CheckState = "open" | "over" | "closed" | "shown";

/** One thing that runs; its id stays the same while it does. */
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
      readonly kind: "timer";
      /** When the countdown is at zero, or the groups close. */
      readonly endsAt: number;
      /** The groups are about to close. */
      readonly closing: boolean;
    }
    | { readonly kind: "call"; readonly where: "main" | "groups" | "both" }
  );

export interface RunningFacts {
  readonly info: Pick<SessionInfo, "eyesOnMe">;
  readonly shared: readonly Shared[];
  /** The exit ticket that is answered now, by its id. */
  readonly ticket: string | null;
  readonly breakouts: Partial<BreakoutsState>;
  readonly call: CallFacts;
  readonly now: number;
}

/** A timer with less left comes before what is newer (ms). */
const soonMs = 60_000;

/** All that runs: what cannot wait first, then the newest first, and last what takes no more answers. */
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
  const endsAt = breakouts.open
    ? breakouts.stopsAt ?? breakouts.endsAt
    : undefined;
  if (endsAt !== undefined) {
    const closing = breakouts.stopsAt !== undefined;
    const isSoon = closing || endsAt - now <= soonMs;
    found.push([
      { id: "timer", kind: "timer", endsAt, closing },
      isSoon ? 2 : 3,
      breakouts.openedAt ?? 0,
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
  return inOrder(found);
}

/** The quiz or poll that the class answers now; undefined: none. */
export function answeredNow(
  shared: readonly Shared[],
  now: number,
): Check | undefined {
  return inOrder(runningChecks(shared, now))[0]?.check;
}

/** Something with its rank, the first the lowest, and since when it runs. */
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
    // What takes no more answers waits to be shown until the class is at something else.
    if (isDone && check !== checks.at(-1)) return [];
    const { id, at } = check;
    return [[{ id, kind: "check", check, state }, isDone ? 4 : 3, at]];
  });
}

/** How a quiz or poll stands; null: all of its results are shown. */
function stateOf(check: Check, now: number): CheckState | null {
  if (isShown(check)) return hasMore(check) ? "shown" : null;
  if (check.closed) return "closed";
  return isOver(check, now) ? "over" : "open";
}

/** Whether there are questions that the class does not have yet. */
export function hasMore(check: Check): boolean {
  return check.kind === "quiz" && check.pace === "together" &&
    (check.step ?? 0) + 1 < check.of;
}
