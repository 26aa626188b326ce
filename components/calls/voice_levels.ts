/** Measures the loudness of voices in this browser, from 0 to 1. No measurement is stored or sent. */
import { type ReadonlySignal, signal } from "@preact/signals";

interface LevelMeter {
  readonly level: ReadonlySignal<number>;
  listen(track: MediaStreamTrack | null): void;
  close(): void;
}

const measuredEveryMs = 200;

export function makeLevelMeter(): LevelMeter {
  let isWatched = false;
  let track: MediaStreamTrack | null = null;
  let stop: (() => void) | null = null;
  const level = signal(0, {
    watched() {
      isWatched = true;
      renew();
    },
    unwatched() {
      isWatched = false;
      renew();
    },
  });
  const renew = () => {
    stop?.();
    stop = null;
    level.value = 0;
    if (track && isWatched) stop = measure(track, (now) => level.value = now);
  };
  return {
    level,
    listen(next) {
      track = next;
      renew();
    },
    close() {
      track = null;
      renew();
    },
  };
}

/** Reports the track's level. A track that cannot be measured has level 0 but can be heard. */
function measure(
  track: MediaStreamTrack,
  report: (level: number) => void,
): () => void {
  let context: AudioContext | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;
  try {
    context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 1024 });
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const sum = samples.reduce((sum, it) => sum + it * it, 0);
      report(toLoudness(Math.sqrt(sum / samples.length)));
    }, measuredEveryMs);
    if (context.state === "suspended") void context.resume();
  } catch (error) {
    // Browsers limit the number of audio contexts, and Firefox rejects a headset with another sample rate.
    if (!(error instanceof DOMException)) throw error;
  }
  return () => {
    clearInterval(timer);
    void context?.close();
  };
}

/** Maps −60 dB to 0 and 0 dB to 1. */
export function toLoudness(amplitude: number): number {
  if (amplitude <= 0) return 0;
  return Math.min(1, Math.max(0, 1 + 20 * Math.log10(amplitude) / 60));
}

/** Asks for statistics; undefined: there is nothing to measure, so the level is 0. */
type Ask = () => Promise<RTCStatsReport> | undefined;

export class StatsLevelMeter {
  readonly #looks = new Set<() => void>();
  readonly #timer = setInterval(() => {
    if (document.hidden) return;
    for (const look of this.#looks) look();
  }, measuredEveryMs);

  /**
   * The loudness of the loudest voice, measured only while the signal is watched.
   *
   * @param type `media-source` for what is sent, `inbound-rtp` for what arrives
   */
  watch(
    type: "media-source" | "inbound-rtp",
    ask: Ask,
  ): ReadonlySignal<number> {
    const look = async () => {
      let loudest = 0;
      const stats = await ask();
      stats?.forEach((entry) => {
        if (entry.type !== type || entry.kind !== "audio") return;
        loudest = Math.max(loudest, entry.audioLevel ?? 0);
      });
      if (this.#looks.has(look)) level.value = toLoudness(loudest);
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

  close(): void {
    clearInterval(this.#timer);
    this.#looks.clear();
  }
}
