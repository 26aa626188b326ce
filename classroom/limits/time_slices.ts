/** Splits long work into slices, as one thread serves all classes. */

export class TimeSlices {
  #began = performance.now();

  /** @param length of a slice, in ms */
  constructor(readonly length = 10) {}

  async between(): Promise<void> {
    if (performance.now() - this.#began < this.length) return;
    await new Promise((resolve) => setTimeout(resolve));
    this.#began = performance.now();
  }

  async take<T>(steps: Iterator<void, T, void>): Promise<T> {
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
      await this.between();
    }
  }
}
