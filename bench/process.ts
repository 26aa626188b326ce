/** What the system knows of a process: time on the processor and memory. Linux only. */

const ticksPerSecond = 100;

/** Seconds of processor time that a process has used so far, all of its threads together. */
export function processorTime(pid: number | "self"): number {
  return timeIn(`/proc/${pid}/stat`);
}

/** The same of its main thread alone, which is where a script runs. */
export function mainThreadTime(pid: number): number {
  return timeIn(`/proc/${pid}/task/${pid}/stat`);
}

/** The threads of a process, by number, with their names and the seconds of processor time that each has used so far. */
export function threadTimes(
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
  // The name, in brackets, may have spaces in it.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const user = 11, system = 12;
  return (Number(fields[user]) + Number(fields[system])) / ticksPerSecond;
}

/** What a process holds in memory now, and the most that it ever held, in bytes. */
export function memory(pid: number): { now: number; peak: number } {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  const bytes = (name: string) =>
    1024 * Number(status.match(new RegExp(`^${name}:\\s+(\\d+) kB`, "m"))?.[1]);
  return { now: bytes("VmRSS"), peak: bytes("VmHWM") };
}

/** A command on one core, where the system can hold it there; as it is where not. */
export function onCore(
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

/** The processes that a process has started. */
export function children(pid: number): number[] {
  const all = Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`);
  return all.split(" ").filter(Boolean).map(Number);
}

/** Holds a process that runs, with all of its threads, on one core, where the system can. */
export function holdOn(core: number, pid: number): void {
  hold(core, pid, ["-a"]);
}

/** Holds one thread on a core, where the system can. */
export function holdThread(core: number, thread: number): void {
  hold(core, thread, []);
}

function hold(core: number, id: number, more: readonly string[]): void {
  if (!canPin) return;
  const args = [...more, "-c", "-p", `${core}`, `${id}`];
  const { success } = new Deno.Command("taskset", { args }).outputSync();
  if (!success) throw new Error(`${id} is not held on core ${core}`);
}

/** Starts one of our own scripts on the core of the load, behind the words of `before`; its output is piped. */
export function startLoad(
  script: URL,
  args: readonly string[],
  { before = [], stdin = "null" }: {
    before?: readonly string[];
    stdin?: "null" | "piped";
  } = {},
): Deno.ChildProcess {
  const run = [...before, Deno.execPath(), "run", "-A", script.pathname];
  return onCore(1, [...run, ...args], { stdin, stdout: "piped" }).spawn();
}

/** Goes before a command that is to wait for all others. */
export const nice: readonly string[] = ["nice", "-n", "19"];

/** Whether there is a core for the server and one for the load, and a way to hold each there. */
export const canPin = navigator.hardwareConcurrency > 1 && hasTaskset();

function hasTaskset(): boolean {
  try {
    const ask: Deno.CommandOptions = { args: ["--version"], stdout: "null" };
    return new Deno.Command("taskset", ask).outputSync().success;
  } catch {
    return false;
  }
}
