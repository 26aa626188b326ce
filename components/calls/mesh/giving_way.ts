/** How much is sent over a link: as planned, less what it has to give way by what is measured of it (K-5). */
import type { Tracks } from "../call_backend.ts";
import { conceded, noPictures, type Plan, planWithin } from "./bitrates.ts";
import { afterSample, freshQuality } from "./link_quality.ts";
import { type Counts, readSample, type StatsEntry } from "./link_samples.ts";
import { freshRoom, roomAfter } from "./picture_room.ts";

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
