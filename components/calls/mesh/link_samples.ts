/** What the browser counts of a connection, as samples of how well its link is. */
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

/** What of a report is looked at. */
export interface StatsEntry {
  readonly id: string;
  readonly type: string;
  readonly timestamp: number;
  readonly [field: string]: unknown;
}

/** Counts of a stream as the peer last told of them. */
interface Told {
  readonly at: number;
  readonly sent: number;
  readonly lost: number;
}

/** What is kept from one report to the next: by the id of a stream's report. */
export type Counts = ReadonlyMap<string, Told>;

/** Of fewer packets, a single one that is lost would say too much: they are counted with the next. */
const fewest = 50;

/** What a peer tells of the round trip is of the time since the sample before where it is no older than this (ms). */
const recent = 2_000;

/** Reads a report of the connection; with it, the counts for the next. */
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
        // A voice is told of every five seconds only.
        if (last?.at === counted.at) break;
        // The first says how much there was before anything was looked at.
        if (last && counted.sent - last.sent < fewest) break;
        counts.set(entry.id, counted);
        if (!last) break;
        sent += counted.sent - last.sent;
        // A packet that came late after all is counted as one less.
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
  // The browser itself asks less often than voices and pictures are told of, and where none are, it is all there is.
  const rtt = told.length > 0 ? Math.min(...told) : asked;
  return { sample: { loss, rtt, available, isSlow }, counts };
}

const numberOf = (it: unknown): number | null =>
  typeof it === "number" && Number.isFinite(it) ? it : null;
