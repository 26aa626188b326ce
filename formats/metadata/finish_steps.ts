/** Runs work in steps to its end at once. */
export function finishSteps<T>(steps: Iterator<void, T, void>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
