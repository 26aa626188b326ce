/**
 * What `deno task bench` does.
 *
 * ```
 * deno task bench                   Homeroom beside its peers: all cases, three rounds
 * deno task bench a d --rounds 1    some of them
 * deno task bench size              how soon it is usable, how big its pages are
 * deno task bench joins             how soon 300 students who join at once see their groups
 * deno task bench load              how soon a session of 20,000 messages is back from the disk
 * deno task bench streams           what thirty streaming answers cost the chat room
 * deno task bench answers           what 300 students' answers to a quiz cost the chat, and wait
 * deno task bench answers page      what they cost a frame of the teacher's page
 * deno task bench hostile           what one hostile pupil costs the class; then heavy imports and endless sockets
 * deno task bench record            what it costs to take 50,000 messages along
 * deno task bench school            what a school of 10 to 200 classes costs, with one process and with several
 * deno task bench instances         how long a message waits at one of two servers over denokv, and after kills
 * deno task bench panel             how the chat panel opens and scrolls with 5,000 messages
 * deno task bench page              what the pages are like on a slow laptop; or some of it: 500 5000 desk hour
 * deno task bench call              what a call costs the chat on a bad link (root), or on a narrower one: call narrow
 * deno task bench reconnect         how soon a page is back on a bad link: told, silent, closed, closedSilently (root)
 * ```
 *
 * `--servers=homeroom,hocuspocus`, `--seconds` (15; of the school 60), `--kills` (5 a round), `--drops` (50, on 5 pages
 * at a time), `--people` (6 in the call), `--cameras` (2) and `--profile` narrow or widen it;
 * `bench hostile --only="nested xml,pings"` is these attacks on imports and sockets alone;
 * `bench school curve --classes=10,25` is one process alone, `school shared` the several. `--v=1` has Homeroom's
 * members, in the cases and in the school, open a socket for each document.
 */
import { parseArgs } from "node:util";
import { compare } from "./compare.ts";
import { usual, type Version } from "./line.ts";

const { values, positionals } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string" },
    kills: { type: "string", default: "5" },
    drops: { type: "string", default: "50" },
    pages: { type: "string", default: "5" },
    cameras: { type: "string", default: "2" },
    people: { type: "string", default: "6" },
    servers: { type: "string", default: "" },
    classes: { type: "string", default: "" },
    only: { type: "string", default: "" },
    v: { type: "string", default: String(usual) },
    profile: { type: "boolean", default: false },
  },
});

const [first, ...rest] = positionals;
const rounds = Number(values.rounds), seconds = Number(values.seconds ?? 15);
const { profile } = values;
const version: Version = values.v === "1" ? 1 : 2;
/** Those that are more than cases; some know by themselves how long they go on. */
const measures: Record<string, () => Promise<unknown>> = {
  size: () => import("./measures/first_use.ts"),
  joins: () => import("./measures/joins.ts"),
  load: () => import("./measures/load.ts"),
  record: () => import("./measures/record.ts"),
  panel: () => import("./measures/panel.ts"),
  page: async () => {
    const { page } = await import("./measures/page/page.ts");
    await page({ parts: rest, seconds, profile });
  },
  streams: async () => {
    const { streams } = await import("./measures/streams.ts");
    await streams({ rounds, seconds, profile });
  },
  answers: async () => {
    if (rest[0] === "page") return await import("./measures/answers_page.ts");
    const { answers } = await import("./measures/answers.ts");
    await answers({ rounds });
  },
  school: async () => {
    const { school } = await import("./school/school.ts");
    const sizes = values.classes.split(",").filter(Boolean).map(Number);
    const seconds = Number(values.seconds ?? 60);
    await school({ parts: rest, sizes, seconds, version, profile });
  },
  instances: async () => {
    const { instances } = await import("./measures/instances.ts");
    await instances({ rounds, seconds, kills: Number(values.kills) });
  },
  reconnect: async () => {
    const { reconnect } = await import("./reconnect/reconnect.ts");
    await reconnect({
      drops: Number(values.drops),
      pages: Number(values.pages),
      only: rest,
    });
  },
  call: async () => {
    const { call } = await import("./measures/call.ts");
    const seconds = Number(values.seconds ?? 45);
    const [people, cameras] = [values.people, values.cameras].map(Number);
    const isNarrow = rest.includes("narrow");
    await call({ rounds, seconds, people, cameras, isNarrow });
  },
  hostile: async () => {
    const only = values.only.split(",").filter(Boolean);
    const { floodsOf } = await import("./measures/hostile_floods.ts");
    if (only.length === 0 || rest.length > 0) {
      const { hostile } = await import("./measures/hostile.ts");
      await hostile({ rounds, seconds, attacks: rest });
    }
    if (rest.length === 0) await floodsOf({ seconds, only });
  },
};
const cases = () =>
  compare({
    cases: positionals,
    servers: values.servers.split(",").filter(Boolean),
    rounds,
    seconds,
    kills: Number(values.kills),
    profile,
    version,
  });
await (measures[first] ?? cases)();
// The stock client leaves timers behind.
Deno.exit();
