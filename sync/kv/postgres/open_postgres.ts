/** Opens the store in PostgreSQL. The package is loaded on demand. */
import { isIP } from "node:net";
import process from "node:process";
import { PostgresKv } from "./postgres_kv.ts";
import { prepareSchema, UnusableDatabase } from "./schema.ts";

/** Connections of one process, without the one that listens for changes. */
const readConnections = 6, writeConnections = 4;
const connectTimeoutSeconds = 10;
/** The longest pause between two attempts to connect: the client's own grows to 20 s, long after the database is back. */
const maxPauseSeconds = 0.5;
const timeoutMs = 15_000;

export interface PostgresOptions {
  readonly report: (what: string, error: unknown) => void;
  /** Whether this process serves classes: {@link PostgresKv.hasServers} of others finds it then. */
  readonly isServer?: boolean;
  /** Called if the database does not wait for its disk. */
  readonly onUnsafe?: () => void;
}

/**
 * Opens the store, and makes or updates its tables. Throws `UnusableDatabase`, or the error of the connection.
 * @param url such as `postgres://user:password@db.school.example/homeroom?sslmode=verify-full`
 */
export async function openPostgresKv(
  url: string,
  { report, onUnsafe, isServer = false }: PostgresOptions,
): Promise<PostgresKv> {
  const tls = readTls(url);
  const { default: postgres } = await import("postgres");
  const serverName = serverNameIn(url);
  const makePool = (max: number, timeouts: Record<string, number>) =>
    postgres(url, {
      max,
      ...tls && { ssl: tls },
      connect_timeout: connectTimeoutSeconds,
      backoff: (attempt: number) =>
        (0.5 + Math.random() / 2) *
        Math.min(2 ** attempt / 100, maxPauseSeconds),
      // Types are named in the statements, so that a connection needs no further round trip.
      fetch_types: false,
      onnotice() {},
      connection: {
        application_name: isServer ? serverName : "homeroom command",
        default_transaction_isolation: "read committed",
        ...timeouts,
      },
    });
  const sql = makePool(readConnections, { statement_timeout: timeoutMs });
  // No `statement_timeout`: it would end the wait for a synchronous standby with a mere warning (SYNC-1).
  const writes = makePool(writeConnections, { lock_timeout: timeoutMs });
  try {
    const { isDurable } = await prepareSchema(sql);
    if (!isDurable) onUnsafe?.();
    return new PostgresKv(sql, writes, report, serverName);
  } catch (error) {
    await Promise.all([sql, writes].map((it) => it.end({ timeout: 0 })));
    throw error;
  }
}

/** The name of a server's connections. Those in other schemas of the database are others' servers. */
function serverNameIn(url: string): string {
  const schema = URL.parse(url)?.searchParams.get("search_path");
  return schema ? `homeroom in ${schema}` : "homeroom";
}

/** Modes of TLS in which the client checks no certificate, or uses none. */
const uncheckedModes = ["require", "allow", "prefer", "disable", "false"];

/**
 * What the certificate is checked against if the server is given by an address: the client itself would check it
 * against `localhost`. Null if the client does it right.
 */
function readTls(url: string): { host: string } | null {
  const [, authority, , query] =
    /^[a-z]+:\/\/([^/?]*)([^?]*)(.*)$/i.exec(url) ?? [];
  const parameters = new URLSearchParams(query);
  const mode = parameters.get("sslmode") ?? parameters.get("ssl");
  const isChecked = mode !== null && !uncheckedModes.includes(mode) ||
    parameters.get("sslrootcert") === "system";
  if (!isChecked) return null;
  const named = decodeURIComponent(authority ?? "").replace(/^.*@/, "");
  const hosts = (named || process.env.PGHOST || "").split(",")
    .map((host) => host.replace(/:\d*$/, ""));
  const address = hosts.find((host) => isIP(host) !== 0);
  if (address === undefined) return null;
  if (hosts.some((host) => host !== address)) {
    throw new UnusableDatabase("several-addresses", address);
  }
  return { host: address };
}
