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
      const audio = known ?? this.#element();
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

  #element(): HTMLAudioElement {
    const audio = new Audio();
    // By the system, for a phone call: WebKit does not go on by itself after it.
    audio.onpause = () => {
      const stream = audio.srcObject as MediaStream | null;
      if (stream?.active) this.#start(audio);
    };
    return audio;
  }

  #start(audio: HTMLAudioElement) {
    audio.play().catch((error: DOMException) => {
      // A voice that has gone meanwhile stops playing as well.
      if (error.name === "NotAllowedError") this.onBlocked();
    });
  }

  #send(audio: HTMLAudioElement) {
    // A speaker that was unplugged since: then it is the system's; and where there is none, that is no fault of the page's.
    audio.setSinkId?.(this.#speaker).catch(() => audio.setSinkId(""))
      .catch(() => {});
  }
}
