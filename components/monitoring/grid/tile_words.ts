/** The words on a tile. Pure. */
import type { StudentSignal } from "../../../classroom/model/monitoring/activity.ts";
import type { StudentOnGrid } from "./students_on_grid.ts";
import { waitsFor } from "texts/monitoring_waits.ts";
import { board as t } from "texts/monitoring_board.ts";
import { review } from "texts/review.ts";

export function shortSignalLabel({ kind, for: what }: StudentSignal): string {
  return kind === "waiting" ? t.waits[what ?? "answer"] : t.signals[kind];
}

export function signalLabel({ kind, for: what }: StudentSignal): string {
  return kind === "waiting"
    ? waitsFor[what ?? "answer"]
    : review.board.signals[kind];
}

/** The count of questions, and in a running class the time since the last. */
export function questionCountText(
  { activity, actedAt }: Pick<StudentOnGrid, "activity" | "actedAt">,
  now: number,
  here: boolean,
): string {
  const count = activity?.turns ?? 0;
  if (!activity || count === 0) {
    if (!here) return review.board.noneAsked;
    return actedAt === undefined
      ? review.board.noQuestions
      : t.acted({ ago: timeAgo(actedAt, now) });
  }
  return here
    ? t.asked({ count, ago: timeAgo(activity.lastAt, now) })
    : review.board.questions({ count });
}

function timeAgo(at: number, now: number): string {
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return t.now;
  return minutes < 60
    ? t.minutes({ minutes })
    : t.hours({ hours: Math.floor(minutes / 60) });
}
