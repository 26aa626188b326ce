/** Frames of a wire in their order, unpacked and inflated. */
import assert from "node:assert/strict";
import { deflateRawSync } from "node:zlib";
import { FrameUnpacker } from "../../../sync/client/frame_unpacker.ts";
import {
  makeAliveFrame,
  makeDeflatedFrame,
  makePackFrame,
  prefixNumber,
} from "../../../sync/wire_format.ts";

const frame = (n: number) => prefixNumber(n, new Uint8Array(2000).fill(n));
const deflated = (n: number) => makeDeflatedFrame(deflateRawSync(frame(n)));

function inbox() {
  const taken: Uint8Array[] = [];
  const { promise: failed, resolve } = Promise.withResolvers<void>();
  let enough = { count: Infinity, done: () => {} };
  const it = new FrameUnpacker((one) => {
    taken.push(one);
    if (taken.length >= enough.count) enough.done();
  }, resolve);
  const until = (count: number) =>
    new Promise<void>((done) => {
      if (taken.length >= count) done();
      else enough = { count, done };
    });
  return { it, taken, until, failed };
}

Deno.test("uncompressed frames are delivered at once, and packed ones in sequence", () => {
  const { it, taken } = inbox();
  it.unpack(frame(1));
  it.unpack(
    makePackFrame([frame(2), makePackFrame([frame(3)]), makeAliveFrame()]),
  );
  assert.deepEqual(taken, [frame(1), frame(2), frame(3), makeAliveFrame()]);
});

Deno.test("frames stay in order, whichever of them are deflated", async () => {
  const { it, taken, until } = inbox();
  it.unpack(makePackFrame([frame(1), deflated(2), frame(3)]));
  it.unpack(deflated(4));
  it.unpack(frame(5));
  assert.deepEqual(taken, [frame(1)]);
  await until(5);
  assert.deepEqual(taken, [1, 2, 3, 4, 5].map(frame));
  it.unpack(frame(6));
  await until(6);
  assert.deepEqual(taken.at(-1), frame(6));
});

Deno.test("a closed connection delivers nothing more", async () => {
  const gone = inbox(), other = inbox();
  gone.it.unpack(deflated(1));
  gone.it.unpack(frame(2));
  gone.it.close();
  other.it.unpack(deflated(1));
  await other.until(1);
  assert.deepEqual(gone.taken, []);
});

Deno.test("a frame that cannot be inflated ends the connection", async () => {
  const { it, taken, failed } = inbox();
  addEventListener("error", (event) => event.preventDefault(), { once: true });
  it.unpack(makeDeflatedFrame(new Uint8Array([255, 255, 255])));
  it.unpack(frame(2));
  await failed;
  assert.deepEqual(taken, []);
});

Deno.test("an error in a receiver does not stop later frames or the connection", async () => {
  const taken: number[] = [], faults: string[] = [];
  const { promise: done, resolve } = Promise.withResolvers<void>();
  addEventListener("error", (event) => {
    event.preventDefault();
    faults.push(event.message);
  }, { once: true });
  const it = new FrameUnpacker(
    ([number]) => {
      taken.push(number);
      if (number === 2) resolve();
      else throw new Error("a fault");
    },
    () => assert.fail("it is no fault of the connection"),
  );
  it.unpack(deflated(1));
  it.unpack(frame(2));
  await done;
  assert.deepEqual(taken, [1, 2]);
  assert.equal(faults.length, 1);
});

Deno.test("an error in one frame of a pack affects no other, but a close ends the pack", () => {
  const taken: number[] = [], faults: string[] = [];
  const report = (event: ErrorEvent) => {
    event.preventDefault();
    faults.push(event.message);
  };
  addEventListener("error", report);
  const it = new FrameUnpacker(
    ([number]) => {
      taken.push(number);
      if (number === 1) throw new Error("a fault");
      if (number === 3) it.close();
    },
    () => assert.fail("it is no fault of the connection"),
  );
  it.unpack(makePackFrame([1, 2, 3, 4].map(frame)));
  removeEventListener("error", report);
  assert.deepEqual(taken, [1, 2, 3]);
  assert.equal(faults.length, 1);
});
