/** The time left of the class's timer, and its words (B-7, B-13). Pure. */
import { groups as t } from "texts/groups.ts";
import type { BreakoutsState } from "../../classroom/model/groups.ts";
import { endWithinClass } from "../../formats/format_time.ts";

export interface CountdownView {
  /** Time left (ms), at least 0. */
  readonly left: number;
  /** The groups are about to close (`stopsAt` is set). */
  readonly isStopping: boolean;
  /** The effect on open groups at zero; `none`: no groups are open; `end`: the class ends, before the timer. */
  readonly atZero: "close" | "stay" | "none" | "end";
}

/** Without open groups, how long the words at zero are shown (ms). */
export const timeUpShownMs = 60_000;

/** The countdown at a time, to the timer's end or to the class's, if that is earlier; null: none. */
export function countdownAt(
  { open, endsAt, stopsAt, stopAtZero = true }: Partial<BreakoutsState>,
  now: number,
  classEndsAt?: number,
): CountdownView | null {
  const isStopping = open === true && stopsAt !== undefined;
  const timerEndsAt = isStopping ? stopsAt : endsAt;
  if (timerEndsAt === undefined) return null;
  const endTime = endWithinClass(timerEndsAt, classEndsAt);
  if (!open && now >= endTime + timeUpShownMs) return null;
  const atZero = endTime < timerEndsAt
    ? "end"
    : !open
    ? "none"
    : isStopping || stopAtZero
    ? "close"
    : "stay";
  return { left: Math.max(0, endTime - now), isStopping, atZero };
}

/** When notices appear: ms before the end, nearest first. */
const noticeTimesMs = [10_000, 60_000];
/** When groups are about to close, students are asked to finish from this time left on (ms). */
const lastWordsMs = 30_000;
/** From this time left on, the timer is highlighted (ms). */
export const roomsEndSoonMs = noticeTimesMs[1];

/** The sentence for the time left; empty: none. Staff have other words, since they are not moved when groups close. */
export function timeLeftSentence(
  { left, isStopping, atZero }: CountdownView,
  isStudent: boolean,
): string {
  // Still shown at zero if groups stay open, or the page is offline.
  if (left <= 0) return t.timeIsUp;
  const words = isStudent ? t : t.staff;
  if (isStopping) {
    if (left <= noticeTimesMs[0]) return words.backNow;
    return left <= lastWordsMs
      ? words.backSoon({ seconds: lastWordsMs / 1000 })
      : words.backLater;
  }
  const due = noticeTimesMs.find((at) => left <= at);
  if (due === undefined) return "";
  if (due !== roomsEndSoonMs) return t.left({ seconds: due / 1000 });
  if (atZero === "none") return t.lastMinute;
  if (atZero === "end") return t.lastMinuteOfClass;
  return atZero === "close" ? words.lastMinuteThenBack : t.lastMinuteStays;
}

export function nameOfCountdown({ isStopping, atZero }: CountdownView): string {
  if (isStopping) return t.backIn;
  return atZero === "none" || atZero === "end" ? t.timeLeftHere : t.timeLeft;
}

/** Says what happens at zero; empty: nothing. */
export function atZeroSentence(
  { atZero }: CountdownView,
  isStudent: boolean,
): string {
  if (atZero === "none") return "";
  if (atZero === "end") return t.classEndsAtZero;
  return atZero === "close"
    ? (isStudent ? t : t.staff).backAtZero
    : t.staysAtZero;
}
