/** A long test in parts: each goes on where the one before it has ended, and no further where that failed. */
import assert from "node:assert/strict";

/** The steps of a test in which a browser of the machine plays: it keeps things of its own open. */
export function stepsOf(
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
