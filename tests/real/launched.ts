/** Homeroom started by its production launcher, with the least permissions. */
import { nodeProgram, swiftStudents } from "../server.ts";
import { freePorts } from "./programs.ts";

export interface LaunchedApp {
  readonly port: number;
  readonly dataDir: string;
  /** Output of both streams so far. */
  output(): string;
  /** Sends SIGTERM and waits; keeps the data. */
  end(): Promise<void>;
  /** Sends SIGKILL to the server; keeps the data. */
  kill(): Promise<void>;
  /** Starts again on the same port and data, after {@link end} or {@link kill}. */
  begin(): Promise<void>;
  /** Ends the server and deletes the data. */
  stop(): Promise<void>;
}

/** Restarts the server after SIGTERM or SIGKILL. */
export function restartApp(
  app: LaunchedApp,
  by: "end" | "kill",
): () => Promise<void> {
  return async () => {
    await app[by]();
    await app.begin();
  };
}

/** Starts the built app on its own port and data folder. */
export async function launchApp(
  env: Readonly<Record<string, string>>,
): Promise<LaunchedApp> {
  const port = Number(env.PORT ?? freePorts(1)[0]);
  const dataDir = await Deno.makeTempDir({ prefix: "homeroom-" });
  let output = "";
  let running: { child: Deno.ChildProcess; drained: Promise<unknown> } | null =
    null;

  async function begin(): Promise<void> {
    const child = new Deno.Command(nodeProgram ?? Deno.execPath(), {
      args: nodeProgram === null
        ? ["run", "-A", "--no-check", "server/start.ts"]
        : [".output/node/start.mjs"],
      env: {
        ...swiftStudents,
        NO_COLOR: "1",
        HOST: "127.0.0.1",
        PORT: String(port),
        DATA_DIR: dataDir,
        ...env,
      },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const listening = Promise.withResolvers<void>();
    const from = output.length;
    const read = async (stream: ReadableStream<Uint8Array>) => {
      const decoder = new TextDecoder();
      for await (const bytes of stream) {
        output += decoder.decode(bytes, { stream: true });
        if (output.slice(from).includes("Listening on")) listening.resolve();
      }
    };
    const drained = Promise.all([read(child.stdout), read(child.stderr)]);
    const early = () => listening.reject(new Error(output.slice(from)));
    void drained.then(early);
    running = { child, drained };
    await listening.promise;
  }

  async function end(): Promise<void> {
    if (!running) return;
    const { child, drained } = running;
    running = null;
    child.kill("SIGTERM");
    await Promise.all([child.status, drained]);
  }

  async function kill(): Promise<void> {
    if (!running) return;
    const { child, drained } = running;
    running = null;
    const children = await Deno.readTextFile(
      `/proc/${child.pid}/task/${child.pid}/children`,
    );
    // The launcher ends with its server.
    for (const pid of children.trim().split(" ")) {
      Deno.kill(Number(pid), "SIGKILL");
    }
    await Promise.all([child.status, drained]);
  }

  async function stop(): Promise<void> {
    await end();
    await Deno.remove(dataDir, { recursive: true });
  }

  try {
    await begin();
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
  return { port, dataDir, output: () => output, begin, end, kill, stop };
}
