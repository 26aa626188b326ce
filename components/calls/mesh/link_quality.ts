/**
 * When a link gives way, and when it takes back what it gave (K-5): a function of what is measured every two seconds. It
 * goes down within seconds, before the voice suffers, and up slowly; each time that going up was too early, it waits
 * twice as long before the next.
 */
import { type Concession, noPictures } from "./bitrates.ts";

/** What was measured of a link since the measure before. null: unknown. */
export interface LinkSample {
  /** The part of what was sent that did not arrive, 0 to 1. */
  readonly loss: number | null;
  /** Seconds there and back. */
  readonly rtt: number | null;
  /** What the browser thinks that the link carries (bits a second). */
  readonly available: number | null;
  /** Whether the machine is too slow for its pictures. */
  readonly isSlow: boolean;
}

/** What is known of a link. Counted in samples. */
export interface LinkQuality {
  readonly concession: Concession;
  readonly bad: number;
  readonly good: number;
  /** So many good ones it takes to go up. */
  readonly wait: number;
  /** Since when it has not gone up. */
  readonly sinceUp: number;
  /** Since when pictures are sent. */
  readonly sinceShown: number;
  /** The loss that was measured last, and since when: peers tell of it every five seconds where there is voice alone. */
  readonly loss: number | null;
  readonly sinceLoss: number;
}

/** How long it takes to go up at first, and at most: 10 s, and a minute and a half. */
const waits = { first: 5, most: 45 };

/** A link of which nothing is known. */
export const freshQuality: LinkQuality = {
  concession: 0,
  bad: 0,
  good: 0,
  wait: waits.first,
  sinceUp: Infinity,
  sinceShown: 0,
  loss: null,
  sinceLoss: 0,
};

/** So many samples a browser needs to find what a link carries (10 s). */
const settles = 5;

/** From these on a link is bad, or so bad that it does not wait for a second sample; a good one is below half of the first. */
const bounds = {
  loss: { bad: 0.04, severe: 0.12 },
  rtt: { bad: 0.7, severe: 1.5 },
  // Under the first, a picture is not worth what it takes from the voice; under the second there is no room for both.
  available: { bad: 110_000, severe: 60_000 },
};

/** What is known after one more sample, and whether pictures are sent. */
export function afterSample(
  quality: LinkQuality,
  sample: LinkSample,
  isShowing: boolean,
): LinkQuality {
  const sinceLoss = sample.loss === null ? quality.sinceLoss + 1 : 0;
  const loss = sample.loss ?? (sinceLoss <= 2 ? quality.loss : null);
  const next = {
    ...quality,
    sinceUp: quality.sinceUp + 1,
    sinceShown: isShowing ? quality.sinceShown + 1 : 0,
    loss,
    sinceLoss,
  };
  const state = judged({ ...sample, loss }, next.sinceShown);
  if (state === "good") {
    const good = quality.good + 1;
    if (quality.concession === 0) {
      // What has been well for long is trusted as at the first.
      const wait = good > waits.most ? waits.first : quality.wait;
      return { ...next, bad: 0, good, wait };
    }
    if (good < quality.wait) return { ...next, bad: 0, good };
    return {
      ...next,
      concession: quality.concession - 1 as Concession,
      bad: 0,
      good: 0,
      sinceUp: 0,
    };
  }
  // Neither: what was bad before is not made good by it.
  if (state === "fair") return { ...next, good: 0 };
  const bad = quality.bad + 1;
  const lowest = state === "severe" ? 4 : state === "slow" ? 2 : noPictures;
  const isDue = state === "severe" || bad >= 2;
  if (!isDue || quality.concession >= lowest) return { ...next, bad, good: 0 };
  const steps = state === "severe" && quality.concession < noPictures ? 2 : 1;
  const wasEarly = quality.sinceUp < 2 * waits.first;
  return {
    ...next,
    concession: Math.min(lowest, quality.concession + steps) as Concession,
    bad: 0,
    good: 0,
    wait: wasEarly ? Math.min(waits.most, quality.wait * 2) : quality.wait,
    sinceUp: Infinity,
  };
}

function judged(
  { loss, rtt, available, isSlow }: LinkSample,
  sinceShown: number,
): "good" | "fair" | "slow" | "bad" | "severe" {
  // With a voice alone the browser guesses no more than that takes; with pictures it needs a while to find that there is more.
  const carries = sinceShown === 0 ? Infinity : available ?? Infinity;
  const isKnown = sinceShown > settles;
  const over = (kind: "bad" | "severe") =>
    (loss ?? 0) >= bounds.loss[kind] || (rtt ?? 0) >= bounds.rtt[kind] ||
    isKnown && carries < bounds.available[kind];
  const isNear = (loss ?? 0) >= bounds.loss.bad / 2 ||
    (rtt ?? 0) >= bounds.rtt.bad / 2 || carries < bounds.available.bad * 2;
  if (over("severe")) return "severe";
  if (over("bad")) return "bad";
  if (isSlow) return "slow";
  return isNear ? "fair" : "good";
}
