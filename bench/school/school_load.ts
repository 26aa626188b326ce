/**
 * The load of `school.ts` in its own process: a school that grows, with a minute of work at each size. Its order is its
 * only argument.
 */
import {
  headKey,
  maxKeysPerRead,
  type StoredHead,
} from "../../sync/kv/kv_layout.ts";
import {
  cpuSeconds,
  mainThreadSeconds,
  memory,
  processTree,
} from "../process.ts";
import { openStore } from "../../server/platform/kv.ts";
import { MessageCounter, percentile, sum } from "../figures.ts";
import type { ProtocolVersion } from "../member_connection.ts";
import { runSteadily, sleep } from "../run_steadily.ts";
import {
  reconnectingPerClass,
  SchoolClass,
  studentsPerClass,
} from "./school_class.ts";

export interface SchoolProcesses {
  homeroom: readonly number[];
  postgres: readonly number[];
  nginx: readonly number[];
}

type PerKind = Record<keyof SchoolProcesses, number>;

export interface SchoolOrder {
  url: string;
  processes: SchoolProcesses;
  kv: string;
  version: ProtocolVersion;
  sizes: readonly number[];
  seconds: number;
}

/** Times in ms, sizes in bytes. */
export interface SchoolFigures {
  classes: number;
  people: number;
  /** Share of a core, over all processes of a kind. */
  processor: PerKind;
  /** The part of Homeroom's main threads; the rest is mostly its KV's. */
  script: number;
  memory: PerKind;
  perPerson: number;
  p50: number;
  p99: number;
  /** Waiting times of new pupils, and of returning ones. */
  joined: { p50: number; p99: number };
  back: { p50: number; p99: number };
  /** Per second. */
  commits: number;
  messages: number;
  missing: number;
  /** Connections closed by the server, and pages that did not load, so far. */
  lost: number;
  load: number;
}

/** A line of output: a size was reached after some seconds, or was measured. */
export type SchoolLine = { filled: number; after: number } | SchoolFigures;

const { url, processes, kv: place, version, sizes, seconds }: SchoolOrder = JSON
  .parse(Deno.args[0]);
const atOnce = 16;
const warmUp = 5;
/** Seconds between a page's renewals, and between a pupil's moves. */
const renewed = 15, minute = 60;

const where = { url, wsUrl: url.replace("http", "ws") };
const kinds = Object.keys(processes) as (keyof SchoolProcesses)[];
const counter = new MessageCounter();
let lost = 0;
const listener = {
  said: () => counter.recordSent(),
  seen: (messages: readonly number[]) => counter.recordSeen(messages),
  lost: () => void lost++,
};
const classes: SchoolClass[] = [];
const empty = total(memoryOf());
using kv = await openStore(place);

for (const size of sizes) {
  const began = performance.now();
  await fill(size);
  tell({ filled: size, after: (performance.now() - began) / 1000 });
  tell(await measure());
}
// Sockets are still open.
Deno.exit(0);

function tell(line: SchoolLine): void {
  console.log(JSON.stringify(line));
}

async function fill(size: number): Promise<void> {
  let next = classes.length;
  const fillNext = async () => {
    while (next < size) {
      const number = next++;
      const address = `10.1.${number >> 8}.${number & 255}`;
      classes.push(
        await SchoolClass.begin(where, address, version, listener),
      );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, fillNext));
}

/** The school at work: one message a minute each, and a tenth of the pupils join or return. */
async function measure(): Promise<SchoolFigures> {
  const people = classes.length * (studentsPerClass + 1);
  let due = counter.delivered;
  const joined: number[] = [], back: number[] = [];
  const coming: Promise<unknown>[] = [];
  const speak = (n: number) => {
    const schoolClass = classes[n % classes.length];
    due += schoolClass.stayingCount;
    coming.push(schoolClass.sendMessage());
  };
  const come = (n: number) => {
    const schoolClass = classes[n % classes.length];
    // Each restless pupil moves once a minute; every other move is a new pupil.
    const turn = Math.floor(n / classes.length);
    const isNew = (n + turn) % 2 === 0;
    const took = isNew
      ? schoolClass.replace(turn)
      : schoolClass.reconnect(turn);
    coming.push(
      took.then((ms) => void (isNew ? joined : back).push(ms), (error) => {
        console.error(error.message);
        lost++;
      }),
    );
  };
  const renewing = setInterval(() => {
    for (const schoolClass of classes) schoolClass.renew();
  }, 1000 * renewed / (studentsPerClass + 1));
  const work = (seconds: number) =>
    Promise.all([
      runSteadily(people / minute, seconds, speak),
      runSteadily(
        classes.length * reconnectingPerClass / minute,
        seconds,
        come,
      ),
    ]);
  await work(warmUp);
  counter.startMeasuring();
  joined.length = back.length = 0;
  const start = {
    cpu: cpuOf(),
    script: scriptTime(),
    commits: await commits(),
    said: counter.sent,
  };
  const began = performance.now(), ownCpu = cpuSeconds("self");
  await work(seconds);
  const took = (performance.now() - began) / 1000;
  const cpu = cpuOf(), script = scriptTime();
  const load = (cpuSeconds("self") - ownCpu) / took;
  const stored = await commits();
  const usedMemory = memoryOf();
  await Promise.all(coming);
  for (let left = 250; left > 0 && counter.delivered < due; left--) {
    await sleep(20);
  }
  clearInterval(renewing);
  const { p50, p99 } = counter.percentiles();
  return {
    classes: classes.length,
    people,
    processor: each((kind) => (cpu[kind] - start.cpu[kind]) / took),
    script: (script - start.script) / took,
    memory: usedMemory,
    perPerson: (total(usedMemory) - empty) / people,
    p50,
    p99,
    joined: { p50: percentile(joined, 0.5), p99: percentile(joined, 0.99) },
    back: { p50: percentile(back, 0.5), p99: percentile(back, 0.99) },
    commits: (stored - start.commits) / took,
    messages: (counter.sent - start.said) / took,
    missing: due - counter.delivered,
    lost,
    load,
  };
}

function cpuOf(): PerKind {
  return each((kind) => sum(running(kind).map((pid) => cpuSeconds(pid))));
}

function scriptTime(): number {
  return sum(processes.homeroom.map(mainThreadSeconds));
}

function memoryOf(): PerKind {
  return each((kind) => sum(running(kind).map((pid) => memory(pid).now)));
}

/** The processes of a kind, with those that they have started since: PostgreSQL has one for each connection. */
function running(kind: keyof SchoolProcesses): number[] {
  return processes[kind].flatMap(processTree);
}

function each(figure: (kind: keyof SchoolProcesses) => number): PerKind {
  const pairs = kinds.map((kind) => [kind, figure(kind)]);
  return Object.fromEntries(pairs) as PerKind;
}

function total(figures: PerKind): number {
  return sum(Object.values(figures));
}

async function commits(): Promise<number> {
  let count = 0;
  for (let index = 0; index < classes.length; index += maxKeysPerRead) {
    const keys = classes.slice(index, index + maxKeysPerRead)
      .map(({ session }) => headKey(session.id));
    const heads = await kv.getMany<StoredHead[]>(keys);
    for (const { value } of heads) count += value?.seq ?? 0;
  }
  return count;
}
