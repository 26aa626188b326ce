/**
 * Congestion of a link (K-5): samples of the browser's statistics, how far a link with loss or delay gives way, how much
 * room it has for pictures without a queue, and pictures that a peer sends and nobody sees.
 */
import type { Tracks } from "../call_backend.ts";
import {
  conceded,
  type Concession,
  noPictures,
  type Plan,
  planWithin,
} from "./bitrates.ts";

export class GivingWay {
  #quality = freshQuality;
  #room = freshRoom;
  #counts: Counts = new Map();

  /** @param plan for a link without congestion */
  constructor(public plan: Plan) {}

  get holdsBack(): boolean {
    return this.#quality.concession >= noPictures;
  }

  planFor({ camera, screen }: Tracks): Plan {
    const room = this.#room.bitrate / (camera && screen ? 2 : 1);
    return planWithin(this.#conceded, room);
  }

  /** Adds a report; `tracks` are on. True: another amount is sent from now on. */
  measure(report: Iterable<StatsEntry>, tracks: Tracks): boolean {
    const { sample, counts } = readSample(report, this.#counts);
    this.#counts = counts;
    const planned = this.#planned(tracks);
    const { concession } = this.#quality, { bitrate } = this.#room;
    this.#quality = afterSample(this.#quality, sample, planned > 0);
    this.#room = roomAfter(this.#room, sample, planned);
    return this.#quality.concession !== concession ||
      this.#room.bitrate !== bitrate;
  }

  get #conceded(): Plan {
    return conceded(this.plan, this.#quality.concession);
  }

  #planned(on: Tracks): number {
    const { camera, screen } = this.#conceded;
    return (on.camera ? camera?.bitrate ?? 0 : 0) +
      (on.screen ? screen?.bitrate ?? 0 : 0);
  }
}

// Concessions: down within seconds, before the voice suffers; up slowly, and after each time that was too early
// twice as slowly.

export interface LinkQuality {
  readonly concession: Concession;
  readonly bad: number;
  readonly good: number;
  /** Good samples that it takes to go up. */
  readonly wait: number;
  /** Samples since it last went up. */
  readonly sinceUp: number;
  readonly sinceShown: number;
  readonly loss: number | null;
  readonly sinceLoss: number;
}

/** First and longest wait before going up: 10 s and 1.5 min. */
const qualityWaits = { first: 5, most: 45 };

export const freshQuality: LinkQuality = {
  concession: 0,
  bad: 0,
  good: 0,
  wait: qualityWaits.first,
  sinceUp: Infinity,
  sinceShown: 0,
  loss: null,
  sinceLoss: 0,
};

/** Samples that a browser needs to find what a link carries (10 s). */
const settles = 5;

/** From these on a link is bad, or so bad that one sample is enough; a good one is below half of the first. */
const bounds = {
  loss: { bad: 0.04, severe: 0.12 },
  rtt: { bad: 0.7, severe: 1.5 },
  // Below the first a picture takes too much from the voice; below the second there is no room for both.
  available: { bad: 110_000, severe: 60_000 },
};

/** The quality after one more sample. */
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
      // What has been well for long is trusted as at first.
      const wait = good > qualityWaits.most ? qualityWaits.first : quality.wait;
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
  // Fair: does not count as good.
  if (state === "fair") return { ...next, good: 0 };
  const bad = quality.bad + 1;
  const lowest = state === "severe" ? 4 : state === "slow" ? 2 : noPictures;
  const isDue = state === "severe" || bad >= 2;
  if (!isDue || quality.concession >= lowest) return { ...next, bad, good: 0 };
  const steps = state === "severe" && quality.concession < noPictures ? 2 : 1;
  const wasEarly = quality.sinceUp < 2 * qualityWaits.first;
  return {
    ...next,
    concession: Math.min(lowest, quality.concession + steps) as Concession,
    bad: 0,
    good: 0,
    wait: wasEarly
      ? Math.min(qualityWaits.most, quality.wait * 2)
      : quality.wait,
    sinceUp: Infinity,
  };
}

function judged(
  { loss, rtt, available, isSlow }: LinkSample,
  sinceShown: number,
): "good" | "fair" | "slow" | "bad" | "severe" {
  // For a voice alone the browser guesses no more than that takes; with pictures it needs a while to find more.
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

// Room for pictures: a browser fills a link until a queue stands in it, and then everything else, as the chat, waits.
// Pictures begin small, grow while round trips are about as short as ever, and get smaller where they are not.

export interface PictureRoom {
  readonly bitrate: number;
  readonly shortest: number;
  readonly last: number;
  /** Samples without a queue since the last change. */
  readonly free: number;
  /** Samples without a queue that it takes to grow. */
  readonly wait: number;
}

/** A picture starts with what nearly every link carries. */
export const freshRoom: PictureRoom = {
  bitrate: 150_000,
  shortest: Infinity,
  last: 0,
  free: 0,
  wait: 1,
};

/**
 * Added round trip without a queue, and with one (s): Wi-Fi makes for some. In between there is a queue if the browser
 * thinks so, too.
 */
const queue = { none: 0.025, some: 0.05 };
/** The shortest round trip grows by this with each sample (s): the way may have become longer. */
const forgets = 0.001;
/** Small steps up: one too many is a queue. */
const roomSteps = { up: 1.3, down: 0.65 };
/** The least (bits a second): below it a browser does not learn that a link carries more. */
const least = 100_000;
/** Samples that it takes to grow after the first time that was too much (10 s), and at most (1.5 min). */
const roomWaits = { second: 5, most: 45 };

export function roomAfter(
  room: PictureRoom,
  { rtt, available }: Pick<LinkSample, "rtt" | "available">,
  planned: number,
): PictureRoom {
  if (rtt === null) return room;
  const shortest = Math.min(rtt, room.shortest + forgets);
  const next = { ...room, shortest, last: rtt };
  // With nothing sent, nothing is learned.
  if (planned === 0) return next;
  // One late sample is no queue.
  const longer = Math.min(rtt, room.last) - shortest;
  const had = Math.min(room.bitrate, planned);
  const carried = available ?? Infinity;
  const isFull = longer > queue.some ||
    longer > queue.none && carried < had;
  if (isFull) {
    const most = Math.min(had, carried);
    const bitrate = Math.max(least, roomSteps.down * most);
    const wait = Math.min(
      roomWaits.most,
      Math.max(roomWaits.second, room.wait * 2),
    );
    // The effect shows after two more samples.
    return { ...next, bitrate, last: 0, free: 0, wait };
  }
  if (rtt > shortest + queue.none) return next;
  const free = room.free + 1;
  if (room.bitrate >= planned) {
    // What has been enough for long is trusted as at first.
    const wait = free > roomWaits.most ? freshRoom.wait : room.wait;
    return { ...next, free, wait };
  }
  if (free < room.wait) return { ...next, free };
  const bitrate = Math.min(planned, roomSteps.up * room.bitrate);
  return { ...next, bitrate, free: 0 };
}

/** Measured since the sample before; null: unknown. */
export interface LinkSample {
  readonly loss: number | null;
  /** Seconds there and back. */
  readonly rtt: number | null;
  /** The browser's estimate of what the link carries (bits a second). */
  readonly available: number | null;
  /** The machine is too slow for its pictures. */
  readonly isSlow: boolean;
}

export interface StatsEntry {
  readonly id: string;
  readonly type: string;
  readonly timestamp: number;
  readonly [field: string]: unknown;
}

/** A stream's counters, as the peer last reported them. */
interface Told {
  readonly at: number;
  readonly sent: number;
  readonly lost: number;
}

/** Kept from one report to the next, by the id of a stream's report. */
export type Counts = ReadonlyMap<string, Told>;

/** Fewer packets are counted with the next sample: one lost would say too much. */
const fewest = 50;

/** A peer's round trip counts when it is no older than this (ms). */
const recent = 2_000;

export function readSample(
  report: Iterable<StatsEntry>,
  before: Counts,
): { sample: LinkSample; counts: Counts } {
  const entries = new Map([...report].map((entry) => [entry.id, entry]));
  const counts = new Map(before);
  let sent = 0, lost = 0, isSlow = false;
  const now = Math.max(...[...entries.values()].map((it) => it.timestamp));
  const told: number[] = [];
  let asked: number | null = null, available: number | null = null;
  for (const entry of entries.values()) {
    switch (entry.type) {
      case "outbound-rtp":
        isSlow ||= entry.qualityLimitationReason === "cpu";
        break;
      case "remote-inbound-rtp": {
        const rtt = numberOf(entry.roundTripTime);
        if (rtt !== null && now - entry.timestamp < recent) told.push(rtt);
        const own = entries.get(String(entry.localId));
        const counted = {
          at: entry.timestamp,
          sent: numberOf(own?.packetsSent) ?? 0,
          lost: numberOf(entry.packetsLost) ?? 0,
        };
        const last = before.get(entry.id);
        // Voices are reported only every five seconds.
        if (last?.at === counted.at) break;
        // The first report is the baseline.
        if (last && counted.sent - last.sent < fewest) break;
        counts.set(entry.id, counted);
        if (!last) break;
        sent += counted.sent - last.sent;
        // A late packet is taken off the count again.
        lost += Math.max(0, counted.lost - last.lost);
        break;
      }
      case "candidate-pair": {
        if (entry.state !== "succeeded" || entry.nominated !== true) break;
        asked = numberOf(entry.currentRoundTripTime) ?? asked;
        available = numberOf(entry.availableOutgoingBitrate) ?? available;
        break;
      }
    }
  }
  const loss = sent > 0 ? Math.min(1, lost / sent) : null;
  // Peers report more often than the browser itself asks; its own value is all there is without streams.
  const rtt = told.length > 0 ? Math.min(...told) : asked;
  return { sample: { loss, rtt, available, isSlow }, counts };
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
