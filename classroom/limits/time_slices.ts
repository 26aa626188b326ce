/** Splits long work into slices of time, as one thread serves all classes. */

const sliceMs = 10;

export class TimeSlices {
  #began = performance.now();

  async pauseIfLong(): Promise<void> {
    if (performance.now() - this.#began < sliceMs) return;
    await new Promise((resolve) => setTimeout(resolve));
    this.#began = performance.now();
  }

  async runSteps<T>(steps: Iterator<void, T, void>): Promise<T> {
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
      await this.pauseIfLong();
    }
  }
}
