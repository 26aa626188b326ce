/**
 * `deno task test:real` runs Homeroom among real servers: nginx and Caddy as in `docs/deploy/`, several processes over
 * PostgreSQL, and an S3 bucket. It skips and reports missing programs. `--install` first builds the S3 server into the
 * user's cache; `--long` adds tests that take minutes.
 */
import { build, needsBuild } from "../../server/build.ts";
import { makeCertificates } from "./authority.ts";
import { lanAddress } from "./calls/coturn_server.ts";
import {
  findVersion,
  installHint,
  installProgram,
  type ProgramName,
  programs,
} from "./programs.ts";

/** Test files, what they prove, and what they need. */
const parts: readonly {
  file: string;
  what: string;
  needs: readonly ProgramName[];
  /** Needs an address other than 127.0.0.1. */
  network?: true;
  /** Runs only with `--long`, and alone: its seven browsers keep two processors busy. */
  long?: true;
}[] = [
  {
    file: "behind_nginx.ts",
    what: "Homeroom behind nginx",
    needs: ["openssl", "nginx"],
  },
  {
    file: "behind_caddy.ts",
    what: "Homeroom behind Caddy",
    needs: ["openssl", "caddy"],
  },
  {
    file: "bucket.ts",
    what: "files in a real S3 server",
    needs: ["versitygw"],
  },
  {
    file: "several.ts",
    what: "three Homerooms over PostgreSQL behind nginx",
    needs: ["openssl", "nginx", "postgres"],
  },
  {
    file: "class_at_one.ts",
    what: "a class at one of several servers behind nginx",
    needs: ["openssl", "nginx"],
  },
  {
    file: "calls/livekit.ts",
    what: "calls through a real LiveKit server",
    needs: ["livekit"],
  },
  {
    file: "calls/class_by_livekit.ts",
    what: "a class that talks through a real LiveKit server",
    needs: ["livekit"],
    long: true,
  },
  {
    file: "calls/coturn.ts",
    what: "calls through a real TURN server",
    needs: ["coturn", "livekit"],
    network: true,
  },
];

if (import.meta.main) Deno.exit(await main());

async function main(): Promise<number> {
  const found = new Set<ProgramName>();
  for (const name of programs) {
    let program = await findVersion(name);
    if (
      !program && Deno.args.includes("--install") && await installProgram(name)
    ) {
      program = await findVersion(name);
    }
    if (program) found.add(name);
    console.log(
      `${name}: ${program?.version ?? `not here (${installHint(name)})`}`,
    );
  }
  const together: string[] = [], alone: string[] = [];
  const isLong = Deno.args.includes("--long");
  const skipped: string[] = [];
  for (const { file, what, needs, network, long } of parts) {
    if (long && !isLong) continue;
    const missing: string[] = needs.filter((name) => !found.has(name));
    if (network && !lanAddress) missing.push("a network");
    if (missing.length === 0) {
      (long ? alone : together).push(`tests/real/${file}`);
    } else skipped.push(`not run without ${missing.join(", ")}: ${what}`);
  }
  const runs = [together, ...alone.map((it) => [it])]
    .filter((files) => files.length > 0);
  const code = runs.length > 0 ? await run(runs, found.has("openssl")) : 0;
  for (const line of skipped) console.log(line);
  return code;
}

/** Runs groups of files, each group in parallel. Returns the last failing exit code. */
async function run(
  runs: readonly (readonly string[])[],
  certified: boolean,
): Promise<number> {
  const root = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");
  if (await needsBuild(root) && !await build(root)) return 1;
  const CERTIFICATES = await Deno.makeTempDir({ prefix: "homeroom-real-" });
  try {
    const { authority } = certified
      ? await makeCertificates(CERTIFICATES)
      : { authority: "" };
    // Deno's clients read the first, Node's the second.
    const trust = { DENO_CERT: authority, NODE_EXTRA_CA_CERTS: authority };
    let failed = 0;
    for (const files of runs) {
      const { code } = await new Deno.Command(Deno.execPath(), {
        args: ["test", "-A", "--no-check", "--parallel", ...files],
        cwd: root,
        env: { DENO_JOBS: "4", CERTIFICATES, ...certified && trust },
        stdin: "null",
      }).spawn().status;
      failed = code || failed;
    }
    return failed;
  } finally {
    await Deno.remove(CERTIFICATES, { recursive: true });
  }
}
