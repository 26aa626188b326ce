/** Opens the store in PostgreSQL. The package is loaded on demand. */
import { PostgresKv } from "./postgres_kv.ts";
import { prepareSchema } from "./schema.ts";

/** Connections of one process, without the one that listens for changes. */
const connections = 10;
const connectTimeoutSeconds = 10;
const statementTimeoutMs = 15_000;

export interface PostgresOptions {
  readonly report: (what: string, error: unknown) => void;
  /** Called if the database does not wait for its disk. */
  readonly onUnsafe?: () => void;
}

/**
 * Opens the store, and makes or updates its tables. Throws `UnusableDatabase`, or the error of the connection.
 * @param url such as `postgres://user:password@db.school.example/homeroom?sslmode=verify-full`
 */
export async function openPostgresKv(
  url: string,
  { report, onUnsafe }: PostgresOptions,
): Promise<PostgresKv> {
  const { default: postgres } = await import("postgres");
  const sql = postgres(url, {
    max: connections,
    connect_timeout: connectTimeoutSeconds,
    // Types are named in the statements, so that a connection needs no further round trip.
    fetch_types: false,
    onnotice() {},
    connection: {
      application_name: "homeroom",
      default_transaction_isolation: "read committed",
      statement_timeout: statementTimeoutMs,
    },
  });
  try {
    const { isDurable } = await prepareSchema(sql);
    if (!isDurable) onUnsafe?.();
    return new PostgresKv(sql, report);
  } catch (error) {
    await sql.end({ timeout: 0 });
    throw error;
  }
}
