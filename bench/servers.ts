/** Starts the servers: one process each on one core, with its own data folder. */
import { readSettings } from "../classroom/settings.ts";
import { build, needsBuild } from "../server/build.ts";
import {
  denoArguments,
  nodeArguments,
  serverEnvironment,
} from "../server/permissions.ts";
import { nodeProgram } from "../tests/server.ts";
import { chatServers } from "./chat/servers.ts";
import { commandOnCore, processTree } from "./process.ts";

const root = decodeURIComponent(
  new URL("..", import.meta.url).pathname.replace(/\/$/, ""),
);
const peersFolder = `${root}/bench/peers`;
export const serverCpu = 0;

/** A server that runs, or was killed and can be restarted on its data. */
export class ServerUnderTest {
  #child: Deno.ChildProcess | null = null;
  #output = "";
  #port = 0;
  /** The port of V8's inspector; 0 without it. */
  inspectorPort = 0;

  private constructor(
    readonly name: string,
    readonly folder: string,
    readonly isInspected: boolean,
    readonly settings: Record<string, string>,
  ) {}

  /** Starts a server on an empty folder; `settings` are additional ones of Homeroom. */
  static async start(
    name: string,
    isInspected: boolean,
    settings: Record<string, string> = {},
  ): Promise<ServerUnderTest> {
    const folder = await Deno.makeTempDir({ prefix: "homeroom-bench-" });
    const server = new ServerUnderTest(name, folder, isInspected, settings);
    await server.start();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  async start(): Promise<void> {
    this.#port = freePort();
    this.inspectorPort = this.isInspected ? freePort() : 0;
    const { command, env, cwd } = commandOf(
      this.name,
      this.#port,
      this.folder,
      this.isInspected ? [`--inspect=127.0.0.1:${this.inspectorPort}`] : [],
      this.settings,
    );
    const child = commandOnCore(serverCpu, command, {
      env,
      cwd,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#child = child;
    void this.#drain(child.stdout);
    void this.#drain(child.stderr);
    let ended = false;
    void child.status.then(() => ended = true);
    while (!await answers(this.url)) {
      if (ended) {
        throw new Error(`${this.name} did not start:\n${this.#output}`);
      }
    }
  }

  async end(): Promise<void> {
    await this.#signal("SIGTERM");
  }

  async kill(): Promise<void> {
    await this.#signal("SIGKILL");
  }

  async remove(): Promise<void> {
    await this.#signal("SIGKILL");
    await Deno.remove(this.folder, { recursive: true });
  }

  async #signal(signal: Deno.Signal): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child) return;
    try {
      const pids = signal === "SIGKILL" ? processTree(child.pid) : [child.pid];
      for (const pid of pids) Deno.kill(pid, signal);
    } catch {
      // It has already ended.
    }
    await child.status;
  }

  async #drain(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of stream) {
      const text = decoder.decode(bytes, { stream: true });
      this.#output = (this.#output + text).slice(-10_000);
    }
  }
}

export interface MeasurementWatch {
  begin(server: ServerUnderTest): Promise<void>;
  end(server: ServerUnderTest): Promise<void>;
}

/** Servers that can be measured here, and the versions of all programs and packages. */
interface PreparedServers {
  names: string[];
  versions: Record<string, string>;
}

/** Builds and installs what is missing. Says which chat servers are not installed. */
export async function prepareServers(
  serverNames: readonly string[],
): Promise<PreparedServers> {
  const versions: Record<string, string> = { deno: Deno.version.deno };
  const names: string[] = [];
  for (const name of serverNames) {
    const chat = chatServers[name], version = await chat?.version();
    if (version) versions[name] = version;
    if (!chat || version) names.push(name);
    else console.log(`not measured: ${name} (${chat.installation})`);
  }
  if (names.some((it) => it.startsWith("homeroom")) && await needsBuild(root)) {
    if (!await build(root)) throw new Error("Homeroom does not build.");
  }
  const peers = names.filter((name) => peerPackages[name]);
  if (peers.length === 0) return { names, versions };
  if (!await installed()) {
    console.log("installing the peers, once …");
    await run("npm", ["ci", "--no-audit", "--no-fund"], peersFolder);
  }
  versions.node = (await run("node", ["--version"], root)).trim().slice(1);
  for (const name of peers) {
    for (const packageName of peerPackages[name]) {
      const path = `${peersFolder}/node_modules/${packageName}/package.json`;
      versions[packageName] = JSON.parse(await Deno.readTextFile(path)).version;
    }
  }
  return { names, versions };
}

const peerPackages: Record<string, readonly string[]> = {
  "hocuspocus": ["@hocuspocus/server", "@hocuspocus/extension-sqlite"],
  "y-websocket": ["y-websocket", "y-leveldb"],
};

function commandOf(
  name: string,
  port: number,
  folder: string,
  inspect: readonly string[],
  extraSettings: Record<string, string>,
): { command: string[]; env: Record<string, string>; cwd: string } {
  const PORT = String(port), HOST = "127.0.0.1";
  switch (name) {
    case "homeroom":
    case "homeroom-node": {
      const settings = {
        // Paces too high to limit anything, because the server's capacity is measured.
        STUDENT_PACE: "60000",
        ASSISTANT_CLASS_PACE: "100000",
        ASSISTANT_ADDRESS_PACE: "100000",
        ASSISTANT_SERVER_PACE: "100000",
        TRUST_PROXY: "1",
        ...extraSettings,
        PORT,
        HOST,
        DATA_DIR: folder,
      };
      const read = readSettings(settings);
      const [run, ...rest] = denoArguments(read, root);
      return {
        command: name === "homeroom-node"
          ? [nodeProgram!, ...inspect, ...nodeArguments(read, root)]
          : [Deno.execPath(), run, ...inspect, ...rest],
        env: { ...serverEnvironment, NO_COLOR: "1", ...settings },
        cwd: root,
      };
    }
    case "hocuspocus":
      return {
        command: ["node", ...inspect, "hocuspocus.mjs"],
        env: { PORT, DATA_DIR: folder },
        cwd: peersFolder,
      };
    case "y-websocket":
      return {
        command: [
          "node",
          ...inspect,
          "node_modules/y-websocket/bin/server.cjs",
        ],
        env: { PORT, HOST, YPERSISTENCE: folder },
        cwd: peersFolder,
      };
    case "bare":
    case "bare-stored":
      return {
        command: [
          Deno.execPath(),
          "run",
          "-A",
          "--unstable-kv",
          ...inspect,
          "bare.ts",
        ],
        env: name === "bare" ? { PORT } : { PORT, DATA_DIR: folder },
        cwd: `${root}/bench`,
      };
    default: {
      const chat = chatServers[name];
      if (!chat) throw new Error(`There is no server ${name}.`);
      return chat.command(port, folder);
    }
  }
}

/** Peers do not print their port, so they get one. */
function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  return port;
}

async function answers(url: string): Promise<boolean> {
  try {
    await (await fetch(url)).body?.cancel();
    return true;
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 50));
    return false;
  }
}

async function installed(): Promise<boolean> {
  const lock = await changedAt(`${peersFolder}/package-lock.json`);
  return await changedAt(`${peersFolder}/node_modules/.package-lock.json`) >=
    lock;
}

async function changedAt(path: string): Promise<number> {
  const about = await Deno.stat(path).catch(() => null);
  return about?.mtime?.getTime() ?? 0;
}

async function run(
  command: string,
  args: string[],
  cwd: string,
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args,
    cwd,
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  if (!success) {
    throw new Error(`${command} ${args[0]} failed:\n${text.decode(stderr)}`);
  }
  return text.decode(stdout);
}
