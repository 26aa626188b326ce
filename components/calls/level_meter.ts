/** How loud a microphone is, for its own picture on the page: nothing of it is played, kept or sent. */
import { type ReadonlySignal, signal } from "@preact/signals";

interface LevelMeter {
  /** 0 to 1; measured only while somebody looks. */
  readonly level: ReadonlySignal<number>;
  /** Measures this one from now on, or none. */
  listen(track: MediaStreamTrack | null): void;
  close(): void;
}

/** How often it is measured (ms). */
const every = 200;

/** Makes a meter that hears nothing yet. */
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

/** Measures a track until it is stopped. One that cannot be measured has no level, and is heard all the same. */
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
    }, every);
    // A page that was not yet pressed may not hear: it does after the first press.
    if (context.state === "suspended") void context.resume();
  } catch (error) {
    // A browser has so many contexts and no more; and Firefox joins none with a headset of another rate.
    if (!(error instanceof DOMException)) throw error;
  }
  return () => {
    clearInterval(timer);
    void context?.close();
  };
}

/** The amplitude of a voice as ears have it: from -60 dB, which is silence, to 0 dB. */
export function loudness(amplitude: number): number {
  if (amplitude <= 0) return 0;
  return Math.min(1, Math.max(0, 1 + 20 * Math.log10(amplitude) / 60));
}
