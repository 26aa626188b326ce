/**
 * `deno task test:real` runs Homeroom among real servers: behind nginx and Caddy as DEPLOY.md configures them, as several
 * processes over `denokv`, and with files in an S3 server's bucket. What is not on this machine is not run, and it says
 * so; with `--install`, `denokv` and the S3 server are built first, and kept in the user's cache; with `--long`, what takes minutes is run, too.
 */
import { build, needsBuild } from "../../server/build.ts";
import { makeCertificates } from "./authority.ts";
import { ownAddress } from "./calls/coturn_server.ts";
import {
  find,
  install,
  type ProgramName,
  programs,
  wayTo,
} from "./programs.ts";

/** Each file of tests, what it proves, and what it needs. */
const parts: readonly {
  file: string;
  what: string;
  needs: readonly ProgramName[];
  /** An address beside 127.0.0.1, too. */
  network?: true;
  /**
   * Run with `--long` alone, and by itself: seven browsers that hear each other take all that two processors have.
   */
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
    what: "three Homerooms over denokv behind nginx",
    needs: ["openssl", "nginx", "denokv"],
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
    let program = await find(name);
    if (!program && Deno.args.includes("--install") && await install(name)) {
      program = await find(name);
    }
    if (program) found.add(name);
    console.log(`${name}: ${program?.version ?? `not here (${wayTo(name)})`}`);
  }
  const together: string[] = [], alone: string[] = [];
  const isLong = Deno.args.includes("--long");
  const skipped: string[] = [];
  for (const { file, what, needs, network, long } of parts) {
    if (long && !isLong) continue;
    const missing: string[] = needs.filter((name) => !found.has(name));
    if (network && !ownAddress) missing.push("a network");
    if (missing.length === 0) {
      (long ? alone : together).push(`tests/real/${file}`);
    } else skipped.push(`not run for want of ${missing.join(", ")}: ${what}`);
  }
  const runs = [together, ...alone.map((it) => [it])]
    .filter((files) => files.length > 0);
  const code = runs.length > 0 ? await run(runs, found.has("openssl")) : 0;
  for (const line of skipped) console.log(line);
  return code;
}

/** Runs files of tests, of each run beside each other; gives the code of the last run that failed. */
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
    // Deno's own clients ask the one, Node's the other.
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
