/**
 * Server time per message by stage, for one room of 100 with many messages, and 50 rooms of 30 with few. Script time
 * comes from V8's samples, other time from the system; together they are the processor's time.
 *
 * The server's other threads run on the generator's core: on the same core, their time would count as that of the
 * script that waits for them.
 */
import { caseNamed } from "../cases.ts";
import { measureCase } from "../compare.ts";
import { type Figures, sum } from "../figures.ts";
import type { ProtocolVersion } from "../member_connection.ts";
import { pinThread, threadSeconds } from "../process.ts";
import {
  type Allocations,
  type CallFrame,
  type CpuProfile,
  sampleAllocations,
  sampleTime,
} from "../profile.ts";
import {
  type MeasurementWatch,
  prepareServers,
  type ServerUnderTest,
} from "../servers.ts";

/** A stage: its files, and function names where a file has several. */
interface Stage {
  name: string;
  frames: readonly { file: RegExp; function?: RegExp }[];
}

/** The innermost matching call decides, so each stage comes before its callers. */
export const stages: readonly Stage[] = [
  {
    name: "collecting garbage",
    frames: [{ file: /^$/, function: /^\(garbage collector\)$/ }],
  },
  {
    name: "frame read",
    frames: [
      { file: /^sync\/socket_transport\.ts$/, function: /message/i },
      { file: /^sync\/(protocol|wire_format)\.ts$/, function: /^(read|split)/ },
      { file: /^sync\/wires\//, function: /receive|take/i },
    ],
  },
  { name: "guard", frames: [{ file: /^sync\/(guard|cost)\.ts$/ }] },
  {
    name: "budgets",
    frames: [
      { file: /^sync\/(token_bucket|space\/member_budgets)\.ts$/ },
      {
        file: /^sync\/connection\.ts$/,
        function: /holdUpdate|releaseHeld|Budget/,
      },
      { file: /^sync\/space\/batch\.ts$/, function: /slowness/ },
    ],
  },
  { name: "meters", frames: [{ file: /^sync\/meter\.ts$|telemetry\.ts$/ }] },
  {
    name: "encode",
    frames: [
      {
        file: /yjs|lib0/,
        function: /^(writeUpdateMessage|encodeState|writeStructs|mergeUpdates)/,
      },
      {
        file: /^sync\/space\/loaded_documents\.ts$/,
        function: /takeEmitted|encoded/,
      },
    ],
  },
  {
    name: "ends of Y transactions",
    frames: [{ file: /yjs/, function: /cleanupTransactions|tryGc|tryMerge/ }],
  },
  {
    name: "decode",
    frames: [{
      file: /yjs/,
      function: /^(readClientsStructRefs|readDeleteSet)/,
    }],
  },
  { name: "schema", frames: [{ file: /zod/ }] },
  {
    name: "receipt",
    frames: [{ file: /outbox\.ts$/, function: /writeReceipt/ }],
  },
  {
    name: "own document's cleaning",
    frames: [
      {
        file: /^sync\/outbox\.ts$/,
        function: /removeOutboxElements|dropReadMarkers/,
      },
    ],
  },
  { name: "decide", frames: [{ file: /^classroom\// }] },
  { name: "apply", frames: [{ file: /space\/member_updates\.ts$/ }] },
  {
    name: "commit",
    frames: [{ file: /^sync\/(kv\/|store\.ts)|^server\/data/ }],
  },
  {
    name: "build frame",
    frames: [
      { file: /^sync\/(frame|protocol|wire_format)\.ts$/ },
      { file: /space\/loaded_documents\.ts$/, function: /frame/ },
    ],
  },
  {
    name: "send",
    frames: [
      { file: /^sync\/(socket_transport|transport|wires\/.*)\.ts$/ },
      { file: /^sync\/space\/subscribers\.ts$/, function: /send|forward/ },
    ],
  },
  {
    name: "presence",
    frames: [{ file: /^sync\/(presence|coalesced_lookup)\.ts$/ }],
  },
  { name: "queue and batch", frames: [{ file: /^sync\// }] },
];

/** Calls of no stage: the runtime's own script. */
const elsewhere = "runtime's script";

/** Measures both cases over `version`, and prints a table for each. */
export async function showStages(
  { seconds, version }: { seconds: number; version: ProtocolVersion },
): Promise<void> {
  await prepareServers(["homeroom"]);
  for (const name of ["a", "b"]) {
    const { title } = caseNamed(name);
    console.log(`\n(${name}) ${title}, for each message`);
    console.log((await stagesOf(name, seconds, version)).join("\n"));
  }
}

async function stagesOf(
  name: string,
  seconds: number,
  version: ProtocolVersion,
): Promise<string[]> {
  const time = new Sampled(sampleTime), space = new Sampled(sampleAllocations);
  const plan = { seconds, version, kills: 0 };
  const plain = await measureCase(caseNamed(name), "homeroom", plan);
  const timed = await measureCase(caseNamed(name), "homeroom", plan, time);
  const sized = await measureCase(caseNamed(name), "homeroom", plan, space);
  const µs = timesByStage(await time.result);
  const bytes = allocationsByStage(await space.result);

  const messages = ({ said = NaN }: Figures) => said;
  const row = (stage: string, time: number, size = 0) =>
    [
      stage.padEnd(30),
      (time / messages(timed)).toFixed(0).padStart(6),
      size ? (size / messages(sized) / 1024).toFixed(1).padStart(7) : "",
    ].join("");
  const { main, otherThreads } = time.threads;
  const rest = main - sum(µs.values());
  const { cpu = NaN, deliveries = NaN } = plain;
  // `cpu` is in ms per 10,000 deliveries.
  const unwatched = cpu * deliveries / 10 / messages(plain);
  return [
    "".padEnd(30) + "    µs     KB",
    ...[...stages.map(({ name }) => name), elsewhere].map((stage) =>
      row(stage, µs.get(stage) ?? 0, bytes.get(stage))
    ),
    row("main thread, not in script", rest),
    ...[...otherThreads].map(([thread, used]) => row(`thread ${thread}`, used)),
    row("all", main + sum(otherThreads.values()), sum(bytes.values())),
    row("all, with no sampling", unwatched * messages(timed)),
  ];
}

function timesByStage({ nodes, samples, timeDeltas }: CpuProfile) {
  const callers = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((it) => [it, id])),
  );
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const stageOfNode = memoized((id: number): string => {
    const calls: CallFrame[] = [];
    for (let node: number | undefined = id; node; node = callers.get(node)) {
      calls.push(frames.get(node)!);
    }
    return stageOf(calls);
  });
  const times = new Map<string, number>();
  for (const [i, id] of samples.entries()) {
    const { functionName } = frames.get(id)!;
    if (/^\((idle|program|root)\)$/.test(functionName)) continue;
    const stage = stageOfNode(id);
    times.set(stage, (times.get(stage) ?? 0) + timeDeltas[i]);
  }
  return times;
}

function allocationsByStage(head: Allocations): Map<string, number> {
  const sizes = new Map<string, number>();
  const walk = (
    { callFrame, selfSize, children }: Allocations,
    callers: readonly CallFrame[],
  ) => {
    const calls = [callFrame, ...callers];
    const stage = stageOf(calls);
    sizes.set(stage, (sizes.get(stage) ?? 0) + selfSize);
    for (const child of children) walk(child, calls);
  };
  walk(head, []);
  return sizes;
}

/** The stage of a call stack, innermost first. */
function stageOf(calls: readonly CallFrame[]): string {
  for (const call of calls) {
    const file = sourceOf(call);
    const stage = stages.find(({ frames }) =>
      frames.some((it) =>
        it.file.test(file) && (it.function?.test(call.functionName) ?? true)
      )
    );
    if (stage) return stage.name;
  }
  return elsewhere;
}

/** The source file of a function in the bundle, from the bundler's comments. */
function sourceOf({ url, lineNumber }: CallFrame): string {
  if (!url.startsWith("file:")) return url;
  return sourcesOf(url)[lineNumber] ?? url;
}

const sourcesOf = memoized((url: string): string[] => {
  let source = url;
  return Deno.readTextFileSync(new URL(url)).split("\n").map((line) =>
    source = line.match(/^\/\/#region (.*)/)?.[1] ?? source
  );
});

function memoized<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const cache = new Map<Key, Value>();
  return (key) => cache.getOrInsertComputed(key, () => make(key));
}

/** The name of V8's sampling thread, which the times leave out. */
const sampling = "v8:ProfEvntProc";

class Sampled<T> implements MeasurementWatch {
  result: Promise<T> = Promise.reject(new Error("nothing was measured"));
  threads = { main: 0, otherThreads: new Map<string, number>() };
  #end: (() => Promise<T>) | undefined;
  #before = new Map<number, { name: string; seconds: number }>();

  constructor(
    readonly sampler: (port: number) => Promise<() => Promise<T>>,
  ) {
    this.result.catch(() => {});
  }

  async begin({ pid, inspectorPort }: ServerUnderTest): Promise<void> {
    for (const thread of threadSeconds(pid).keys()) {
      if (thread !== pid) pinThread(1, thread);
    }
    this.#end = await this.sampler(inspectorPort);
    this.#before = threadSeconds(pid);
  }

  async end({ pid }: ServerUnderTest): Promise<void> {
    const { main, otherThreads } = this.threads;
    this.threads = { main, otherThreads };
    for (const [thread, { name, seconds }] of threadSeconds(pid)) {
      const µs = 1e6 * (seconds - (this.#before.get(thread)?.seconds ?? 0));
      if (thread === pid) this.threads.main = µs;
      else if (µs > 0 && name !== sampling) {
        otherThreads.set(name, (otherThreads.get(name) ?? 0) + µs);
      }
    }
    this.result = this.#end!();
    await this.result;
  }
}
