/** Devices of a call: what the browser's refusals mean, and how loud they are. */
import assert from "node:assert/strict";
import { troubleOf } from "../../../components/calls/devices.ts";
import { loudness } from "../../../components/calls/level_meter.ts";

Deno.test("K-3: each refusal of a browser is said as what it means, and a fault of ours stays one", () => {
  const rows: [string, string][] = [
    ["NotFoundError", "none"],
    ["OverconstrainedError", "none"],
    ["NotAllowedError", "denied"],
    ["SecurityError", "denied"],
    ["NotReadableError", "busy"],
    ["AbortError", "busy"],
    ["NotSupportedError", "unsupported"],
  ];
  for (const [name, trouble] of rows) {
    assert.equal(troubleOf(new DOMException("", name)), trouble, name);
  }
  assert.throws(() => troubleOf(new RangeError("ours")), RangeError);
});

Deno.test("K-1: how loud somebody is goes from silence to the loudest", () => {
  assert.deepEqual([0, 0.0001, 1, 4].map(loudness), [0, 0, 1, 1]);
  assert(loudness(0.01) > 0.3 && loudness(0.1) > loudness(0.01));
});
