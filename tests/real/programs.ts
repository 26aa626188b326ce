/** The programs that these tests run beside Homeroom: where they are, which version, and how they start and stop. */

/** Where those lie that `main.ts --install` has made: they outlive a clean checkout. */
const cache = `${
  Deno.env.get("XDG_CACHE_HOME") || `${Deno.env.get("HOME")}/.cache`
}/homeroom-servers`;

/** A program that may be on this machine. */
interface Program {
  /** The variable that names its file where it is neither on the `PATH` nor in the cache. */
  readonly variable: string;
  /** Its file, where that is not named as it is. */
  readonly file?: string;
  /** Asks it for its version; null: it does not say. */
  readonly asked: string | null;
  /** How one comes to have it. */
  readonly from: readonly string[];
  /** What that needs in its environment; not there: it is the system's, and not ours to install. */
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
  denokv: {
    variable: "DENOKV",
    asked: null,
    // It needs `protoc`, and seven minutes of two processors.
    from: [
      ...["cargo", "install", "denokv", "--version", "0.14.0", "--locked"],
      ...["--root", cache],
    ],
    env: {},
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
    // Its module cannot be installed by its name: it is built in its own folder, or comes as a program.
    from: ["go", "build", "-o", "livekit", "./cmd/server"],
  },
  coturn: {
    variable: "COTURN",
    file: "turnserver",
    asked: "--version",
    // As a service it need not run.
    from: ["apt-get", "install", "coturn"],
  },
} satisfies Record<string, Program>;

export type ProgramName = keyof typeof program;

export const programs = Object.keys(program) as ProgramName[];

/** What is known of one that is here; null: it is not. */
export async function find(
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

/** How one comes to have it, for whoever reads that it is missing. */
export function wayTo(name: ProgramName): string {
  const { from, env, variable }: Program = program[name];
  const ours = env ? ", which deno task test:real --install does" : "";
  return `${from.join(" ")}${ours}; or ${variable}=…`;
}

/** Installs one into the cache, where it can be; gives whether it is there then. */
export async function install(name: ProgramName): Promise<boolean> {
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
    // Not there: the system may have it.
    return file;
  }
}

/** Runs one to its end; throws what it said where it fails. */
export async function finish(
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

/** A program that runs until it is stopped. */
export interface Running {
  readonly pid: number;
  /** All that it has said so far, on both outputs. */
  output(): string;
  /** SIGTERM, or another signal, and waits for the end. */
  stop(signal?: Deno.Signal): Promise<void>;
}

/** Starts one, and waits until it takes connections at `port`. */
export async function start(
  name: ProgramName,
  args: readonly string[],
  port: number,
  env: Record<string, string> = {},
): Promise<Running> {
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

/** Whether somebody takes connections there; says so after a moment. */
async function takes(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return false;
  }
}

/** Ports that are free now. */
export function freePorts(count: number): number[] {
  const held = Array.from(
    { length: count },
    () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  );
  const ports = held.map(({ addr }) => (addr as Deno.NetAddr).port);
  for (const listener of held) listener.close();
  return ports;
}
