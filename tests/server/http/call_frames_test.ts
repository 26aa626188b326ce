/** Messages between a page and LiveKit, by their bytes (K-2). */
import assert from "node:assert/strict";
import { costOfFrame, hasToken } from "../../../server/http/call_frames.ts";

/** A message of fields of so many bytes, each below 16,384. */
function message(...fields: [number: number, size: number][]): Uint8Array {
  const varint = (value: number) =>
    value < 128 ? [value] : [value % 128 + 128, Math.floor(value / 128)];
  return Uint8Array.from(fields.flatMap(([number, size]) => [
    ...varint(number * 8 + 2),
    ...varint(size),
    ...new Array<number>(size).fill(1),
  ]));
}

Deno.test("a page sends only call messages, long ones only where needed, and broadcasts cost more (K-2)", () => {
  const cases: [Uint8Array, number | null][] = [
    [message([1, 9_000]), 0],
    [message([12, 9_000]), 0],
    [message([16, 4]), 0],
    [Uint8Array.of(14 * 8, 5), 0],
    [message([4, 400]), 5],
    [message([5, 10]), 5],
    [message([17, 10]), 5],
    [message([4, 4_000]), null],
    [message([13, 4]), null],
    [message([15, 4]), null],
    [message([1, 4], [4, 4_000]), null],
    [message([1, 4], [5, 4]), null],
    [message([1, 4]).subarray(0, 3), null],
    [new Uint8Array(0), null],
    [new Uint8Array(40).fill(255), null],
  ];
  for (const [bytes, cost] of cases) assert.equal(costOfFrame(bytes), cost);
});

Deno.test("a message with a LiveKit token does not reach a page (K-2, ACCESS-4)", () => {
  const numbers = Array.from({ length: 30 }, (_, at) => at + 1);
  assert.deepEqual(
    numbers.filter((it) => hasToken(message([it, 8]))),
    [16, 24],
  );
  assert.equal(hasToken(new Uint8Array(0)), false);
});
