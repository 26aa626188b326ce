/** The running items of a class, in order of urgency. Pure. */
import type { CallsState } from "../../classroom/model/calls.ts";
import type { BreakoutsState } from "../../classroom/model/groups.ts";
import {
  type CheckResource,
  isCheck,
  type KindsWithField,
  resourceKindFacts,
  type ResourceOfKind,
  type SharedResource,
} from "../../classroom/model/resources/shared_resources.ts";
import type { SessionInfo } from "../../classroom/model/session.ts";
import {
  listRunningChecks,
  type RunningCheck,
} from "../checks/live/running_checks.ts";
import { timeUpShownMs } from "../groups/countdown.ts";
import { endWithinClass } from "../../formats/format_time.ts";

/** An item keeps its id while it runs. */
export type RunningItem =
  & { readonly id: string }
  & (
    | { readonly kind: "ticket" }
    | { readonly kind: "eyes"; readonly line: string }
    | { readonly kind: "check" } & RunningCheck
    | {
      readonly kind: "groups";
      /** The end of the countdown or of the time before closing (ms); absent: no limit. */
      readonly endsAt?: number;
      readonly isClosing: boolean;
    }
    /** A countdown without open groups. */
    | { readonly kind: "timer"; readonly endsAt: number }
    | { readonly kind: "work"; readonly work: OpenWork }
    | { readonly kind: "call"; readonly where: "main" | "groups" | "both" }
  );

type OpenWork = ResourceOfKind<
  Exclude<
    KindsWithField<"shuts", "closed" | "locked">,
    CheckResource["kind"]
  >
>;

export interface RunningFacts {
  readonly info:
    & Pick<SessionInfo, "eyesOnMe">
    & Partial<Pick<SessionInfo, "endsAt">>;
  readonly shared: readonly SharedResource[];
  readonly ticket: string | null;
  readonly breakouts: Partial<BreakoutsState>;
  readonly call: CallsState;
  readonly now: number;
}

/** Timers with less time left come before newer items (ms). */
const soonMs = 60_000;

/**
 * Urgent items come first, then groups, timer and checks, the newest first, then a check whose time is up, then the
 * call, then work without an end. What is closed does not run.
 */
export function listRunningItems(facts: RunningFacts): RunningItem[] {
  const { info, shared, ticket, breakouts, call, now } = facts;
  const ranked: Ranked<RunningItem>[] = [];
  if (ticket !== null) ranked.push([{ id: ticket, kind: "ticket" }, 0, 0]);
  if (info.eyesOnMe) {
    ranked.push([
      { id: "eyes", kind: "eyes", line: info.eyesOnMe.text },
      1,
      0,
    ]);
  }
  if (breakouts.open) {
    const { openedAt = 0, stopsAt } = breakouts;
    const timerEndsAt = stopsAt ?? breakouts.endsAt;
    const endsAt = timerEndsAt && endWithinClass(timerEndsAt, info.endsAt);
    const isClosing = stopsAt !== undefined;
    const isSoon = isClosing || endsAt !== undefined && endsAt - now <= soonMs;
    ranked.push([
      { id: "groups", kind: "groups", endsAt, isClosing },
      isSoon ? 2 : 3,
      openedAt,
    ]);
  }
  const endsAt = breakouts.endsAt &&
    endWithinClass(breakouts.endsAt, info.endsAt);
  if (!breakouts.open && endsAt !== undefined && now < endsAt + timeUpShownMs) {
    const isSoon = endsAt - now <= soonMs;
    ranked.push([{ id: "timer", kind: "timer", endsAt }, isSoon ? 2 : 3, 0]);
  }
  const { main, groups } = call;
  if (main !== undefined || groups !== undefined) {
    const where = groups === undefined
      ? "main"
      : main === undefined
      ? "groups"
      : "both";
    const since = Math.max(main ?? 0, groups ?? 0);
    ranked.push([{ id: "call", kind: "call", where }, 5, since]);
  }
  for (const { check, state } of listRunningChecks(shared, now)) {
    const { id, at } = check;
    if (id === ticket) continue;
    ranked.push([
      { id, kind: "check", check, state },
      state === "over" ? 4 : 3,
      at,
    ]);
  }
  for (const work of shared.filter(isWorkedOn)) {
    ranked.push([{ id: work.id, kind: "work", work }, 6, work.at]);
  }
  return inOrder(ranked);
}

/** Whether students write or draw in the resource now. A page that all only read does not count. */
function isWorkedOn(shared: SharedResource): shared is OpenWork {
  if (shared.rooms?.length === 0) return false;
  const { shuts } = resourceKindFacts[shared.kind];
  return shuts !== null && !isCheck(shared) && !shared[shuts];
}

/** An item with its order: lower ranks first, then later starts (`since`, ms). */
type Ranked<T extends RunningItem> = [running: T, rank: number, since: number];

function inOrder<T extends RunningItem>(ranked: readonly Ranked<T>[]): T[] {
  return ranked.toSorted(([, a, sinceA], [, b, sinceB]) =>
    a - b || sinceB - sinceA
  ).map(([running]) => running);
}
