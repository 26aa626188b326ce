/**
 * How much is sent over a link: as planned, less what it has to give way by what is measured of it (K-5). Two functions
 * of samples two seconds apart decide it: how far a link that loses or delays gives way, and how much room there is for
 * pictures before a queue stands in it.
 */
import type { Tracks } from "../call_backend.ts";
import {
  conceded,
  type Concession,
  noPictures,
  type Plan,
  planWithin,
} from "./bitrates.ts";
import {
  type Counts,
  type LinkSample,
  readSample,
  type StatsEntry,
} from "./link_samples.ts";

/** That of one link. */
export class GivingWay {
  #quality = freshQuality;
  #room = freshRoom;
  #counts: Counts = new Map();

  /** @param plan what is sent where the link is well */
  constructor(public plan: Plan) {}

  /** Whether no pictures are sent. */
  get holdsBack(): boolean {
    return this.#quality.concession >= noPictures;
  }

  /** What is sent of these. */
  planFor({ camera, screen }: Tracks): Plan {
    const room = this.#room.bitrate / (camera && screen ? 2 : 1);
    return planWithin(this.#conceded, room);
  }

  /** Takes in one more report, with these on. Answers whether another amount is sent from now on. */
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

  /** Bits a second that pictures take where there is room. */
  #planned(on: Tracks): number {
    const { camera, screen } = this.#conceded;
    return (on.camera ? camera?.bitrate ?? 0 : 0) +
      (on.screen ? screen?.bitrate ?? 0 : 0);
  }
}

// When a link gives way, and when it takes back what it gave: it goes down within seconds, before the voice suffers, and up
// slowly; each time that going up was too early, it waits twice as long before the next.

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
const qualityWaits = { first: 5, most: 45 };

/** A link of which nothing is known. */
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
  // Neither: what was bad before is not made good by it.
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

// How much the pictures over a link may take, so that no queue is left standing in it: a browser fills a link until it is
// full, and what else goes that way, as the chat, waits behind. Pictures begin small, grow while a round trip is about as
// short as it ever was, and get smaller where it is not.

/** What is known of it. Counted in samples. */
export interface PictureRoom {
  /** Bits a second, for all pictures over this link. */
  readonly bitrate: number;
  /** The shortest round trip lately (s). */
  readonly shortest: number;
  /** The round trip of the last sample (s). */
  readonly last: number;
  /** So many were without a queue since it was changed. */
  readonly free: number;
  /** So many without it takes to grow. */
  readonly wait: number;
}

/** A link of which nothing is known: a picture starts with what nearly every link carries. */
export const freshRoom: PictureRoom = {
  bitrate: 150_000,
  shortest: Infinity,
  last: 0,
  free: 0,
  wait: 1,
};

/**
 * So much longer than the shortest a round trip is without a queue, and with one (s): Wi-Fi alone makes for some. Between
 * them there is one if the browser, too, thinks that the link carries less.
 */
const queue = { none: 0.025, some: 0.05 };
/** What the shortest is grows by this with each (s): the way there may have become another, longer one. */
const forgets = 0.001;
/** Steps up are small: one too many is a queue. */
const roomSteps = { up: 1.3, down: 0.65 };
/** The least (bits a second): of a link that is sent less, a browser does not learn that it carries more. */
const least = 100_000;
/** It takes so many to grow after it was too much for the first time (10 s), and at most (1.5 min). */
const roomWaits = { second: 5, most: 45 };

/** What is known after one more sample, where pictures are sent that take so much as they are planned. */
export function roomAfter(
  room: PictureRoom,
  { rtt, available }: Pick<LinkSample, "rtt" | "available">,
  planned: number,
): PictureRoom {
  if (rtt === null) return room;
  const shortest = Math.min(rtt, room.shortest + forgets);
  const next = { ...room, shortest, last: rtt };
  // With nothing sent, nothing is learned of how much there is room for.
  if (planned === 0) return next;
  // A single late one is no queue.
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
    // It takes two more to see what came of it.
    return { ...next, bitrate, last: 0, free: 0, wait };
  }
  if (rtt > shortest + queue.none) return next;
  const free = room.free + 1;
  if (room.bitrate >= planned) {
    // What has been enough for long is trusted as at the first.
    const wait = free > roomWaits.most ? freshRoom.wait : room.wait;
    return { ...next, free, wait };
  }
  if (free < room.wait) return { ...next, free };
  const bitrate = Math.min(planned, roomSteps.up * room.bitrate);
  return { ...next, bitrate, free: 0 };
}
