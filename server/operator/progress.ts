/** Says on stderr how far long work has come: after a second, then every five. Short work prints nothing. */
export class Progress {
  #nextAt: number;

  constructor(
    readonly print: (line: string) => void = console.error,
    readonly now: () => number = () => performance.now(),
  ) {
    this.#nextAt = now() + firstAfterMs;
  }

  /** Prints the line if enough time has passed. */
  show(line: () => string): void {
    if (this.now() < this.#nextAt) return;
    this.print(line());
    this.#nextAt = this.now() + everyMs;
  }

  /** Shows `line` again and again until `work` ends. */
  async showDuring<T>(
    work: Promise<T>,
    line: () => Promise<string>,
  ): Promise<T> {
    const timer = setInterval(async () => {
      const text = await line();
      this.show(() => text);
    }, pollMs);
    try {
      return await work;
    } finally {
      clearInterval(timer);
    }
  }
}

const firstAfterMs = 1_000;
const everyMs = 5_000;
const pollMs = 500;
