/** A PostgreSQL server for tests, with its own data. Needs an installed PostgreSQL. */
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";

const debian = "/usr/lib/postgresql";

/** The folder of PostgreSQL's programs; null if it is not installed. */
export const postgresProgramFolder: string | null = findPrograms();

/** A test where PostgreSQL is installed; elsewhere a line that names what did not run. */
export function testPostgres(
  name: string,
  fn: (context: Deno.TestContext) => Promise<void>,
): void {
  if (postgresProgramFolder === null) {
    console.log(`not run without PostgreSQL: ${name}`);
    return;
  }
  // The y-websocket client leaves a reconnection timer.
  Deno.test({ name, sanitizeOps: false, sanitizeResources: false, fn });
}

export interface PostgresServer extends AsyncDisposable {
  readonly port: number;
  /** Process id of the first process, the parent of all others. */
  readonly pid: number;
  /** The address of a new, empty schema. */
  makeSchema(): Promise<string>;
  /** The data of a schema, by pg_dump. */
  dump(address: string): Promise<string>;
  /** Replaces a schema with a {@link dump} of it, by psql. */
  load(address: string, dump: string): Promise<void>;
  /** Ends all its processes as a power failure would, without a reply. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startPostgres(
  settings: Record<string, string> = {},
): Promise<PostgresServer> {
  const programs = postgresProgramFolder!;
  const dir = await Deno.makeTempDir({ prefix: "homeroom-postgres-" });
  const user = await ordinaryUser();
  if (user) await Deno.chown(dir, user.uid, user.gid);
  await run(`${programs}/initdb`, [
    ...["-D", `${dir}/data`, "-U", "homeroom", "-A", "trust"],
    ...["-E", "UTF8", "--no-sync", "--no-locale"],
  ], user);
  const port = await freePort();
  const flags = Object.entries({
    port: String(port),
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    ...settings,
  }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);

  let child: Deno.ChildProcess;
  const start = async () => {
    child = new Deno.Command(`${programs}/postgres`, {
      args: ["-D", `${dir}/data`, ...flags],
      stdin: "null",
      stdout: "null",
      stderr: "null",
      ...user,
    }).spawn();
    const ready = ["-h", "127.0.0.1", "-p", String(port), "-t", "30"];
    for (let isReady = false; !isReady;) {
      const { success } = await new Deno.Command(`${programs}/pg_isready`, {
        args: ready,
        stdout: "null",
      }).output();
      isReady = success;
    }
  };
  const end = async (signal: Deno.Signal) => {
    child.kill(signal);
    await child.status;
  };
  await start();

  let schemas = 0;
  const address = `postgres://homeroom@127.0.0.1:${port}/postgres`;
  const stop = async () => {
    await end("SIGINT");
    await Deno.remove(dir, { recursive: true });
  };
  return {
    port,
    get pid() {
      return child.pid;
    },
    async makeSchema() {
      const name = `test_${++schemas}`;
      await run(`${programs}/psql`, [
        ...["-h", "127.0.0.1", "-p", String(port), "-U", "homeroom"],
        ...["-d", "postgres", "-q", "-c", `create schema ${name}`],
      ], null);
      return `${address}?search_path=${name}`;
    },
    async dump(address) {
      return await run(`${programs}/pg_dump`, [
        ...["-h", "127.0.0.1", "-p", String(port), "-U", "homeroom"],
        ...["-n", schemaOf(address), "postgres"],
      ], null);
    },
    async load(address, dump) {
      const schema = schemaOf(address), file = `${dir}/dump.sql`;
      await Deno.writeTextFile(
        file,
        `drop schema ${schema} cascade;\n${dump}`,
      );
      await run(`${programs}/psql`, [
        ...["-h", "127.0.0.1", "-p", String(port), "-U", "homeroom"],
        ...["-v", "ON_ERROR_STOP=1", "-d", "postgres", "-q", "-f", file],
      ], null);
    },
    // The postmaster's end makes its other processes end, too.
    kill: () => end("SIGKILL"),
    restart: start,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** The user who runs PostgreSQL, which refuses to run as root. */
export async function ordinaryUser(): Promise<
  { uid: number; gid: number } | null
> {
  if (Deno.uid() !== 0) return null;
  const users = await Deno.readTextFile("/etc/passwd");
  const [, uid, gid] = /^postgres:[^:]*:(\d+):(\d+):/m.exec(users) ??
    ["", "65534", "65534"];
  return { uid: Number(uid), gid: Number(gid) };
}

function schemaOf(address: string): string {
  return new URL(address).searchParams.get("search_path")!;
}

/** Returns what the program printed. */
async function run(
  program: string,
  args: string[],
  user: { uid: number; gid: number } | null,
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...user,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

function findPrograms(): string | null {
  const folders = [
    ...(Deno.env.get("PATH") ?? "").split(":"),
    ...existsSync(debian)
      ? readdirSync(debian).sort().reverse().map((it) => `${debian}/${it}/bin`)
      : [],
  ];
  const needed = ["initdb", "postgres", "pg_isready", "pg_dump", "psql"];
  return folders.find((it) =>
    needed.every((name) => existsSync(`${it}/${name}`))
  ) ?? null;
}
