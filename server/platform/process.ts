/** Processes that this one starts. */
import {
  type ChildProcess,
  spawn,
  type SpawnOptions,
} from "node:child_process";
import { constants } from "node:os";
import process from "node:process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { onDeno } from "./runtime.ts";

/** A process that was started. */
export interface Started {
  child: ChildProcess;
  /** Its exit code, once it has ended; where a signal ended it, as a shell gives it. Rejects where it never began. */
  ended: Promise<number>;
  /** Sends it a signal, unless it has ended. */
  signal(name: NodeJS.Signals): void;
}

/** The arguments with which this runtime runs one of our programs; on Node the build has made a file of it. */
export function programArguments(program: URL): string[] {
  const path = fileURLToPath(program);
  if (!onDeno) return [path.replace(/\.ts$/, ".mjs")];
  return ["run", "-A", "--no-config", path];
}

/** Starts this runtime with these arguments. What `env` sets is added to the environment of this process. */
export function startProcess(
  args: readonly string[],
  { env, ...options }: SpawnOptions = {},
): Started {
  const child = spawn(process.execPath, args, {
    stdio: "inherit",
    ...options,
    env: { ...process.env, ...env },
  });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once("error", reject);
  child.once(
    "exit",
    (code, signal) => resolve(code ?? 128 + constants.signals[signal!]),
  );
  return {
    child,
    ended: promise,
    signal(name) {
      // Deno's `child.kill` would lose the exit code.
      if (child.pid === undefined || child.exitCode !== null) return;
      try {
        process.kill(child.pid, name);
      } catch {
        // It has ended already.
      }
    },
  };
}

/** Runs this runtime to its end with these arguments; what it says is given, but what `options` put elsewhere. */
export async function runProcess(
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { child, ended } = startProcess(args, {
    stdio: ["ignore", "pipe", "pipe"],
    ...options,
  });
  const [code, stdout, stderr] = await Promise.all([
    ended,
    child.stdout ? text(child.stdout) : "",
    child.stderr ? text(child.stderr) : "",
  ]);
  return { code, stdout, stderr };
}
