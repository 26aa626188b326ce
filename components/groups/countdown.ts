/** How long the breakout sessions still last, and what is said of it (B-7, B-13). Pure. */
import { groups as t } from "texts/groups.ts";
import type { BreakoutsState } from "../../classroom/model/groups.ts";

export interface CountdownView {
  /** In ms, never less than nothing. */
  readonly left: number;
  /** The end has been announced: the rooms close then. */
  readonly stops: boolean;
  /** The rooms close at zero; else they stay open. */
  readonly ends: boolean;
}

/** The countdown at a moment of the server's clock; null: the rooms are closed, or open without a limit. */
export function countdownAt(
  { open, endsAt, stopsAt, stopAtZero = true }: Partial<BreakoutsState>,
  now: number,
): CountdownView | null {
  const at = open ? stopsAt ?? endsAt : undefined;
  if (at === undefined) return null;
  const stops = stopsAt !== undefined;
  return { left: Math.max(0, at - now), stops, ends: stops || stopAtZero };
}

/** When notices come, in ms before the end; the nearest first. */
const notices = [10_000, 60_000];
/** From here on one should finish what one is writing, where the rooms are about to close (ms). */
const lastWords = 30_000;
/** From here on the clock is to be noticed (ms). */
export const roomsEndSoonMs = notices[1];

/**
 * The sentence of the moment, true until the next one takes its place: a page may be opened at any time. None while
 * there is plenty. Staff go nowhere when the rooms close.
 */
export function timeWords(
  { left, stops, ends }: CountdownView,
  isStudent: boolean,
): string {
  // Without a network, or where the rooms do not close by themselves, the clock stands.
  if (left <= 0) return t.timeIsUp;
  const words = isStudent ? t : t.staff;
  if (stops) {
    if (left <= notices[0]) return words.backNow;
    return left <= lastWords
      ? words.backSoon({ seconds: lastWords / 1000 })
      : words.backLater;
  }
  const due = notices.find((at) => left <= at);
  if (due === undefined) return "";
  if (due !== roomsEndSoonMs) return t.left({ seconds: due / 1000 });
  return ends ? words.lastMinuteThenBack : t.lastMinuteStays;
}

/** What happens when the clock is at zero. */
export function atZero({ ends }: CountdownView, isStudent: boolean): string {
  return ends ? (isStudent ? t : t.staff).backAtZero : t.staysAtZero;
}
