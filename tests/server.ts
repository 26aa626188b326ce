/** The built server as a test's own process, with the permissions that `start` gives it and a data folder of its own. */
import { readSettings } from "../classroom/settings.ts";
import {
  nodeArguments,
  runArguments,
  runEnvironment,
} from "../server/permissions.ts";

/** A server that a test has started. */
export interface TestServer {
  /** `http://127.0.0.1:<port>`; the same after {@link restart}. */
  readonly url: string;
  /** The same with `ws:`. */
  readonly wsUrl: string;
  readonly dataDir: string;
  /** All that it has said so far, on both outputs. */
  output(): string;
  /** SIGTERM, waits for the end, deletes the data. Returns the exit code. */
  stop(): Promise<number>;
  /**
   * SIGKILL: no farewell. The data stays; `restart` or `stop` comes next. It also reaches one that is starting:
   * then that `restart` throws.
   */
  kill(): Promise<void>;
  /** SIGTERM if it still runs, then a new process on the same data. */
  restart(): Promise<void>;
  /** Sends a signal and nothing else. */
  signal(signal: Deno.Signal): void;
  /** The exit code, once it has ended. */
  ended(): Promise<number>;
}

/** Settings for a test whose students are programs, which write and ask faster than people do (S12, A-5). */
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

/** Node's program, where the variable `ON_NODE` has the servers of tests run on it, and not on Deno. */
export const nodeProgram = Deno.env.get("ON_NODE") || null;

/**
 * Starts the built server (build first). `env` are settings of this test; port and data folder are given. `flags`
 * are for Deno itself; on Node those count that load something before the server.
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
    const [run, ...rest] = runArguments(settings, root);
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
      env: { ...runEnvironment, NO_COLOR: "1", ...all },
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
      // It has ended by itself.
    }
    // As the launcher does: Deno's own exporter may wait for its collector without end.
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
      // The same port, so that clients that come back by themselves find it.
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
