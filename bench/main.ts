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
 * deno task bench hostile           what one hostile pupil costs the class
 * deno task bench record            what it costs to take 50,000 messages along
 * deno task bench panel             how the chat panel opens and scrolls with 5,000 messages
 * ```
 *
 * `--servers=homeroom,hocuspocus`, `--seconds` (15), `--kills` (5 a round) and `--profile` narrow or widen it.
 */
import { parseArgs } from "node:util";
import { compare } from "./compare.ts";

const { values, positionals } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "15" },
    kills: { type: "string", default: "5" },
    servers: { type: "string", default: "" },
    profile: { type: "boolean", default: false },
  },
});

if (positionals[0] === "size") await import("./measures/first_use.ts");
else if (positionals[0] === "joins") await import("./measures/joins.ts");
else if (positionals[0] === "record") await import("./measures/record.ts");
else if (positionals[0] === "load") await import("./measures/load.ts");
else if (positionals[0] === "streams") {
  const { streams } = await import("./measures/streams.ts");
  await streams({
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    profile: values.profile,
  });
} else if (positionals[0] === "hostile") {
  const { hostile } = await import("./measures/hostile.ts");
  await hostile({
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    attacks: positionals.slice(1),
  });
} else if (positionals[0] === "panel") await import("./measures/panel.ts");
else {
  await compare({
    cases: positionals,
    servers: values.servers.split(",").filter(Boolean),
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    kills: Number(values.kills),
    profile: values.profile,
  });
}
