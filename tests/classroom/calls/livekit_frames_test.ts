/** K-2: which of LiveKit's messages have a token in them, and which of a page's a call needs, whatever bytes come. */
import assert from "node:assert/strict";
import {
  kindOfRequest,
  mayBearToken,
} from "../../../classroom/calls/livekit_frames.ts";

/** A field of protobuf: its number, how it is written, and its bytes. */
const field = (number: number, kind: number, ...bytes: number[]) => [
  ...varint(number * 8 + kind),
  ...bytes,
];
const varint = (n: number): number[] =>
  n < 128 ? [n] : [n % 128 + 128, ...varint(Math.floor(n / 128))];
const text = (number: number, of: number[]) =>
  field(number, 2, ...varint(of.length), ...of);
const kind = (...bytes: number[]) => kindOfRequest(Uint8Array.from(bytes));
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

Deno.test("K-2: of what a page says only what a call needs goes through, and tracks are told from the rest", () => {
  const needed = [1, 2, 3, 5, 6, 7, 8, 12, 14, 16, 17];
  for (let number = 1; number < 40; number++) {
    const expected = number === 4
      ? "track"
      : number === 5 || number === 17
      ? "told"
      : needed.includes(number)
      ? "other"
      : "foreign";
    assert.equal(kind(...text(number, [1, 2])), expected, `${number}`);
    assert.equal(kind(...field(number, 0, 1)), expected, `${number}`);
  }
  // Of several the last is what counts for LiveKit: none may be there that does not pass.
  const simulate = text(13, [8, 1]);
  assert.equal(kind(...text(1, []), ...simulate), "foreign");
  assert.equal(kind(...simulate, ...text(1, [])), "foreign");
  assert.equal(kind(...text(1, []), ...text(4, [])), "track");
  assert.equal(kind(0xea, 0x80, 0x00, 0), "foreign", "13 in more bytes");
  assert.equal(kind(...field(1, 2, 5, 1)), "foreign", "no whole message");
  assert.equal(kind(), "other", "of nothing LiveKit makes nothing");
});

Deno.test("K-5: only what describes a connection is long: a track with a name of any length would be told to all in the room", () => {
  const name = Array.from({ length: 2048 }, () => 120);
  for (let number = 1; number < 40; number++) {
    const expected = [1, 2, 12].includes(number) ? "other" : "foreign";
    assert.equal(kind(...text(number, name)), expected, `${number}`);
    assert.equal(
      kind(...text(1, name), ...text(number, [])),
      expected,
      `${number} behind an offer`,
    );
  }
  assert.equal(kind(...text(4, name.slice(0, 2000))), "track");
});
