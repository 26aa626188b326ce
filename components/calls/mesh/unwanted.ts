/**
 * Pictures that a peer sends though presence says that it shows none: nobody sees them here, and the machine decodes them
 * all the same, however large they are (K-5). A function of what is measured every two seconds.
 */
import type { StatsEntry } from "./link_samples.ts";

/** What is known of them. */
interface Unwanted {
  /** Frames so far. */
  readonly frames: number;
  /** In so many samples, one after the other, there were more. */
  readonly times: number;
}

/** None so far. */
export const noUnwanted: Unwanted = { frames: 0, times: 0 };

/** So many frames a sample come of a camera that was just turned off, which some browsers go on sending. */
const few = 10;
/** Presence may be behind by a moment; by no more. */
const mostSamples = 3;

/** What is known after one more report, where these tracks have nothing on. */
export function unwantedAfter(
  before: Unwanted,
  report: Iterable<StatsEntry>,
  off: readonly unknown[],
): Unwanted {
  let frames = 0;
  for (const it of report) {
    if (it.type !== "inbound-rtp" || !off.includes(it.trackIdentifier)) {
      continue;
    }
    frames += Number(it.framesDecoded ?? 0);
  }
  const isMore = frames - before.frames > few;
  return { frames, times: isMore ? before.times + 1 : 0 };
}

/** Whether it is no mistake. */
export const isTooMuch = ({ times }: Unwanted): boolean => times >= mostSamples;
