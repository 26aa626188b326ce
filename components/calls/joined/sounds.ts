/** Plays the voices of a call: of no place on the page, so that nobody is cut off where the bar goes to another. */

/** What is played. */
export class Sounds {
  readonly #playing = new Map<string, HTMLAudioElement>();
  #speaker = "";

  /** @param onBlocked the browser plays nothing until somebody presses */
  constructor(readonly onBlocked: () => void) {}

  /** Plays these and no others, by whose they are. */
  play(voices: ReadonlyMap<string, MediaStream>): void {
    for (const [of, audio] of this.#playing) {
      if (voices.has(of)) continue;
      audio.srcObject = null;
      this.#playing.delete(of);
    }
    for (const [of, stream] of voices) {
      const known = this.#playing.get(of);
      if (known?.srcObject === stream) continue;
      const audio = known ?? new Audio();
      audio.srcObject = stream;
      this.#playing.set(of, audio);
      this.#send(audio);
      this.#start(audio);
    }
  }

  /** Plays through this speaker, where the browser can; empty: through the system's. */
  through(speaker: string): void {
    this.#speaker = speaker;
    for (const audio of this.#playing.values()) this.#send(audio);
  }

  /** Plays what the browser would not. */
  tryAgain(): void {
    for (const audio of this.#playing.values()) this.#start(audio);
  }

  /** Plays nothing any more. */
  close(): void {
    this.play(new Map());
  }

  #start(audio: HTMLAudioElement) {
    audio.play().catch((error: DOMException) => {
      // A voice that has gone meanwhile stops playing as well.
      if (error.name === "NotAllowedError") this.onBlocked();
    });
  }

  #send(audio: HTMLAudioElement) {
    // A speaker that was unplugged since: then it is the system's.
    audio.setSinkId?.(this.#speaker).catch(() => audio.setSinkId(""));
  }
}
