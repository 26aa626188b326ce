/** Seconds left to undo an end or a cancellation (S-4, S-7): at most 10, even if clocks differ. */
export function undoSecondsLeft(
  until: number | undefined,
  now: number,
): number {
  return Math.max(0, Math.min(10, Math.ceil(((until ?? 0) - now) / 1000)));
}
