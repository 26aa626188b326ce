/**
 * The cost of a whole school: classes of thirty pupils and a teacher who act like pages, with one message per minute
 * each, while a tenth of the pupils join or return per minute. Server and load have one core each. First one process
 * with growing size; then several over one PostgreSQL behind nginx.
 */
import { sum } from "../figures.ts";
import { readJsonLines } from "../host.ts";
import type { ProtocolVersion } from "../member_connection.ts";
import { canPin, nicePrefix, startLoad } from "../process.ts";
import { prepareServers } from "../servers.ts";
import { startModel } from "../start_model.ts";
import type {
  SchoolFigures,
  SchoolLine,
  SchoolOrder,
  SchoolProcesses,
} from "./school_load.ts";
import {
  type LoadBalancing,
  missingPrograms,
  type SchoolServer,
  startOneServer,
  startSeveralServers,
} from "./school_servers.ts";

/** Default numbers of classes, for one process and for several. */
const usualSizes = [10, 25, 50, 100, 150, 200], sharedSize = 25;

/** Numbers of processes, and how requests are distributed. */
const shares: readonly [number, LoadBalancing][] = [
  [1, "turns"],
  [2, "turns"],
  [4, "turns"],
  [2, "class"],
  [4, "class"],
];

export interface SchoolPlan {
  /** `curve`, `shared`; both if empty. */
  parts: readonly string[];
  /** Numbers of classes; the default if empty. */
  sizes: readonly number[];
  seconds: number;
  version: ProtocolVersion;
  /** Whether to profile one process at its last size, which slows it down. */
  shouldProfile: boolean;
}

export async function measureSchool(plan: SchoolPlan): Promise<void> {
  await prepareServers(["homeroom"]);
  // The measuring process has priority over the model.
  const model = await startModel(nicePrefix);
  const wants = (part: string) =>
    plan.parts.length === 0 || plan.parts.includes(part);
  try {
    const settings = settingsWith(model.address);
    if (wants("curve")) await curve(plan, settings);
    if (wants("shared")) await shared(plan, settings);
  } finally {
    await model.stop();
  }
}

async function curve(
  plan: SchoolPlan,
  settings: Record<string, string>,
): Promise<void> {
  const { version, seconds, shouldProfile } = plan;
  const sizes = plan.sizes.length > 0 ? plan.sizes : usualSizes;
  console.log(
    `\none process, v=${version}, ${seconds} s each` +
      (canPin ? "" : "; not held to cores"),
  );
  console.log(head);
  const server = await startOneServer(settings, shouldProfile);
  await measure(server, { version, seconds, sizes }, row);
}

async function shared(
  plan: SchoolPlan,
  settings: Record<string, string>,
): Promise<void> {
  const missing = await missingPrograms();
  if (missing.length > 0) {
    console.log(`several processes: not run without ${missing.join(", ")}`);
    return;
  }
  const { version, seconds } = plan;
  const [size = sharedSize] = plan.sizes;
  const order = { version, seconds, sizes: [size] };
  console.log(`\n${size} classes, v=${version}, all servers on one core`);
  console.log(head);
  await measure(await startOneServer(settings, false), order, row);
  for (const [count, sharing] of shares) {
    const distribution = count === 1 ? "" : {
      turns: ", by turns",
      class: ", all of a class at one",
    }[sharing];
    console.log(`${count} over PostgreSQL behind nginx${distribution}:`);
    const server = await startSeveralServers(count, sharing, settings);
    await measure(server, order, (figures) => {
      row(figures);
      const { processor, memory } = figures;
      const kinds = Object.keys(processor) as (keyof SchoolProcesses)[];
      const parts = kinds.map((kind) =>
        `${kind} ${percent(processor[kind])}, ${mega(memory[kind])} MB`
      );
      console.log(`    ${parts.join("; ")}`);
    });
  }
}

async function measure(
  server: SchoolServer,
  order: Pick<SchoolOrder, "version" | "seconds" | "sizes">,
  tell: (figures: SchoolFigures) => void,
): Promise<void> {
  const { url, processes, kv } = server;
  const whole: SchoolOrder = { url, processes, kv, ...order };
  const load = startLoad(new URL("school_load.ts", import.meta.url), [
    JSON.stringify(whole),
  ]);
  try {
    for await (const line of readJsonLines<SchoolLine>(load.stdout)) {
      if ("filled" in line) {
        console.error(
          `${line.filled} classes are there after ${line.after.toFixed(0)} s …`,
        );
        await server.profile?.();
      } else tell(line);
    }
    if (!(await load.status).success) throw new Error("the load has failed");
  } finally {
    await server.stop();
  }
}

/** Without limits on the assistant or the pace of messages. */
function settingsWith(model: string): Record<string, string> {
  const tokenLimit = String(1e12);
  return {
    OPENAI_BASE_URL: model,
    OPENAI_MODEL: "words",
    ASSISTANT_CLASS_TOKENS: tokenLimit,
    ASSISTANT_ADDRESS_TOKENS: tokenLimit,
    ASSISTANT_SERVER_TOKENS: tokenLimit,
  };
}

const columns: readonly [string, (figures: SchoolFigures) => string][] = [
  ["classes", (it) => `${it.classes}`],
  ["people", (it) => `${it.people}`],
  ["processor", (it) => percent(total(it.processor))],
  ["script", (it) => percent(it.script)],
  ["MB", (it) => mega(total(it.memory))],
  ["KB each", (it) => (it.perPerson / 1000).toFixed(0)],
  ["p50 ms", (it) => it.p50.toFixed(2)],
  ["p99 ms", (it) => it.p99.toFixed(1)],
  ["messages/s", (it) => it.messages.toFixed(1)],
  ["commits/s", (it) => it.commits.toFixed(0)],
  ["join p50", (it) => whole(it.joined.p50)],
  ["p99", (it) => whole(it.joined.p99)],
  ["back p50", (it) => whole(it.back.p50)],
  ["p99", (it) => whole(it.back.p99)],
  ["missing", (it) => `${it.missing}`],
  ["lost", (it) => `${it.lost}`],
  ["load", (it) => percent(it.load)],
];
const width = 10;
const head = columns.map(([title]) => title.padStart(width)).join("");

function row(figures: SchoolFigures): void {
  console.log(
    columns.map(([, show]) => show(figures).padStart(width)).join(""),
  );
}

function total(figures: Record<keyof SchoolProcesses, number>): number {
  return sum(Object.values(figures));
}

/** NaN becomes null in JSON: nobody came. */
function whole(value: number | null): string {
  return value?.toFixed(0) ?? "";
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function mega(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
