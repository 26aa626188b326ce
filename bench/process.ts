/** Processor time and memory of processes. Linux only. */

const ticksPerSecond = 100;

/** Processor seconds so far, over all threads. */
export function cpuSeconds(pid: number | "self"): number {
  return timeIn(`/proc/${pid}/stat`);
}

/** A process and all that it started. */
export function processTree(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(processTree)];
}

/** Seconds of the main thread, which runs scripts. */
export function mainThreadSeconds(pid: number): number {
  return timeIn(`/proc/${pid}/task/${pid}/stat`);
}

/** A process's threads by number, with names and processor seconds. */
export function threadSeconds(
  pid: number,
): Map<number, { name: string; seconds: number }> {
  const folder = `/proc/${pid}/task`;
  return new Map(
    [...Deno.readDirSync(folder)].map(({ name: thread }) => {
      const read = (file: string) =>
        Deno.readTextFileSync(`${folder}/${thread}/${file}`);
      const seconds = Number(read("schedstat").split(" ")[0]) / 1e9;
      return [Number(thread), { name: read("comm").trim(), seconds }];
    }),
  );
}

function timeIn(file: string): number {
  const stat = Deno.readTextFileSync(file);
  // The name, in brackets, may contain spaces.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const user = 11, system = 12;
  return (Number(fields[user]) + Number(fields[system])) / ticksPerSecond;
}

export function memory(pid: number): { now: number; peak: number } {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  const bytes = (name: string) =>
    1024 * Number(status.match(new RegExp(`^${name}:\\s+(\\d+) kB`, "m"))?.[1]);
  return { now: bytes("VmRSS"), peak: bytes("VmHWM") };
}

/** A command pinned to one core, if possible. */
export function commandOnCore(
  core: number,
  [command, ...args]: readonly string[],
  options: Deno.CommandOptions,
): Deno.Command {
  return canPin
    ? new Deno.Command("taskset", {
      ...options,
      args: ["-c", `${core}`, command, ...args],
    })
    : new Deno.Command(command, { ...options, args });
}

function childrenOf(pid: number): number[] {
  const text = Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`);
  return text.split(" ").filter(Boolean).map(Number);
}

/** Pins a running process with all threads to one core, if possible. */
export function pinProcess(core: number, pid: number): void {
  hold(core, pid, ["-a"]);
}

export function pinThread(core: number, thread: number): void {
  hold(core, thread, []);
}

function hold(core: number, id: number, options: readonly string[]): void {
  if (!canPin) return;
  const args = [...options, "-c", "-p", `${core}`, `${id}`];
  const { success } = new Deno.Command("taskset", { args }).outputSync();
  if (!success) throw new Error(`${id} is not held on core ${core}`);
}

/** Starts one of our scripts on the load's core, after `commandPrefix`; its output is piped. */
export function startLoad(
  script: URL,
  args: readonly string[],
  { commandPrefix = [], stdin = "null" }: {
    commandPrefix?: readonly string[];
    stdin?: "null" | "piped";
  } = {},
): Deno.ChildProcess {
  const run = [...commandPrefix, Deno.execPath(), "run", "-A", script.pathname];
  return commandOnCore(1, [...run, ...args], { stdin, stdout: "piped" })
    .spawn();
}

export const nicePrefix: readonly string[] = ["nice", "-n", "19"];

export const canPin = navigator.hardwareConcurrency > 1 && hasTaskset();

function hasTaskset(): boolean {
  try {
    const ask: Deno.CommandOptions = { args: ["--version"], stdout: "null" };
    return new Deno.Command("taskset", ask).outputSync().success;
  } catch {
    return false;
  }
}
