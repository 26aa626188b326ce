import assert from "node:assert/strict";

/** Runs a step of a test and returns what its work returns. A failed step ends the test. */
export type StepRunner = <T>(
  name: string,
  work: () => T | Promise<T>,
) => Promise<T>;

/**
 * Names the parts of a long test, so that what fails says what was tried. No leak checks: Playwright keeps resources
 * open, and the test itself has its own.
 */
export function makeStepRunner(context: Deno.TestContext): StepRunner {
  return async <T>(name: string, work: () => T | Promise<T>) => {
    let result: { value: T } | null = null;
    const passed = await context.step({
      name,
      async fn() {
        result = { value: await work() };
      },
      sanitizeOps: false,
      sanitizeResources: false,
    });
    assert(passed, `“${name}” failed`);
    return result!.value;
  };
}
