/** The programs that these tests run beside Homeroom: where they are, which version, and how they start and stop. */

/** A program that may be on this machine, and which tests need it. */
export interface Program {
  readonly name: string;
  /** The variable that names its file where it is not on the `PATH`. */
  readonly variable: string;
  /** Asks it for its version. */
  readonly asked: readonly string[];
  /** How one comes to have it. */
  readonly from: string;
}

/** All of them. */
export const programs = {
  openssl: {
    name: "openssl",
    variable: "OPENSSL",
    asked: ["version"],
    from: "Debian's package openssl",
  },
  nginx: {
    name: "nginx",
    variable: "NGINX",
    asked: ["-v"],
    from: "Debian's package nginx",
  },
  caddy: {
    name: "caddy",
    variable: "CADDY",
    asked: ["version"],
    from: "Debian's package caddy",
  },
  denokv: {
    name: "denokv",
    variable: "DENOKV",
    asked: ["--version"],
    from: "cargo install denokv --locked, with protoc at hand",
  },
  versitygw: {
    name: "versitygw",
    variable: "VERSITYGW",
    asked: ["--version"],
    from: "go install github.com/versity/versitygw/cmd/versitygw@latest",
  },
} as const satisfies Record<string, Program>;

/** The name of one. */
export type ProgramName = keyof typeof programs;

/** Its file, and the first line that it says of its version; null: it is not on this machine. */
export async function find(
  name: ProgramName,
): Promise<{ file: string; version: string } | null> {
  const file = fileOf(name);
  try {
    const { stdout, stderr } = await new Deno.Command(file, {
      args: [...programs[name].asked],
      stdin: "null",
    }).output();
    const text = new TextDecoder();
    const said = (text.decode(stdout) + text.decode(stderr)).trim();
    const number = /\d+\.\d+(\.\d+)?/.exec(said)?.[0];
    return { file, version: number ?? said.split("\n")[0] };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function fileOf(name: ProgramName): string {
  return Deno.env.get(programs[name].variable) || name;
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
