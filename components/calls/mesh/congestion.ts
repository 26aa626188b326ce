/**
 * Reduces what this page sends over a congested link (K-5): pictures get smaller, then stop, then the voice gets a
 * lower bitrate. Also counts the video frames that a peer sends on a track that presence says is off; `peer_link.ts`
 * then closes the link.
 */
import type { CallTracks } from "../call_backend.ts";
import { limitPlan, type SendingPlan } from "./transceivers.ts";

/** Bits per second of a link's pictures, by step. Steps 0 and 1 have none; step 0 also lowers the voice's bitrate. */
const steps = [
  ...[0, 0, 100_000, 150_000, 250_000, 400_000],
  ...[600_000, 1_000_000, 1_200_000],
];

/** The lowest step with pictures. With a lower bitrate a browser could not measure a link's capacity. */
const lowestPictureStep = 2;

export class CongestionControl {
  #course = initialCongestion;

  constructor(public plan: SendingPlan) {}

  get isHoldingBack(): boolean {
    return this.#course.step < lowestPictureStep;
  }

  planFor({ camera, screen }: CallTracks): SendingPlan {
    const { step } = this.#course;
    const plan = limitPlan(
      this.plan,
      steps[step] / (camera && screen ? 2 : 1),
    );
    return step === 0 ? { ...plan, voice: 16_000 } : plan;
  }

  /** Returns true if the step has changed. */
  measure(report: Iterable<StatsEntry>, tracks: CallTracks): boolean {
    const { camera, screen } = this.plan;
    const wantedBitrate = (tracks.camera ? camera?.bitrate ?? 0 : 0) +
      (tracks.screen ? screen?.bitrate ?? 0 : 0);
    const { step } = this.#course;
    this.#course = updateCongestion(
      this.#course,
      readSample(report),
      wantedBitrate,
    );
    return this.#course.step !== step;
  }
}

export interface CongestionState {
  readonly step: number;
  readonly isBad: boolean;
  readonly good: number;
  readonly wait: number;
  readonly sinceUp: number;
  /** The shortest round trip, and the last one (s). */
  readonly shortest: number;
  readonly last: number;
}

/** The state of a new link: nearly every link can carry a picture at step 3. */
export const initialCongestion: CongestionState = {
  step: 3,
  isBad: false,
  good: 0,
  wait: 1,
  sinceUp: Infinity,
  shortest: Infinity,
  last: 0,
};

/** Number of good samples (one each 2 s) before a step up: after the first reduction, and at most. */
const waits = { second: 5, most: 45 };

/**
 * One `severe` sample lowers the step, or two `bad` ones before a good one. A good sample has less than half of the
 * `bad` loss. `loss` is a share, `rtt` in s.
 */
const bounds = {
  loss: { bad: 0.04, severe: 0.12 },
  rtt: { bad: 0.7, severe: 1.5 },
};

/**
 * By how much (s) a round trip exceeds the shortest one. Up to `none` there is no queue, since Wi-Fi varies; above
 * `some` packets queue.
 */
const queue = { none: 0.025, some: 0.05 };
/** By how much the shortest known round trip grows per sample (s), since the route may have become longer. */
const shortestGrowth = 0.001;

/**
 * The state after one more sample.
 *
 * @param wantedBitrate bits per second of the pictures that are on, if there were no congestion
 */
export function updateCongestion(
  course: CongestionState,
  { loss, rtt }: LinkSample,
  wantedBitrate: number,
): CongestionState {
  if (loss === null && rtt === null) return course;
  const shortest = Math.min(rtt ?? Infinity, course.shortest + shortestGrowth);
  const next = {
    ...course,
    sinceUp: course.sinceUp + 1,
    shortest,
    last: rtt ?? course.last,
  };
  const isOver = (kind: "bad" | "severe") =>
    (loss ?? 0) >= bounds.loss[kind] || (rtt ?? 0) >= bounds.rtt[kind];
  if (isOver("severe")) return lower(next, 0, 2);
  if (isOver("bad")) {
    const loweredState = course.isBad ? lower(next, 1, 1) : next;
    return { ...loweredState, isBad: true, good: 0 };
  }
  const longer = rtt === null ? 0 : rtt - shortest;
  // Two late samples in a row mean a queue, and only pictures can cause it.
  const isQueue = Math.min(longer, course.last - shortest) > queue.some;
  if (isQueue && wantedBitrate > 0) return lower(next, lowestPictureStep, 1);
  const isGood = (loss ?? 0) < bounds.loss.bad / 2 && longer <= queue.none;
  if (!isGood) return next;
  const good = course.good + 1;
  const { step } = course;
  const isEnough = step >= lowestPictureStep && steps[step] >= wantedBitrate;
  if (!isEnough && good >= course.wait) {
    return { ...next, step: step + 1, isBad: false, good: 0, sinceUp: 0 };
  }
  // After a long good time the link is treated like a new one.
  const wait = good > waits.most ? initialCongestion.wait : course.wait;
  return { ...next, isBad: false, good, wait };
}

/** Lowers the step by `stepCount`, never below `lowest`, and first to the lowest step with pictures. */
function lower(
  course: CongestionState,
  lowest: number,
  stepCount: number,
): CongestionState {
  const { step, wait, sinceUp } = course;
  const isEarly = sinceUp < 2 * waits.second;
  return {
    ...course,
    step: Math.max(
      Math.min(step, lowest),
      step > lowestPictureStep
        ? Math.max(lowestPictureStep, step - stepCount)
        : step - 1,
    ),
    isBad: false,
    good: 0,
    wait: Math.min(
      waits.most,
      Math.max(waits.second, isEarly ? 2 * wait : wait),
    ),
    sinceUp: Infinity,
    // A queue is seen again only after two more samples, when the effect shows.
    last: 0,
  };
}

/** A measurement of a link. A field is null if it is unknown. `loss` is a share, `rtt` in s. */
export interface LinkSample {
  readonly loss: number | null;
  readonly rtt: number | null;
}

export interface StatsEntry {
  readonly id: string;
  readonly type: string;
  readonly timestamp: number;
  readonly [field: string]: unknown;
}

/** Maximum age of peers' reports. With only a voice they come every five seconds; round trips change sooner. */
const reportAgeMs = { loss: 6_000, rtt: 2_000 };

export function readSample(report: Iterable<StatsEntry>): LinkSample {
  const entries = [...report];
  const now = Math.max(...entries.map((it) => it.timestamp));
  const losses: number[] = [], reportedRtts: number[] = [];
  let measuredRtt: number | null = null;
  for (const entry of entries) {
    if (entry.type === "candidate-pair") {
      if (entry.state !== "succeeded" || entry.nominated !== true) continue;
      measuredRtt = numberOf(entry.currentRoundTripTime) ?? measuredRtt;
    }
    if (entry.type !== "remote-inbound-rtp") continue;
    const age = now - entry.timestamp;
    const loss = numberOf(entry.fractionLost),
      rtt = numberOf(entry.roundTripTime);
    if (loss !== null && age < reportAgeMs.loss) losses.push(loss);
    if (rtt !== null && age < reportAgeMs.rtt) reportedRtts.push(rtt);
  }
  const lost = losses.reduce((sum, it) => sum + it, 0);
  return {
    loss: losses.length > 0 ? lost / losses.length : null,
    // Peers report round trips more often than the browser measures them, but not without streams.
    rtt: reportedRtts.length > 0 ? Math.min(...reportedRtts) : measuredRtt,
  };
}

const numberOf = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

interface Unwanted {
  readonly frames: number;
  readonly times: number;
}

export const noUnwantedFrames: Unwanted = { frames: 0, times: 0 };

/** Some browsers send up to this many frames per sample although the camera has been turned off. */
const strayFrames = 10;
/**
 * Samples in a row with unwanted frames before the link is closed: media may arrive before the presence that
 * announces them.
 */
const maxUnwantedSamples = 3;

export function countUnwantedFrames(
  previousCount: Unwanted,
  report: Iterable<StatsEntry>,
  off: readonly unknown[],
): Unwanted {
  let frames = 0;
  for (const entry of report) {
    if (entry.type !== "inbound-rtp" || !off.includes(entry.trackIdentifier)) {
      continue;
    }
    frames += Number(entry.framesDecoded ?? 0);
  }
  const isMore = frames - previousCount.frames > strayFrames;
  return { frames, times: isMore ? previousCount.times + 1 : 0 };
}

export const isTooMuchUnwanted = ({ times }: Unwanted): boolean =>
  times >= maxUnwantedSamples;
