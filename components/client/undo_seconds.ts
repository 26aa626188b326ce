/** For how long an end, or a cancelled class, can still be undone (S-4, S-7), in seconds: 10 at most, whatever the clocks say. */
export function undoSeconds(until: number | undefined, now: number): number {
  return Math.max(0, Math.min(10, Math.ceil(((until ?? 0) - now) / 1000)));
}
