/** How long the breakout sessions still last (B-7, B-13). Pure. */
import type { BreakoutsState } from "../../classroom/model/groups.ts";

/** What a countdown shows. */
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
