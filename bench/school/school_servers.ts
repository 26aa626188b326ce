/**
 * The school's server: one process with its own KV, or several over one PostgreSQL behind nginx. All run on the
 * server's core.
 */
import {
  readCodeBlocks,
  replaceValues,
} from "../../tests/real/deploy_document.ts";
import {
  findVersion,
  freePorts,
  type ProgramName,
  startProgramOnPort,
} from "../../tests/real/programs.ts";
import { startPostgres } from "../../tests/postgres.ts";
import { pinProcess, processTree } from "../process.ts";
import { makeProfileWatch } from "../profile.ts";
import { serverCpu, ServerUnderTest } from "../servers.ts";
import type { SchoolProcesses } from "./school_load.ts";

export interface SchoolServer {
  readonly url: string;
  readonly processes: SchoolProcesses;
  readonly kv: string;
  profile?(): Promise<void> | undefined;
  stop(): Promise<void>;
}

/** Required programs that are not installed. */
export async function missingPrograms(): Promise<ProgramName[]> {
  const missing: ProgramName[] = [];
  for (const name of ["postgres", "nginx"] as const) {
    if (!await findVersion(name)) missing.push(name);
  }
  return missing;
}

/** Runs one process like `deno task start`, with a profile at its end if requested. */
export async function startOneServer(
  settings: Record<string, string>,
  isProfiled: boolean,
): Promise<SchoolServer> {
  const server = await ServerUnderTest.start("homeroom", isProfiled, settings);
  const watch = isProfiled ? makeProfileWatch("school") : undefined;
  return {
    url: server.url,
    processes: { homeroom: [server.pid], postgres: [], nginx: [] },
    kv: `${server.folder}/homeroom.kv`,
    profile: () => watch?.begin(server),
    async stop() {
      await watch?.end(server);
      await server.remove();
    },
  };
}

/** How nginx distributes requests: in turn, or each class to one process. */
export type LoadBalancing = "turns" | "class";

export async function startSeveralServers(
  count: number,
  sharing: LoadBalancing,
  settings: Record<string, string>,
): Promise<SchoolServer> {
  const [port] = freePorts(1);
  const folder = await Deno.makeTempDir({ prefix: "homeroom-school-" });
  // Under root, nginx's workers run as another user.
  await Deno.chmod(folder, 0o755);
  const programs: { stop(): Promise<unknown> }[] = [];
  const servers: ServerUnderTest[] = [];
  /** Later children stay on the same core. */
  const keep = (program: { pid: number; stop(): Promise<unknown> }) => {
    programs.push(program);
    for (const pid of processTree(program.pid)) pinProcess(serverCpu, pid);
    return [program.pid];
  };
  async function stop() {
    await Promise.all(servers.map((server) => server.remove()));
    for (const program of programs.toReversed()) await program.stop();
    await Deno.remove(folder, { recursive: true });
  }
  try {
    const database = await startPostgres();
    const postgres = keep(database);
    const KV_URL = await database.makeSchema();
    for (let n = 0; n < count; n++) {
      servers.push(
        await ServerUnderTest.start("homeroom", false, {
          ...settings,
          KV_URL,
          // nginx appends the generator's address after the simulated one.
          TRUST_PROXY: "2",
        }),
      );
    }
    const file = `${folder}/nginx.conf`;
    const urls = servers.map(({ url }) => url);
    const text = configuration({ folder, port, urls, sharing });
    await Deno.writeTextFile(file, text);
    const options = ["-p", folder, "-c", file, "-e", `${folder}/error.log`];
    const nginx = keep(
      await startProgramOnPort(
        "nginx",
        [...options, "-g", "daemon off;"],
        port,
      ),
    );
    return {
      url: `http://127.0.0.1:${port}`,
      processes: { homeroom: servers.map(({ pid }) => pid), postgres, nginx },
      kv: KV_URL,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The configuration of `docs/deploy/` without TLS. */
function configuration({ folder, port, urls, sharing }: {
  folder: string;
  port: number;
  urls: readonly string[];
  sharing: LoadBalancing;
}): string {
  const [proxyBlock] = readCodeBlocks("proxy", "nginx");
  const [severalBlock] = readCodeBlocks("several", "nginx");
  const [first, second] = [8000, 8001].map((port) =>
    `  server 127.0.0.1:${port} max_fails=0;\n`
  );
  const servers = urls.map((url) =>
    first.replace("127.0.0.1:8000", new URL(url).host)
  );
  const upstreams = replaceValues(severalBlock, {
    [first]: servers.join(""),
    [second]: "",
    ...sharing === "turns" && { "  hash $class consistent;\n": "" },
  });
  const block = replaceValues(
    proxyBlock.replace(/^ {2}(ssl_\w+|server_name) .*\n/gm, ""),
    {
      "listen 443 ssl http2;": `listen 127.0.0.1:${port};`,
      "/var/log/nginx": folder,
      "http://127.0.0.1:8000": "http://homeroom",
    },
  );
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `  ${kind}_temp_path ${folder}/${kind};`).join("\n");
  return `worker_processes 2;
worker_rlimit_nofile 20000;
pid ${folder}/pid;
error_log ${folder}/error.log;
events { worker_connections 20000; }
http {
${temporary}
${upstreams}${block}}
`;
}
