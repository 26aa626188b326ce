/** Control frames of a wire are read as written, and no bytes harm a reader (SYNC-13). */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  controlNumber,
  makeAliveFrame,
  makeClosedFrame,
  makeCloseFrame,
  makeDeflatedFrame,
  makeOpenedFrame,
  makeOpenFrame,
  makePackFrame,
  prefixNumber,
  readClientControl,
  readServerControl,
  splitFrame,
} from "../../sync/wire_format.ts";
import { property } from "../random.ts";

const number = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const text = fc.string({ unit: "grapheme" });
const bytes = fc.uint8Array({ maxLength: 200 });

function body(frame: Uint8Array): Uint8Array {
  const { number, body } = splitFrame(frame);
  assert.equal(number, controlNumber);
  return body;
}

Deno.test("the server reads every channel message that a client writes", () => {
  const open = fc.record({
    channel: number,
    document: text,
    as: text,
    epoch: text,
    stateVector: bytes,
  });
  fc.assert(
    fc.property(open, (open) => {
      const read = readClientControl(body(makeOpenFrame(open)));
      assert.deepEqual(read, { kind: "open", ...open });
    }),
    property("control frames", 300),
  );
  fc.assert(
    fc.property(number, (channel) => {
      const read = readClientControl(body(makeCloseFrame(channel)));
      assert.deepEqual(read, { kind: "close", channel });
    }),
    property("control frames", 300),
  );
});

Deno.test("the client reads every channel message that a server writes", () => {
  fc.assert(
    fc.property(number, number, text, (channel, other, reason) => {
      assert.deepEqual(
        readServerControl(body(makeOpenedFrame(channel, other))),
        {
          kind: "opened",
          channel,
          number: other,
        },
      );
      assert.deepEqual(
        readServerControl(body(makeClosedFrame(channel, other, reason))),
        {
          kind: "closed",
          channel,
          code: other,
          reason,
        },
      );
    }),
    property("control frames", 300),
  );
  assert.deepEqual(readServerControl(body(makeAliveFrame())), {
    kind: "alive",
  });
});

Deno.test("a pack keeps its frames, and a deflated frame its bytes", () => {
  fc.assert(
    fc.property(fc.array(bytes), bytes, (frames, deflated) => {
      assert.deepEqual(readServerControl(body(makePackFrame(frames))), {
        kind: "pack",
        frames,
      });
      assert.deepEqual(readServerControl(body(makeDeflatedFrame(deflated))), {
        kind: "deflated",
        frame: deflated,
      });
    }),
    property("control frames", 300),
  );
});

Deno.test("the body after a frame's number is the message", () => {
  fc.assert(
    fc.property(number, bytes, (number, body) => {
      assert.deepEqual(splitFrame(prefixNumber(number, body)), {
        number,
        body,
      });
    }),
    property("control frames", 300),
  );
});

Deno.test("any bytes are read as one of the kinds, or refused (SYNC-13)", () => {
  const requests = new Set(["open", "close", "other"]);
  const news = new Set([
    "opened",
    "closed",
    "alive",
    "pack",
    "deflated",
    "other",
  ]);
  fc.assert(
    fc.property(bytes, (bytes) => {
      for (
        const [read, kinds] of [[readClientControl, requests], [
          readServerControl,
          news,
        ]]
      ) {
        let kind: string;
        try {
          kind = (read as typeof readServerControl)(bytes).kind;
        } catch {
          continue;
        }
        assert.ok((kinds as Set<string>).has(kind));
      }
    }),
    property("control frames", 300),
  );
});
