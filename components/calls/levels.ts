/** How loud voices are, 0 to 1, as this browser measures it; nothing of it is kept or sent. */
import { type ReadonlySignal, signal } from "@preact/signals";

interface LevelMeter {
  readonly level: ReadonlySignal<number>;
  /** Measures this one from now on, or none. */
  listen(track: MediaStreamTrack | null): void;
  close(): void;
}

const measuredEveryMs = 200;

export function levelMeter(): LevelMeter {
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

/** Measures a track until it is stopped. A track that cannot be measured has no level, and is heard all the same. */
function measure(
  track: MediaStreamTrack,
  tell: (level: number) => void,
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
      tell(loudness(Math.sqrt(sum / samples.length)));
    }, measuredEveryMs);
    // A page without a press may not measure yet.
    if (context.state === "suspended") void context.resume();
  } catch (error) {
    // Browsers bound the number of contexts; Firefox also rejects a headset with another sample rate.
    if (!(error instanceof DOMException)) throw error;
  }
  return () => {
    clearInterval(timer);
    void context?.close();
  };
}

/** The loudness of an amplitude: -60 dB is 0, 0 dB is 1. */
export function loudness(amplitude: number): number {
  if (amplitude <= 0) return 0;
  return Math.min(1, Math.max(0, 1 + 20 * Math.log10(amplitude) / 60));
}

/** The browser's statistics; undefined: nothing to hear. */
type Ask = () => Promise<RTCStatsReport> | undefined;

export class StatsLevels {
  readonly #looks = new Set<() => void>();
  readonly #timer = setInterval(() => {
    if (document.hidden) return;
    for (const look of this.#looks) look();
  }, measuredEveryMs);

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

  close(): void {
    clearInterval(this.#timer);
    this.#looks.clear();
  }
}
