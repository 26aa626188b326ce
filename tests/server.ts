/** The built server in its own process, with the permissions of `start` and its own data folder. */
import { readSettings } from "../classroom/settings.ts";
import {
  denoArguments,
  nodeArguments,
  serverEnvironment,
} from "../server/permissions.ts";

export interface TestServer {
  /** `http://127.0.0.1:<port>`; unchanged by {@link restart}. */
  readonly url: string;
  readonly wsUrl: string;
  readonly dataDir: string;
  /** Stdout and stderr. */
  output(): string;
  /** Sends SIGTERM, deletes the data, and returns the exit code. */
  stop(): Promise<number>;
  /** Sends SIGKILL and keeps the data for `restart` or `stop`. A `restart` under way then throws. */
  kill(): Promise<void>;
  /** Ends a running process with SIGTERM, and starts another on the same data. */
  restart(): Promise<void>;
  signal(signal: Deno.Signal): void;
  ended(): Promise<number>;
}

/** Settings for students that are programs, and so write and ask faster than people (SYNC-12, A-5). */
export const swiftStudents: Record<string, string> = {
  STUDENT_PACE: "6000",
  ASSISTANT_CLASS_PACE: "10000",
  ASSISTANT_ADDRESS_PACE: "10000",
  ASSISTANT_SERVER_PACE: "10000",
};

interface Process {
  child: Deno.ChildProcess;
  drained: Promise<unknown>;
}

interface Running extends Process {
  url: string;
}

/** Path of Node if `ON_NODE` is set: test servers then run on it instead of Deno. */
export const nodeProgram = Deno.env.get("ON_NODE") || null;

/**
 * Starts the built server (build first) with the settings `env`. `flags` are Deno's; of them Node gets only
 * `--preload`.
 */
export async function startServer(
  env: Record<string, string> = {},
  flags: readonly string[] = [],
  node: string | null = nodeProgram,
): Promise<TestServer> {
  const dataDir = env.DATA_DIR ??
    await Deno.makeTempDir({ prefix: "homeroom-" });
  const all = {
    PORT: "0",
    HOST: "127.0.0.1",
    PASSWORD_COST: "10",
    ...env,
    DATA_DIR: dataDir,
  };
  let output = "";
  let running: Running | null = null;
  let starting: Process | null = null;

  async function spawn(): Promise<Running> {
    const settings = readSettings(all), root = Deno.cwd();
    const [run, ...rest] = denoArguments(settings, root);
    const preloads = flags.flatMap((it) =>
      /^--preload=(.*)/.exec(it)?.[1] ?? []
    )
      .map((it) => `--import=${root}/${it}`);
    const child = new Deno.Command(node ?? Deno.execPath(), {
      args: node === null ? [run, ...flags, ...rest] : [
        `--allow-fs-read=${root}/tests`,
        ...preloads,
        ...nodeArguments(settings, root),
      ],
      env: { ...serverEnvironment, NO_COLOR: "1", ...all },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const listening = Promise.withResolvers<string>();
    const from = output.length;
    const read = async (stream: ReadableStream<Uint8Array>) => {
      const decoder = new TextDecoder();
      for await (const bytes of stream) {
        output += decoder.decode(bytes, { stream: true });
        const at = /Listening on (http:\/\/\S+:\d+)/.exec(output.slice(from));
        if (at) listening.resolve(at[1]);
      }
    };
    const drained = Promise.all([read(child.stdout), read(child.stderr)]);
    void drained.then(() =>
      listening.reject(
        new Error("the server ended before it listened:\n" + output),
      )
    );
    starting = { child, drained };
    const url = await listening.promise;
    starting = null;
    return { child, url, drained };
  }

  async function end(signal: Deno.Signal): Promise<number> {
    const ending: Process | null = running ?? starting;
    running = starting = null;
    if (!ending) return 0;
    try {
      ending.child.kill(signal);
    } catch {
      // Already ended.
    }
    // As in the launcher: Deno's exporter may wait for its collector forever.
    const patience = setTimeout(() => ending.child.kill("SIGKILL"), 10_000);
    const [{ code }] = await Promise.all([ending.child.status, ending.drained]);
    clearTimeout(patience);
    return code;
  }

  try {
    running = await spawn();
  } catch (error) {
    if (!env.DATA_DIR) await Deno.remove(dataDir, { recursive: true });
    throw error;
  }
  let { url } = running;
  return {
    get url() {
      return url;
    },
    get wsUrl() {
      return url.replace("http", "ws");
    },
    dataDir,
    output: () => output,
    async stop() {
      const code = await end("SIGTERM");
      if (!env.DATA_DIR) await Deno.remove(dataDir, { recursive: true });
      return code;
    },
    async kill() {
      await end("SIGKILL");
    },
    async restart() {
      await end("SIGTERM");
      // Reconnecting clients keep using this port.
      all.PORT = new URL(url).port;
      running = await spawn();
      url = running.url;
    },
    signal: (signal) => running?.child.kill(signal),
    async ended() {
      if (!running) return 0;
      const { child, drained } = running;
      const [{ code }] = await Promise.all([child.status, drained]);
      running = null;
      return code;
    },
  };
}
