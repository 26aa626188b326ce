/** Long work is done in slices, so that it holds up nobody: the server has one thread for all of its classes. */

/** Counts the time since others last had their turn. */
export class TimeSlices {
  #began = performance.now();

  /** @param length of a slice, in ms */
  constructor(readonly length = 10) {}

  /** Gives others their turn where the slice is over; between two pieces of work. */
  async between(): Promise<void> {
    if (performance.now() - this.#began < this.length) return;
    await new Promise((resolve) => setTimeout(resolve));
    this.#began = performance.now();
  }

  /** Takes all steps of some work; returns what it comes to. */
  async take<T>(steps: Iterator<void, T, void>): Promise<T> {
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
      await this.between();
    }
  }
}
