/** The time left of the class's timer, and its words (B-7, B-13). Pure. */
import { groups as t } from "texts/groups.ts";
import type { BreakoutsState } from "../../classroom/model/groups.ts";

export interface CountdownView {
  /** In ms, at least 0. */
  readonly left: number;
  /** The end has been announced. */
  readonly stops: boolean;
  /** What happens to the groups at zero; `none`: there are none. */
  readonly atZero: "close" | "stay" | "none";
}

/** Without groups, the words at zero are shown for this time (ms). */
export const timeUpShownMs = 60_000;

/** Null: no countdown. */
export function countdownAt(
  { open, endsAt, stopsAt, stopAtZero = true }: Partial<BreakoutsState>,
  now: number,
): CountdownView | null {
  const stops = open === true && stopsAt !== undefined;
  const at = stops ? stopsAt : endsAt;
  if (at === undefined) return null;
  if (!open && now >= at + timeUpShownMs) return null;
  const atZero = !open ? "none" : stops || stopAtZero ? "close" : "stay";
  return { left: Math.max(0, at - now), stops, atZero };
}

/** Notices in ms before the end, nearest first. */
const noticeTimesMs = [10_000, 60_000];
/** When rooms are about to close, students are asked from here on to finish (ms). */
const lastWordsMs = 30_000;
/** From here on the timer stands out (ms). */
export const roomsEndSoonMs = noticeTimesMs[1];

/**
 * The sentence for the time left, "" if none; a page may be opened at any time. Staff are not moved when rooms close.
 */
export function timeLeftSentence(
  { left, stops, atZero }: CountdownView,
  isStudent: boolean,
): string {
  // At zero the rooms may stay open, or the page may be offline.
  if (left <= 0) return t.timeIsUp;
  const words = isStudent ? t : t.staff;
  if (stops) {
    if (left <= noticeTimesMs[0]) return words.backNow;
    return left <= lastWordsMs
      ? words.backSoon({ seconds: lastWordsMs / 1000 })
      : words.backLater;
  }
  const due = noticeTimesMs.find((at) => left <= at);
  if (due === undefined) return "";
  if (due !== roomsEndSoonMs) return t.left({ seconds: due / 1000 });
  if (atZero === "none") return t.lastMinute;
  return atZero === "close" ? words.lastMinuteThenBack : t.lastMinuteStays;
}

/** What the time is the end of. */
export function nameOfCountdown({ stops, atZero }: CountdownView): string {
  if (stops) return t.backIn;
  return atZero === "none" ? t.timeLeftHere : t.timeLeft;
}

/** The sentence about what happens at zero, "" if nothing does. */
export function atZeroSentence(
  { atZero }: CountdownView,
  isStudent: boolean,
): string {
  if (atZero === "none") return "";
  return atZero === "close"
    ? (isStudent ? t : t.staff).backAtZero
    : t.staysAtZero;
}
