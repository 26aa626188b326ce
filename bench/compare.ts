/**
 * Compares Homeroom with other servers, one after another: the generator in its own process on one core, the server on
 * the other; medians of several rounds.
 */
import { type BenchCase, caseNamed, cases } from "./cases.ts";
import { combineRounds, type Figures } from "./figures.ts";
import {
  type CaseOrder,
  type HostCommand,
  type HostMessage,
  readJsonLines,
} from "./host.ts";
import type { ProtocolVersion } from "./member_connection.ts";
import { canPin, startLoad } from "./process.ts";
import { makeProfileWatch, profileFolder } from "./profile.ts";
import { type CaseResults, ceilingTable, resultTables } from "./report.ts";
import {
  type MeasurementWatch,
  prepareServers,
  ServerUnderTest,
} from "./servers.ts";

export interface ComparePlan {
  /** Names of cases; if empty, all but those with chat servers. */
  cases: readonly string[];
  /** Names of servers; all if empty. */
  servers: readonly string[];
  rounds: number;
  seconds: number;
  kills: number;
  profile: boolean;
  version: ProtocolVersion;
}

const measurementTimeoutMs = 10 * 60_000;

/** Measures, prints tables and ratios, and stores them as JSON in `bench/results/`. */
export async function compareServers(plan: ComparePlan): Promise<void> {
  const chosen = plan.cases.length > 0 ? plan.cases.map(caseNamed) : cases;
  const { names, versions } = await prepareServers(
    [...new Set(chosen.flatMap(({ servers }) => servers))]
      .filter((it) => plan.servers.length === 0 || plan.servers.includes(it)),
  );
  const isAvailable = (server: string) => names.includes(server);
  const pinned = canPin
    ? "server on core 0, generator on core 1"
    : "not held to cores: there is no taskset, or only one core";
  const about = Object.entries(versions).map((pair) => pair.join(" "));
  console.log([...about, pinned].join(", "));

  await Deno.mkdir(profileFolder, { recursive: true });
  const rounds: Record<string, Record<string, Figures[]>> = {};
  for (let round = 1; round <= plan.rounds; round++) {
    for (const benchCase of chosen) {
      for (const server of benchCase.servers.filter(isAvailable)) {
        console.error(`round ${round}, (${benchCase.name}) ${server} …`);
        try {
          const watch = plan.profile
            ? makeProfileWatch(`${benchCase.name}-${server}`)
            : undefined;
          const figures = await measureCase(benchCase, server, plan, watch);
          ((rounds[benchCase.name] ??= {})[server] ??= []).push(figures);
        } catch (error) {
          // The remaining servers are still measured.
          console.error(error);
          Deno.exitCode = 1;
        }
      }
    }
  }
  const results = combined(rounds);
  console.log(resultTables(results).join("\n"));
  console.log(ceilingTable(results).join("\n"));

  const time = new Date().toISOString();
  const file = `${profileFolder}${time.replaceAll(":", "-")}.json`;
  const report = { at: time, versions, pinned, plan, results, rounds };
  await Deno.writeTextFile(file, JSON.stringify(report, null, 2) + "\n");
  console.log(`\nkept in ${file}`);
}

function combined(
  rounds: Record<string, Record<string, Figures[]>>,
): CaseResults {
  const results: CaseResults = {};
  for (const [name, servers] of Object.entries(rounds)) {
    const entries = Object.entries(servers).map(([server, figures]) =>
      [server, combineRounds(figures)] as const
    );
    results[name] = Object.fromEntries(entries);
  }
  // The broadcasts are the baseline of (a), so they are shown with it.
  if (results.g && results.a) {
    Object.assign(results.a, results.g);
    delete results.g;
  }
  return results;
}

export async function measureCase(
  { name }: BenchCase,
  serverName: string,
  { seconds, kills, version }: Pick<
    ComparePlan,
    "seconds" | "kills" | "version"
  >,
  watch?: MeasurementWatch,
): Promise<Figures> {
  const server = await ServerUnderTest.start(serverName, watch !== undefined);
  const { url, pid } = server;
  const order: CaseOrder = {
    name,
    server: serverName,
    running: { url, pid },
    seconds,
    kills,
    version,
  };
  const generator = startLoad(
    new URL("generator.ts", import.meta.url),
    [JSON.stringify(order)],
    { stdin: "piped" },
  );
  const answers = generator.stdin.getWriter();
  const late = setTimeout(() => generator.kill(), measurementTimeoutMs);
  try {
    for await (const line of readJsonLines<HostMessage>(generator.stdout)) {
      if ("figures" in line) return line.figures;
      await grant(line.command, server, watch);
      const { url, pid } = server;
      await answers.write(
        new TextEncoder().encode(JSON.stringify({ url, pid }) + "\n"),
      );
    }
    throw new Error(
      `the generator ended without figures: (${name}) ${serverName}`,
    );
  } finally {
    clearTimeout(late);
    await answers.close().catch(() => {});
    await generator.status;
    await server.remove();
  }
}

async function grant(
  command: HostCommand,
  server: ServerUnderTest,
  watch: MeasurementWatch | undefined,
): Promise<void> {
  switch (command) {
    case "kill":
      return await server.kill();
    case "start":
      return await server.start();
    case "restart":
      await server.end();
      return await server.start();
    case "watch":
      return await watch?.begin(server);
    case "watched":
      return await watch?.end(server);
    default:
      return command satisfies never;
  }
}
