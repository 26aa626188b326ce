import type { StudentIndicator } from "../../../classroom/model/monitoring/activity.ts";
import type { StudentOnGrid } from "./students_on_grid.ts";
import { frame } from "texts/everywhere.ts";
import { waitsFor } from "texts/monitoring_waits.ts";
import { board as t } from "texts/monitoring_board.ts";
import { worries } from "texts/monitoring_worries.ts";
import { review } from "texts/review.ts";

export function shortIndicatorLabel(
  { kind, for: awaited, where, unread }: StudentIndicator,
): string {
  // The list of words is not what the child asked for.
  if (where === "note") return t.signals.told;
  if (unread) return t.signals.unread;
  return kind === "waiting" ? t.waits[awaited ?? "answer"] : t.signals[kind];
}

export function indicatorLabel(
  { kind, for: awaited, where, unread }: StudentIndicator,
): string {
  if (unread) return worries.unread;
  if (where === "note") return t.signals.told;
  if (where !== undefined) return worries[where];
  return kind === "waiting"
    ? waitsFor[awaited ?? "answer"]
    : review.board.signals[kind];
}

interface TileStanding {
  readonly isLive: boolean;
  readonly isOffline: boolean;
  /** Indicators other than idleness, the most urgent first. */
  readonly shownIndicators: readonly StudentIndicator[];
  /** The tile shows nothing of the student's. */
  readonly isIdle: boolean;
  /** Number of messages written offline that arrived a moment ago. */
  readonly arrived: number;
}

/** A tile's last line; empty where what the tile shows says enough. */
export function tileStateText(
  student: Pick<StudentOnGrid, "activity" | "actedAt" | "ahead">,
  now: number,
  { isLive, isOffline, shownIndicators, isIdle, arrived }: TileStanding,
): string {
  const { activity, ahead } = student;
  const urgent = [
    ...isOffline ? [frame.offline] : [],
    ...shownIndicators.map(shortIndicatorLabel),
  ];
  if (urgent.length > 0) return urgent.join(" · ");
  if (!isLive) return questionCountText(student, now, false);
  if (arrived > 0) return t.arrived({ count: arrived });
  if (ahead !== undefined) return t.queued({ ahead });
  if (activity?.askedAt !== undefined) return t.answering;
  return isIdle ? questionCountText(student, now, true) : "";
}

/**
 * The number of questions and, in a running class, the time since the last. Without questions, the time since the last
 * action, if any; after the class, nothing of a student who did something else.
 */
export function questionCountText(
  { activity, actedAt }: Pick<StudentOnGrid, "activity" | "actedAt">,
  now: number,
  isInClass: boolean,
): string {
  const count = activity?.turns ?? 0;
  if (!activity || count === 0) {
    if (!isInClass) return actedAt === undefined ? review.board.noneAsked : "";
    return actedAt === undefined ? "" : t.acted({ ago: timeAgo(actedAt, now) });
  }
  return isInClass
    ? t.asked({ count, ago: timeAgo(activity.lastAt, now) })
    : review.board.questions({ count });
}

export function timeAgo(timeMs: number, now: number): string {
  const minutes = Math.floor((now - timeMs) / 60_000);
  if (minutes < 1) return t.now;
  return minutes < 60
    ? t.minutes({ minutes })
    : t.hours({ hours: Math.floor(minutes / 60) });
}
