/** How loud people are, looked at five times a second for as long as a call lasts. */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";

const every = 200;

/** Gives a loudness of 0 to 1. */
type Look = () => Promise<number>;

/** Looks at many. */
export class StatsLevels {
  readonly #looks = new Map<Signal<number>, Look>();
  readonly #timer = setInterval(() => this.#round(), every);

  /** What one of them is. */
  watch(look: Look): ReadonlySignal<number> {
    const level = signal(0);
    this.#looks.set(level, look);
    return level;
  }

  /** Looks at nothing more. */
  close(): void {
    clearInterval(this.#timer);
    this.#looks.clear();
  }

  #round(): void {
    for (const [level, look] of this.#looks) {
      void look().then((now) => level.value = now);
    }
  }
}

/** How loud what this sends or plays is; undefined: there is nothing to be heard. */
export function loudness(
  of: () => RTCRtpSender | RTCRtpReceiver | undefined,
): Look {
  return async () => {
    let level = 0;
    const stats = await of()?.getStats();
    stats?.forEach((it) => {
      if (/^(media-source|inbound-rtp)$/.test(it.type)) {
        level = it.audioLevel ?? 0;
      }
    });
    return level;
  };
}
