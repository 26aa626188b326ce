/**
 * How much the pictures over a link may take, so that no queue is left standing in it (K-5): a browser fills a link until
 * it is full, and what else goes that way, as the chat, waits behind. A function of what is measured every two seconds:
 * pictures begin small, grow while a round trip is about as short as it ever was, and get smaller where it is not.
 */
import type { LinkSample } from "./link_quality.ts";

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
const steps = { up: 1.3, down: 0.65 };
/** The least (bits a second): of a link that is sent less, a browser does not learn that it carries more. */
const least = 100_000;
/** It takes so many to grow after it was too much for the first time (10 s), and at most (1.5 min). */
const waits = { second: 5, most: 45 };

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
    const bitrate = Math.max(least, steps.down * most);
    const wait = Math.min(waits.most, Math.max(waits.second, room.wait * 2));
    // It takes two more to see what came of it.
    return { ...next, bitrate, last: 0, free: 0, wait };
  }
  if (rtt > shortest + queue.none) return next;
  const free = room.free + 1;
  if (room.bitrate >= planned) {
    // What has been enough for long is trusted as at the first.
    const wait = free > waits.most ? freshRoom.wait : room.wait;
    return { ...next, free, wait };
  }
  if (free < room.wait) return { ...next, free };
  const bitrate = Math.min(planned, steps.up * room.bitrate);
  return { ...next, bitrate, free: 0 };
}
