/**
 * How loud people are, as this browser measures it, looked at five times a second while the page is. What a sender says of
 * its own loudness is not believed: who is heard is shown to speak.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import { loudness } from "./level_meter.ts";

const every = 200;

/** Asks the browser what it has counted; undefined: there is nothing to be heard. */
type Ask = () => Promise<RTCStatsReport> | undefined;

/** Looks at many. */
export class StatsLevels {
  readonly #looks = new Set<() => void>();
  readonly #timer = setInterval(() => {
    if (document.hidden) return;
    for (const look of this.#looks) look();
  }, every);

  /**
   * How loud a voice is, 0 to 1; measured only while somebody looks.
   *
   * @param type of the entries in which it stands: what is sent, or what comes
   */
  watch(
    type: "media-source" | "inbound-rtp",
    ask: Ask,
  ): ReadonlySignal<number> {
    const look = async () => {
      let loudest = 0;
      const stats = await ask();
      stats?.forEach((it) => {
        if (it.type !== type || it.kind !== "audio") return;
        loudest = Math.max(loudest, it.audioLevel ?? 0);
      });
      if (this.#looks.has(look)) level.value = loudness(loudest);
    };
    const level = signal(0, {
      watched: () => void this.#looks.add(look),
      unwatched: () => {
        this.#looks.delete(look);
        level.value = 0;
      },
    });
    return level;
  }

  /** Looks at nothing more. */
  close(): void {
    clearInterval(this.#timer);
    this.#looks.clear();
  }
}
