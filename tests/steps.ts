import assert from "node:assert/strict";

/**
 * Returns a function that runs a step of a long test; a failed step ends the test. No leak checks: Playwright keeps
 * resources open.
 */
export function makeStepRunner(
  context: Deno.TestContext,
): (name: string, work: () => Promise<void>) => Promise<void> {
  return async (name, fn) => {
    const passed = await context.step({
      name,
      fn,
      sanitizeOps: false,
      sanitizeResources: false,
    });
    assert(passed, `“${name}” failed`);
  };
}
