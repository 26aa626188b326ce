/** What is said of the time that the breakout sessions have left (B-7, B-13). */
import { groups as t } from "texts/groups.ts";
import type { CountdownView } from "./countdown.ts";

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
    return left <= lastWords ? words.backSoon : words.backLater;
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
