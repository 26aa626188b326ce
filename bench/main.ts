/**
 * The commands of `deno task bench`:
 *
 * ```
 * deno task bench                   Homeroom and its peers: all cases, three rounds
 * deno task bench a d --rounds 1    some of them
 * deno task bench chat              Homeroom and chat servers that store messages, where they are installed
 * deno task bench size              one of the measures below, or `pages`; their files describe them
 * ```
 *
 * `--servers=homeroom,hocuspocus`, `--seconds` (15; of the school 60), `--kills` (5 a round) and `--profile` narrow or
 * widen it; `bench school curve --classes=10,25` is one process alone, `school shared` several. `--v=1`: members of
 * Homeroom open a socket for each document.
 */
import { parseArgs } from "node:util";
import { chatCases } from "./cases.ts";
import { compareServers } from "./compare.ts";
import { defaultVersion, type ProtocolVersion } from "./member_connection.ts";

const { values, positionals } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string" },
    kills: { type: "string", default: "5" },
    servers: { type: "string", default: "" },
    classes: { type: "string", default: "" },
    v: { type: "string", default: String(defaultVersion) },
    profile: { type: "boolean", default: false },
  },
});

const [first, ...rest] = positionals;
const rounds = Number(values.rounds), seconds = Number(values.seconds ?? 15);
const { profile } = values;
const version: ProtocolVersion = values.v === "1" ? 1 : 2;
/** Measures that are not cases; some have fixed durations. */
const measures: Record<string, () => Promise<unknown>> = {
  size: () => import("./measures/first_use.ts"),
  load: () => import("./measures/load.ts"),
  slow: () => import("./measures/slow_line.ts"),
  hostile: async () => {
    const { measureAttacks } = await import("./measures/hostile.ts");
    await measureAttacks(Number(values.seconds ?? 10), rest[0]);
  },
  stages: async () => {
    const { showStages } = await import("./measures/stages.ts");
    await showStages({ seconds, version });
  },
  school: async () => {
    const { measureSchool } = await import("./school/school.ts");
    const sizes = values.classes.split(",").filter(Boolean).map(Number);
    const seconds = Number(values.seconds ?? 60);
    await measureSchool({
      parts: rest,
      sizes,
      seconds,
      version,
      shouldProfile: profile,
    });
  },
};
const cases = () =>
  compareServers({
    cases: first === "chat" && rest.length === 0
      ? chatCases.map(({ name }) => name)
      : positionals.filter((name) => name !== "chat"),
    servers: values.servers.split(",").filter(Boolean),
    rounds,
    seconds,
    kills: Number(values.kills),
    profile,
    version,
  });
await (measures[first] ?? cases)();
if (first === "pages") await import("./measures/pages.ts");
// The stock client leaves timers running.
Deno.exit();
