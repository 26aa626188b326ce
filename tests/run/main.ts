/**
 * Runs tests a few files at a time, says what each file came to, and lists at the end what failed.
 *
 *     main.ts test|all|check [--filter=NAME] [--fail-fast] [PATH…]
 *     main.ts stress [--rounds=N] [--lessons] [PATH…]
 *
 * `check` is the whole check of a change: it adds format, lint, types and size, and it alone gives a test that needs a
 * browser, a screen reader or a foreign server a second try. `stress` runs what needs no browser, or the lessons,
 * again and again.
 */
import { parseArgs } from "node:util";
import { build, needsBuild } from "../../server/build.ts";
import { allJobs, checks, namedJobs, shortJobs } from "./jobs.ts";
import { runAll, type RunAllOptions } from "./run.ts";
import { startServerPool } from "./stage.ts";
import { runStress } from "./stress.ts";

/** The share of the usual rounds of seeded tests that the short command runs, where `ROUNDS` does not say another. */
const shortRounds = { ROUNDS: Deno.env.get("ROUNDS") ?? "0.25" };

const root = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");

if (import.meta.main) Deno.exit(await main());

async function main(): Promise<number> {
  const { values, positionals: [command, ...paths] } = parseArgs({
    args: Deno.args,
    allowPositionals: true,
    options: {
      filter: { type: "string" },
      "fail-fast": { type: "boolean", default: false },
      rounds: { type: "string", default: "3" },
      lessons: { type: "boolean", default: false },
    },
  });
  if (await needsBuild(root) && !await build(root)) return 1;
  await using stage = startServerPool();
  const options: RunAllOptions = {
    filter: values.filter,
    failFast: values["fail-fast"],
    env: stage.env,
  };
  const named = paths.length > 0 ? await namedJobs(paths) : null;
  switch (command) {
    case "test":
      if (named) return await runAll(named, options);
      return await runAll(await shortJobs(), {
        ...options,
        env: { ...shortRounds, ...options.env },
      });
    case "all":
      return await runAll(named ?? await allJobs(), options);
    case "check":
      return await runAll([...checks, ...named ?? await allJobs()], {
        ...options,
        secondTries: true,
      });
    case "stress": {
      const jobs = named ?? await shortJobs();
      const wanted = values.lessons
        ? jobs.filter((it) => it.isForeign)
        : named ?? jobs.filter((it) => !it.isForeign);
      return await runStress(wanted, Number(values.rounds), options);
    }
    default:
      console.error("Say which tests: test, all, check or stress.");
      return 2;
  }
}
