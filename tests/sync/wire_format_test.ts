import assert from "node:assert/strict";
import fc from "fast-check";
import * as Y from "yjs";
import { limits } from "../../sync/limits.ts";
import { makeStep2Frame } from "../../sync/protocol.ts";
import * as format from "../../sync/wire_format.ts";
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
import { propertyOptions } from "../random.ts";
import { FakeWire } from "./fake_wire.ts";
import {
  roomDocument,
  rootDocument,
  type SimulatedEngine,
  testEngine,
} from "./simulated_engine.ts";
import { messagesOf, pushCommands, sayUpdate, testSpace } from "./world.ts";

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
    role: text,
    epoch: text,
    stateVector: bytes,
  });
  fc.assert(
    fc.property(open, (open) => {
      const read = readClientControl(body(makeOpenFrame(open)));
      assert.deepEqual(read, { kind: "open", ...open });
    }),
    propertyOptions("control frames", 300),
  );
  fc.assert(
    fc.property(number, (channel) => {
      const read = readClientControl(body(makeCloseFrame(channel)));
      assert.deepEqual(read, { kind: "close", channel });
    }),
    propertyOptions("control frames", 300),
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
    propertyOptions("control frames", 300),
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
    propertyOptions("control frames", 300),
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
    propertyOptions("control frames", 300),
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
    propertyOptions("control frames", 300),
  );
});

async function packed(it: SimulatedEngine): Promise<void> {
  await it.settle();
  await it.settle(2 * limits.packing);
}
const own = (member: string) => `${testSpace}/member/${member}`;
const members = ["amy", "ben"];

const test = (
  name: string,
  prove: (it: SimulatedEngine) => unknown,
) => testEngine(name, { members }, prove);
const all = (member: string) => [rootDocument, roomDocument, own(member)];

function kindOf(frame: Uint8Array): string {
  const { number, body } = format.splitFrame(frame);
  return number === format.controlNumber
    ? format.readServerControl(body).kind
    : "document";
}

function wire(it: SimulatedEngine, member: string, packs = true): FakeWire {
  return new FakeWire(it.engine, { member }, undefined, {
    canUnpack: packs,
  });
}

test("channels opened together are answered in one message, and later updates at once", async (it) => {
  const amy = wire(it, "amy"), ben = wire(it, "ben", false);
  const opened = all("amy").map((name) => amy.open(name));
  const main = all("ben").map((name) => ben.open(name))[1];
  await packed(it);
  for (const { number, messages } of opened) {
    assert.notEqual(number, undefined);
    assert.ok(messages.includes("step2"));
  }
  assert.equal(kindOf(amy.frames[0]), "pack");
  const first = amy.frames.length;
  assert.ok(first <= 2, `${first} messages`);
  assert.ok(ben.frames.length > 5, "who does not ask for it gets no packs");
  assert.ok(!ben.frames.some((frame) => kindOf(frame) === "pack"));

  const doc = new Y.Doc();
  pushCommands(doc, sayUpdate("hello"));
  amy.say(opened[2], makeStep2Frame(Y.encodeStateAsUpdate(doc)));
  await packed(it);
  assert.deepEqual(messagesOf(opened[1].doc).map(({ text }) => text), [
    "hello",
  ]);
  assert.deepEqual(messagesOf(main.doc).map(({ text }) => text), ["hello"]);
  const later = amy.frames.slice(first).map(kindOf);
  assert.deepEqual(new Set(later), new Set(["document"]));
});

test("a refused channel delays no other, and its refusal is in the pack", async (it) => {
  const amy = wire(it, "amy");
  const main = amy.open(roomDocument), bens = amy.open(own("ben"));
  await packed(it);
  assert.ok(main.messages.includes("step2"));
  assert.notEqual(bens.closed, undefined);
  assert.equal(kindOf(amy.frames[0]), "pack");
});

testEngine(
  "a long answer is deflated once for clients that accept it, and sent plain to others",
  { members: ["amy", "ben", "cleo"] },
  async (it) => {
    const writer = wire(it, "cleo"), doc = new Y.Doc();
    const mine = writer.open(own("cleo"));
    await packed(it);
    pushCommands(doc, sayUpdate("a leaf ".repeat(limits.deflated / 4)));
    writer.say(mine, makeStep2Frame(Y.encodeStateAsUpdate(doc)));
    await packed(it);

    const wires = ["amy", "ben"].map((member) => wire(it, member));
    const plain = wire(it, "amy", false);
    const rooms = [...wires, plain].map((one) => one.open(roomDocument));
    await packed(it);
    for (const { doc } of rooms) assert.equal(messagesOf(doc).length, 1);
    const inPack = (one: FakeWire) => {
      const news = format.readServerControl(
        format.splitFrame(one.frames[0]).body,
      );
      assert.equal(news.kind, "pack");
      return news.frames.filter((frame) => kindOf(frame) === "deflated");
    };
    const [amys, bens] = wires.map(inPack);
    assert.equal(amys.length, 1);
    assert.deepEqual(amys, bens);
    assert.ok(amys[0].length < limits.deflated);
    const longest = Math.max(...plain.frames.map(({ length }) => length));
    assert.ok(longest > limits.deflated);
    assert.ok(!plain.frames.some((frame) => kindOf(frame) === "deflated"));
  },
);

test("a channel closed before its answer delays no other", async (it) => {
  const amy = wire(it, "amy");
  const main = amy.open(roomDocument);
  amy.close(amy.open(rootDocument));
  await it.settle();
  await it.settle(1);
  assert.ok(main.messages.includes("step2"), "before the time is over");
});
