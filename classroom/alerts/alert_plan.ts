/**
 * Decides which alerts are due (T-2), from the open causes and the alerts so far. Per hour a class gets at most twenty
 * alerts about single causes, a student three; other causes go into summaries, so that a flood of one student hides no
 * other's note.
 */
import { kindOfCause, memberOfCause, type OpenCause } from "../model/alerts.ts";
import type { Alert, AlertCause, AlertReason } from "../model/alert_entries.ts";
import { hourMs, minuteMs, secondMs } from "../../formats/times.ts";

/** Time in which a teacher can take a cause before an alert (ms). */
export const takeWithinMs = 5 * minuteMs;
/** Delay of an alert if no teacher is online (ms): a page that loads again is offline for a moment. */
export const noStaffDelayMs = 15 * secondMs;

/** Minimum time between two alerts about one cause (ms), if the student has added to it. */
export const repeatAfterMs = 15 * minuteMs;

/** Maximum of alerts about single causes per hour. */
const maxPerClass = 20, maxPerStudent = 3;
const summaryEveryMs = 10 * minuteMs;
/** Maximum causes of a summary; others wait for the next. */
const maxInSummary = 100;

export interface AlertSituation {
  causes: readonly OpenCause[];
  /** All alerts of the class, sent or not. */
  alerts: readonly Alert[];
  claimOf(cause: AlertCause): "held" | { endedAt: number } | null;
  /** The seat of a member; an unconfirmed device has its own (J-2). */
  seatOf(member: string): string;
  isStaffOnline: boolean;
  now: number;
}

export type PlannedAlert = Pick<Alert, "because" | "causes" | "summary">;

export interface AlertPlan {
  due: PlannedAlert[];
  /** When to look again (ms); null: nothing waits. */
  nextAt: number | null;
}

export function planAlerts(situation: AlertSituation): AlertPlan {
  const { alerts, isStaffOnline, now } = situation;
  const late: { cause: AlertCause; since: number }[] = [];
  const looks: number[] = [];
  for (const unclaimed of findUnclaimed(situation)) {
    const { cause, since, notBefore, isFresh } = unclaimed;
    const soonAt = Math.max(notBefore, since + noStaffDelayMs);
    const lastAt = Math.max(notBefore, since + takeWithinMs);
    const dueAt = isFresh && !isStaffOnline ? soonAt : lastAt;
    if (dueAt <= now) late.push({ cause, since });
    else looks.push(isFresh && soonAt > now ? soonAt : dueAt);
  }
  late.sort((a, b) => a.since - b.since);
  const because: AlertReason = isStaffOnline ? "not-taken" : "no-staff";
  const { single, rest } = share(late.map(({ cause }) => cause), situation);
  const due: PlannedAlert[] = single.map((cause) => ({
    because,
    causes: [cause],
  }));
  if (rest.length > 0) {
    const last = Math.max(
      ...alerts.filter(({ summary }) => summary).map(({ at }) => at),
    );
    const mayAt = last + summaryEveryMs;
    if (mayAt <= now) {
      const causes = rest.slice(0, maxInSummary);
      due.push({ because, causes, summary: true });
      if (causes.length < rest.length) looks.push(now + summaryEveryMs);
    } else looks.push(mayAt);
  }
  return { due, nextAt: looks.length > 0 ? Math.min(...looks) : null };
}

interface UnclaimedCause {
  cause: AlertCause;
  /** Start of the time in which a teacher can take it (ms). */
  since: number;
  notBefore: number;
  /** True: no teacher has ever taken it. */
  isFresh: boolean;
}

/** Causes that no teacher holds and that are new, or have grown, since the last alert about them. */
function* findUnclaimed(
  { causes, alerts, claimOf, seatOf }: AlertSituation,
): Generator<UnclaimedCause> {
  const idOf = (cause: AlertCause) =>
    `${kindOfCause(cause)} ${seatOf(memberOfCause(cause))} ${cause.of}`;
  const alertedAt = new Map<string, number>();
  for (const { at: time, causes } of alerts) {
    for (const id of causes.map(idOf)) {
      alertedAt.set(id, Math.max(time, alertedAt.get(id) ?? 0));
    }
  }
  const yieldedIds = new Set<string>();
  for (const cause of causes) {
    const { key, of: since, lastAt } = cause, id = idOf(cause);
    const lastAlertAt = alertedAt.get(id), claim = claimOf(cause);
    const isKnown = lastAlertAt !== undefined && lastAt <= lastAlertAt;
    // A member and its alias may have the same cause.
    if (claim === "held" || isKnown || yieldedIds.has(id)) continue;
    yieldedIds.add(id);
    const began = lastAlertAt === undefined ? since : lastAt;
    yield {
      cause: { key, of: since },
      since: Math.max(claim?.endedAt ?? 0, began),
      notBefore: lastAlertAt === undefined ? 0 : lastAlertAt + repeatAfterMs,
      isFresh: claim === null,
    };
  }
}

/** Splits causes into those that get their own alert, and the rest. */
function share(
  causes: readonly AlertCause[],
  { alerts, seatOf, now }: AlertSituation,
): { single: AlertCause[]; rest: AlertCause[] } {
  const recent = alerts.filter(({ at: alertedAt, summary }) =>
    !summary && alertedAt > now - hourMs
  ).flatMap(({ causes }) => causes);
  const student = (cause: AlertCause) => seatOf(memberOfCause(cause));
  const counts = new Map<string, number>();
  const count = (cause: AlertCause) =>
    counts.set(student(cause), (counts.get(student(cause)) ?? 0) + 1);
  recent.forEach(count);
  const single: AlertCause[] = [], rest: AlertCause[] = [];
  for (const cause of causes) {
    const isWithin = recent.length + single.length < maxPerClass &&
      (counts.get(student(cause)) ?? 0) < maxPerStudent;
    if (isWithin) {
      single.push(cause);
      count(cause);
    } else rest.push(cause);
  }
  return { single, rest };
}
