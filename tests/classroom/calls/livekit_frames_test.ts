/** K-2: which of LiveKit's messages have a token in them, whatever bytes come. */
import assert from "node:assert/strict";
import { mayBearToken } from "../../../classroom/calls/livekit_frames.ts";

/** A field of protobuf: its number, how it is written, and its bytes. */
const field = (number: number, kind: number, ...bytes: number[]) => [
  ...varint(number * 8 + kind),
  ...bytes,
];
const varint = (n: number): number[] =>
  n < 128 ? [n] : [n % 128 + 128, ...varint(Math.floor(n / 128))];
const text = (number: number, of: number[]) =>
  field(number, 2, ...varint(of.length), ...of);
const bears = (...bytes: number[]) => mayBearToken(Uint8Array.from(bytes));

Deno.test("K-2: a refreshed token, or a room to which one is moved, is kept here, wherever in the message it stands", () => {
  const token = [101, 121, 74];
  const long = Array.from({ length: 300 }, () => 120);
  for (const number of [16, 24]) {
    assert.ok(bears(...text(number, token)));
    assert.ok(bears(...text(1, long), ...text(number, token)));
    assert.ok(bears(...text(number, token), ...text(1, long)));
    assert.ok(bears(...field(number, 0, 1)), "of whatever kind");
    assert.ok(bears(...field(18, 0, 1), ...text(number, token)));
    assert.ok(bears(...field(18, 1, ...Array(8).fill(0)), ...text(number, [])));
    assert.ok(bears(...field(18, 5, 0, 0, 0, 0), ...text(number, [])));
  }
  // The same field again, with more bytes than its number needs.
  assert.ok(bears(0x82, 0x81, 0x80, 0x00, 0));
});

Deno.test("K-2: what has none goes through: answers, offers, pongs, and what later versions say", () => {
  const nested = text(16, [101]);
  for (
    const message of [
      [],
      text(1, nested),
      text(2, Array.from({ length: 1000 }, () => 16)),
      field(18, 0, ...varint(1_763_000_000_000)),
      field(18, 0, ...Array(9).fill(255), 1),
      text(9000, [1, 2]),
      field(7, 1, ...Array(8).fill(1)),
      field(7, 5, ...Array(4).fill(1)),
    ]
  ) assert.ok(!bears(...message), `${message}`);
});

Deno.test("K-2: what cannot be read does not go through", () => {
  for (
    const message of [
      [255],
      Array(12).fill(255),
      [...Array(12).fill(255), 1],
      field(1, 3),
      field(1, 6),
      field(1, 2, 5, 1),
      field(1, 1, 0),
      field(1, 5, 0),
      field(1, 0),
      field(1, 0, 255),
      field(1, 2),
    ]
  ) assert.ok(bears(...message), `${message}`);
});
