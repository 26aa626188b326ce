import {
  type ChildProcess,
  spawn,
  type SpawnOptions,
} from "node:child_process";
import { constants } from "node:os";
import process from "node:process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { isDeno } from "./runtime.ts";

export interface StartedProcess {
  child: ChildProcess;
  /** The exit code; 128 plus the number for a signal, as in a shell. Rejects if the process did not start. */
  ended: Promise<number>;
  /** Sends a signal, unless the process has ended. */
  sendSignal(name: NodeJS.Signals): void;
}

/** The arguments that run one of our programs; on Node, its built file. */
export function argumentsToRun(program: URL): string[] {
  const path = fileURLToPath(program);
  if (!isDeno) return [path.replace(/\.ts$/, ".mjs")];
  return ["run", "-A", "--no-config", path];
}

/** Starts this runtime. `env` is added to this process's environment. */
export function startProcess(
  args: readonly string[],
  { env, ...options }: SpawnOptions = {},
): StartedProcess {
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
    sendSignal(name) {
      // Deno's `child.kill` would lose the exit code.
      if (child.pid === undefined || child.exitCode !== null) return;
      try {
        process.kill(child.pid, name);
      } catch {
        // The process has already ended.
      }
    },
  };
}

/** Runs this runtime to its end; returns its output unless `options` redirect it. */
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
