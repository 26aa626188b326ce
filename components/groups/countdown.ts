/** The time left of breakout sessions, and its words (B-7, B-13). Pure. */
import { groups as t } from "texts/groups.ts";
import type { BreakoutsState } from "../../classroom/model/groups.ts";

export interface CountdownView {
  /** In ms, at least 0. */
  readonly left: number;
  /** The end has been announced. */
  readonly stops: boolean;
  /** The rooms close at zero; else they stay open. */
  readonly ends: boolean;
}

/** Null: the rooms are closed, or have no time limit. */
export function countdownAt(
  { open, endsAt, stopsAt, stopAtZero = true }: Partial<BreakoutsState>,
  now: number,
): CountdownView | null {
  const at = open ? stopsAt ?? endsAt : undefined;
  if (at === undefined) return null;
  const stops = stopsAt !== undefined;
  return { left: Math.max(0, at - now), stops, ends: stops || stopAtZero };
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
  { left, stops, ends }: CountdownView,
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
  return ends ? words.lastMinuteThenBack : t.lastMinuteStays;
}

/** The sentence about what happens at zero. */
export function atZeroSentence(
  { ends }: CountdownView,
  isStudent: boolean,
): string {
  return ends ? (isStudent ? t : t.staff).backAtZero : t.staysAtZero;
}
