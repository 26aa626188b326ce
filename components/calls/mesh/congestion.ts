/**
 * How far a link gives way (K-5): its pictures get smaller, then stop, and only then its voice gets thinner. The browser
 * keeps to what a link carries; this keeps its pictures from filling it, since voices and the chat go the same way. And
 * pictures that a peer sends and nobody sees.
 */
import type { Tracks } from "../media.ts";
import { type Plan, planWithin } from "./bitrates.ts";

/** Bits a second of a link's pictures together, by its step. On the lowest step the voice is thinner, too. */
const steps = [
  ...[0, 0, 100_000, 150_000, 250_000, 400_000],
  ...[600_000, 1_000_000, 1_200_000],
];

/** The lowest step with pictures: below it a browser does not learn that a link carries more. */
export const smallest = 2;

export class GivingWay {
  #course = freshCourse;

  /** @param plan for a link without congestion */
  constructor(public plan: Plan) {}

  get holdsBack(): boolean {
    return this.#course.step < smallest;
  }

  planFor({ camera, screen }: Tracks): Plan {
    const { step } = this.#course;
    const plan = planWithin(
      this.plan,
      steps[step] / (camera && screen ? 2 : 1),
    );
    return step === 0 ? { ...plan, voice: 16_000 } : plan;
  }

  /** Adds a report; `on` are the tracks that are on. True: another amount is sent from now on. */
  measure(report: Iterable<StatsEntry>, on: Tracks): boolean {
    const { camera, screen } = this.plan;
    const wanted = (on.camera ? camera?.bitrate ?? 0 : 0) +
      (on.screen ? screen?.bitrate ?? 0 : 0);
    const { step } = this.#course;
    this.#course = afterSample(this.#course, readSample(report), wanted);
    return this.#course.step !== step;
  }
}

export interface Course {
  readonly step: number;
  /** The sample before was bad. */
  readonly isBad: boolean;
  readonly good: number;
  /** Good samples that it takes to go up. */
  readonly wait: number;
  /** Samples since it last went up. */
  readonly sinceUp: number;
  /** The shortest round trip and the last one (s). */
  readonly shortest: number;
  readonly last: number;
}

/** A picture starts with what nearly every link carries. */
export const freshCourse: Course = {
  step: 3,
  isBad: false,
  good: 0,
  wait: 1,
  sinceUp: Infinity,
  shortest: Infinity,
  last: 0,
};

/** Good samples before going up again after the first time that was too much (10 s), and at most (1.5 min). */
const waits = { second: 5, most: 45 };

/** From these on a link is bad, or so bad that one sample is enough; one that loses half of the first is not good. */
const bounds = {
  loss: { bad: 0.04, severe: 0.12 },
  rtt: { bad: 0.7, severe: 1.5 },
};

/** Added round trip of a good link, and of one with a queue in it (s): Wi-Fi makes for some. */
const queue = { none: 0.025, some: 0.05 };
/** The shortest round trip grows by this with each sample (s): the way may have become longer. */
const forgets = 0.001;

/** The course after one more sample; `wanted`: bits a second of the pictures that are on, on a link without congestion. */
export function afterSample(
  course: Course,
  { loss, rtt }: LinkSample,
  wanted: number,
): Course {
  if (loss === null && rtt === null) return course;
  const shortest = Math.min(rtt ?? Infinity, course.shortest + forgets);
  const next = {
    ...course,
    sinceUp: course.sinceUp + 1,
    shortest,
    last: rtt ?? course.last,
  };
  const over = (kind: "bad" | "severe") =>
    (loss ?? 0) >= bounds.loss[kind] || (rtt ?? 0) >= bounds.rtt[kind];
  if (over("severe")) return lower(next, 0, 2);
  if (over("bad")) {
    const then = course.isBad ? lower(next, 1, 1) : next;
    return { ...then, isBad: true, good: 0 };
  }
  const longer = rtt === null ? 0 : rtt - shortest;
  // One late sample is no queue; nor is one that pictures have not made.
  const isQueue = Math.min(longer, course.last - shortest) > queue.some;
  if (isQueue && wanted > 0) return lower(next, smallest, 1);
  const isGood = (loss ?? 0) < bounds.loss.bad / 2 && longer <= queue.none;
  if (!isGood) return next;
  const good = course.good + 1;
  const { step } = course;
  const isEnough = step >= smallest && steps[step] >= wanted;
  if (!isEnough && good >= course.wait) {
    return { ...next, step: step + 1, isBad: false, good: 0, sinceUp: 0 };
  }
  // What has been well for long is trusted as at first.
  const wait = good > waits.most ? freshCourse.wait : course.wait;
  return { ...next, isBad: false, good, wait };
}

/** Goes down, not below `lowest`; the last picture goes in a step of its own. */
function lower(course: Course, lowest: number, by: number): Course {
  const { step, wait, sinceUp } = course;
  const isEarly = sinceUp < 2 * waits.second;
  return {
    ...course,
    step: Math.max(
      Math.min(step, lowest),
      step > smallest ? Math.max(smallest, step - by) : step - 1,
    ),
    isBad: false,
    good: 0,
    wait: Math.min(
      waits.most,
      Math.max(waits.second, isEarly ? 2 * wait : wait),
    ),
    sinceUp: Infinity,
    // The effect shows after two more samples.
    last: 0,
  };
}

/** Null: unknown. */
export interface LinkSample {
  /** The lost share of what was sent. */
  readonly loss: number | null;
  /** Seconds there and back. */
  readonly rtt: number | null;
}

export interface StatsEntry {
  readonly id: string;
  readonly type: string;
  readonly timestamp: number;
  readonly [field: string]: unknown;
}

/** How old a peer's word may be (ms): of a voice alone it tells every five seconds; a round trip changes sooner. */
const recent = { loss: 6_000, rtt: 2_000 };

export function readSample(report: Iterable<StatsEntry>): LinkSample {
  const entries = [...report];
  const now = Math.max(...entries.map((it) => it.timestamp));
  const losses: number[] = [], told: number[] = [];
  let asked: number | null = null;
  for (const it of entries) {
    if (it.type === "candidate-pair") {
      if (it.state !== "succeeded" || it.nominated !== true) continue;
      asked = numberOf(it.currentRoundTripTime) ?? asked;
    }
    if (it.type !== "remote-inbound-rtp") continue;
    const age = now - it.timestamp;
    const loss = numberOf(it.fractionLost), rtt = numberOf(it.roundTripTime);
    if (loss !== null && age < recent.loss) losses.push(loss);
    if (rtt !== null && age < recent.rtt) told.push(rtt);
  }
  const lost = losses.reduce((sum, it) => sum + it, 0);
  return {
    loss: losses.length > 0 ? lost / losses.length : null,
    // Peers report more often than the browser itself asks; its own value is all there is without streams.
    rtt: told.length > 0 ? Math.min(...told) : asked,
  };
}

const numberOf = (it: unknown): number | null =>
  typeof it === "number" && Number.isFinite(it) ? it : null;

interface Unwanted {
  readonly frames: number;
  readonly times: number;
}

export const noUnwanted: Unwanted = { frames: 0, times: 0 };

/** Frames a sample that a camera sends right after it was turned off, in some browsers. */
const few = 10;
/** Presence may be this many samples late. */
const mostSamples = 3;

/** The count after one more report, where these tracks have nothing on. */
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

export const isTooMuch = ({ times }: Unwanted): boolean => times >= mostSamples;
