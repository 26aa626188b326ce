/**
 * SYNC-18: every entry of bytes that a member can send over a socket is bounded before the dear work on it begins. Each
 * gets messages of the dearest kind, from small ones to those of the maximum length.
 */
import assert from "node:assert/strict";
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import { limits } from "../../sync/limits.ts";
import {
  type ClientMessage,
  makeStep1Frame,
  makeStep2Frame,
  makeUpdateFrame,
  readMessage,
} from "../../sync/protocol.ts";
import { makeOpenFrame } from "../../sync/wire_format.ts";
import { countedTest, countSteps } from "../counted_work.ts";
import { FakeSocket } from "./fake_socket.ts";
import { buildUpdate, deletedStruct, nullsStruct } from "./forge.ts";
import { FakeWire } from "./fake_wire.ts";
import { SimulatedEngine } from "./simulated_engine.ts";
import {
  addPages,
  formatStruct,
  pageDocument,
  pageRules,
  rootDocument,
} from "./shared_world.ts";
import { pushCommands, sayAuthority, sayUpdate, testSpace } from "./world.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const many = <T>(length: number, make: (n: number) => T): T[] =>
  Array.from({ length }, (_, n) => make(n));
const own = `${testSpace}/member/amy`;

const structs = (count: number) =>
  buildUpdate({
    sections: [{
      client: 5,
      clock: 0,
      structs: many(count, (n) =>
        n % 2 === 0
          ? nullsStruct(1)
          : deletedStruct({ parent: "read", key: "main" })),
    }],
    deletions: [],
  });
const marks = (count: number) =>
  buildUpdate({
    sections: [{
      client: 5,
      clock: 0,
      structs: many(
        count,
        () => formatStruct("strong", {}, { parent: "page" }),
      ),
    }],
    deletions: [],
  });
const deletions = (count: number) =>
  buildUpdate({
    sections: [],
    deletions: [{
      client: 77,
      ranges: many(count, (n): [number, number] => [2 * n, 1]),
    }],
  });

/** A command of lists within lists, each as wide as possible. */
function commands(bytes: number): Uint8Array {
  const doc = new Y.Doc();
  const wide = many(Math.ceil(bytes / 600), () => many(200, () => 1));
  pushCommands(doc, { ...sayUpdate("x"), wide });
  return Y.encodeStateAsUpdate(doc);
}

const stateVector = (clients: number) =>
  encoding.encode((to) => {
    encoding.writeVarUint(to, clients);
    for (let n = 0; n < clients; n++) {
      encoding.writeVarUint(to, n * 1000 + 1);
      encoding.writeVarUint(to, 1);
    }
  });

const message = (kind: number, write: (to: encoding.Encoder) => void) =>
  encoding.encode((to) => {
    encoding.writeVarUint(to, kind);
    write(to);
  }) as Bytes;

const awareness = (json: string) =>
  message(1, (to) =>
    encoding.writeVarUint8Array(
      to,
      encoding.encode((entry) => {
        encoding.writeVarUint(entry, 1);
        encoding.writeVarUint(entry, 7);
        encoding.writeVarUint(entry, 1);
        encoding.writeVarString(entry, json);
      }),
    ));

const nested = (bytes: number) => {
  const depth = Math.floor(bytes / 2) - 20;
  return "[".repeat(depth) + "]".repeat(depth);
};

interface Entry {
  readonly kind: ClientMessage["kind"] | "open" | "close" | "stray";
  readonly document?: string;
  /** Blocks that it may take, if not {@link mostSteps}. */
  readonly most?: number;
  /** A message of about this many bytes. */
  make(bytes: number): Uint8Array;
}

const signal = (json: string) =>
  message(4, (to) => encoding.writeVarString(to, json));

const entries: readonly Entry[] = [
  {
    kind: "step1",
    make: (bytes) => makeStep1Frame(stateVector(Math.floor(bytes / 6))),
  },
  { kind: "step2", make: (bytes) => makeStep2Frame(structs(bytes / 13)) },
  { kind: "update", make: (bytes) => makeUpdateFrame(structs(bytes / 13)) },
  { kind: "update", make: (bytes) => makeUpdateFrame(deletions(bytes / 5)) },
  // A command has many values, and each is looked at.
  {
    kind: "step2",
    most: 3_000_000,
    make: (bytes) => makeStep2Frame(commands(bytes)),
  },
  {
    kind: "step2",
    document: pageDocument,
    make: (bytes) => makeStep2Frame(marks(bytes / 19)),
  },
  {
    kind: "step2",
    document: pageDocument,
    make: (bytes) => makeStep2Frame(deletions(bytes / 5)),
  },
  { kind: "awareness", make: (bytes) => awareness(nested(bytes)) },
  {
    kind: "awareness",
    document: pageDocument,
    make: (bytes) => awareness(nested(bytes)),
  },
  { kind: "query-awareness", make: () => message(3, () => {}) },
  { kind: "signal", make: (bytes) => signal(nested(bytes)) },
  {
    kind: "other",
    make: (bytes) =>
      message(9, (to) => encoding.writeUint8Array(to, new Uint8Array(bytes))),
  },
  {
    kind: "open",
    make: (bytes) =>
      makeOpenFrame({
        channel: 99,
        document: `${testSpace}/${"x/".repeat(bytes / 2)}`,
        role: "",
        epoch: "",
        stateVector: new Uint8Array([0]),
      }),
  },
  {
    kind: "open",
    make: (bytes) =>
      makeOpenFrame({
        channel: 99,
        document: own,
        role: "",
        epoch: "",
        stateVector: stateVector(Math.floor(bytes / 6)),
      }),
  },
  {
    kind: "close",
    make: (bytes) =>
      message(0, (to) => {
        encoding.writeVarUint(to, 1);
        encoding.writeUint8Array(to, new Uint8Array(bytes));
      }),
  },
  {
    kind: "stray",
    make: (bytes) =>
      message(77, (to) => encoding.writeUint8Array(to, new Uint8Array(bytes))),
  },
];

const ofWires: ReadonlySet<Entry["kind"]> = new Set(["open", "close", "stray"]);

Deno.test("every kind of message that a client may send is among the entries (SYNC-18)", () => {
  const kinds = new Set<string>(["other"]);
  const bodies = [[], [0], [1, 0], [0, 1, 0], [1, 1, 0], [2, 1, 0]];
  for (let first = 0; first < 128; first++) {
    for (const body of bodies) {
      try {
        kinds.add(readMessage(new Uint8Array([first, ...body])).kind);
      } catch {
        // It is no whole message.
      }
    }
  }
  const tried = new Set(entries.map(({ kind }) => kind));
  assert.deepEqual([...kinds].filter((kind) => !tried.has(kind as never)), []);
  for (const { kind, make } of entries) {
    if (ofWires.has(kind)) continue;
    const small = make(600);
    if (kind !== "signal" && kind !== "other") {
      assert.equal(readMessage(small).kind, kind);
    }
  }
});

/** Blocks that any message may take, however long it is. */
const mostSteps = 700_000;

async function stepsOf({ kind, document = own, make }: Entry, bytes: number) {
  const it = new SimulatedEngine({ ...sayAuthority, ...pageRules });
  const giveBack = it.time.takeTimers();
  try {
    await it.engine.create(testSpace, {
      [rootDocument]: (doc) => {
        doc.getMap("members").set("amy", "in");
        addPages(doc, pageDocument);
      },
    });
    const sent = make(bytes) as Bytes;
    let socket = new FakeSocket();
    if (ofWires.has(kind)) {
      ({ socket } = new FakeWire(it.engine, { member: "amy" }));
    } else it.connect("amy", document, socket);
    // Only after its first state, a client's updates are taken.
    if (kind === "update") socket.say(makeStep2Frame(structs(0)) as Bytes);
    await it.settle();
    const steps = await countSteps(async () => {
      socket.say(sent);
      await it.settle();
    });
    return { steps, length: sent.length };
  } finally {
    // The engine was made with the real timers, which would keep this process.
    giveBack();
    await it.engine.stop();
  }
}

countedTest(
  import.meta.url,
  "a message of any length to any entry takes a bounded number of steps (SYNC-18)",
  async () => {
    for (const entry of entries) {
      const what = `${entry.kind} of ${entry.document ?? own}`;
      await stepsOf(entry, 1024);
      for (const bytes of [8 * 1024, 60 * 1024, limits.frame - 1024]) {
        const { steps, length } = await stepsOf(entry, bytes);
        const { most = mostSteps } = entry;
        assert.ok(steps < most, `${what}: ${length} bytes, ${steps} steps`);
      }
    }
  },
);
