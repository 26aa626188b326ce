import { postgresProgramFolder } from "../postgres.ts";

/** Programs built by `main.ts --install`; outlives a clean checkout. */
const cache = `${
  Deno.env.get("XDG_CACHE_HOME") || `${Deno.env.get("HOME")}/.cache`
}/homeroom-servers`;

interface Program {
  /** Variable with the file's path, if it is not on the `PATH` or in the cache. */
  readonly variable: string;
  /** File name, if it differs from the name. */
  readonly file?: string;
  /** Argument that prints the version; null: there is none. */
  readonly asked: string | null;
  /** Installation command. */
  readonly from: readonly string[];
  /** Environment of the installation; without it the system must provide the program. */
  readonly env?: Readonly<Record<string, string>>;
}

const program = {
  openssl: {
    variable: "OPENSSL",
    asked: "version",
    from: ["apt-get", "install", "openssl"],
  },
  nginx: {
    variable: "NGINX",
    asked: "-v",
    from: ["apt-get", "install", "nginx"],
  },
  caddy: {
    variable: "CADDY",
    asked: "version",
    from: ["apt-get", "install", "caddy"],
  },
  postgres: {
    variable: "POSTGRES",
    file: `${postgresProgramFolder}/postgres`,
    asked: "--version",
    from: ["apt-get", "install", "postgresql"],
  },
  versitygw: {
    variable: "VERSITYGW",
    asked: null,
    from: [
      "go",
      "install",
      "github.com/versity/versitygw/cmd/versitygw@v1.8.0",
    ],
    env: { GOBIN: `${cache}/bin` },
  },
  livekit: {
    variable: "LIVEKIT_SERVER",
    asked: "--version",
    // The module cannot be installed by name; build it in its folder.
    from: ["go", "build", "-o", "livekit", "./cmd/server"],
  },
  coturn: {
    variable: "COTURN",
    file: "turnserver",
    asked: "--version",
    // The service need not run.
    from: ["apt-get", "install", "coturn"],
  },
} satisfies Record<string, Program>;

export type ProgramName = keyof typeof program;

export const programs = Object.keys(program) as ProgramName[];

/** The program's version, or null if it is missing. */
export async function findVersion(
  name: ProgramName,
): Promise<{ version: string } | null> {
  const { asked }: Program = program[name];
  try {
    const { stdout, stderr } = await new Deno.Command(fileOf(name), {
      args: [asked ?? "--help"],
      stdin: "null",
    }).output();
    const text = new TextDecoder();
    const said = text.decode(stdout) + text.decode(stderr);
    const number = asked && /\d+\.\d+(\.\d+)?/.exec(said)?.[0];
    return { version: number || "of a version that it does not say" };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

export function installHint(name: ProgramName): string {
  const { from, env, variable }: Program = program[name];
  const ours = env ? ", which deno task test:real --install does" : "";
  return `${from.join(" ")}${ours}; or ${variable}=…`;
}

/** Installs a program into the cache if possible. Returns whether it is there. */
export async function installProgram(name: ProgramName): Promise<boolean> {
  const { from: [command, ...args], env }: Program = program[name];
  if (!env) return false;
  try {
    const { success } = await new Deno.Command(command, {
      args,
      env,
      stdin: "null",
    }).spawn().status;
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function fileOf(name: ProgramName): string {
  const { variable, file = name }: Program = program[name];
  const given = Deno.env.get(variable);
  if (given) return given;
  const cached = `${cache}/bin/${name}`;
  try {
    Deno.statSync(cached);
    return cached;
  } catch {
    // Not in the cache; the system may have it.
    return file;
  }
}

/** Runs a program to its end; throws its output if it fails. */
export async function runToEnd(
  name: ProgramName,
  args: readonly string[],
): Promise<void> {
  const { success, stderr } = await new Deno.Command(fileOf(name), {
    args: [...args],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) return;
  throw new Error(`${name} ${args[0]}: ${new TextDecoder().decode(stderr)}`);
}

export interface RunningProgram {
  readonly pid: number;
  /** Output of both streams so far. */
  output(): string;
  /** Sends a signal (default: SIGTERM) and waits. */
  stop(signal?: Deno.Signal): Promise<void>;
}

/** Starts a program and waits until `port` accepts connections. */
export async function startProgramOnPort(
  name: ProgramName,
  args: readonly string[],
  port: number,
  env: Record<string, string> = {},
): Promise<RunningProgram> {
  const child = new Deno.Command(fileOf(name), {
    args: [...args],
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let output = "", ended = false;
  const read = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder();
    for await (const bytes of stream) {
      output += decoder.decode(bytes, { stream: true });
    }
  };
  const drained = Promise.all([read(child.stdout), read(child.stderr)]);
  const end = child.status.then(() => void (ended = true));
  while (!await takes(port)) {
    if (!ended) continue;
    await drained;
    throw new Error(`${name} ended at its start: ${output}`);
  }
  return {
    pid: child.pid,
    output: () => output,
    async stop(signal = "SIGTERM") {
      if (!ended) child.kill(signal);
      await Promise.all([end, drained]);
    },
  };
}

/** True if the port accepts connections; pauses otherwise. */
async function takes(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return false;
  }
}

export function freePorts(count: number): number[] {
  const held = Array.from(
    { length: count },
    () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  );
  const ports = held.map(({ addr }) => (addr as Deno.NetAddr).port);
  for (const listener of held) listener.close();
  return ports;
}
