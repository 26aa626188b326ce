/**
 * The tables of the store, and the procedure that makes every write:
 *
 *     kv         k: the key, v: the value, s: the versionstamp of the last write, x: when it expires
 *     kv_schema  the version of all this
 *
 * A write takes the locks of what it checks and changes, then checks, then changes. Locks are taken in one order, so
 * no two writes wait for each other. Several independent writes go in one call: those whose checks fail change
 * nothing, the others take effect together.
 *
 * The procedure commits, and announces the write by `NOTIFY` in a second transaction: inside of the first, all writers
 * would wait for one lock until the disk has the write. Earlier servers made and call a function `kv_write`. It stays
 * in databases that have it, which can go back to such a server; new databases cannot.
 */
import type { Sql } from "postgres";

/** Raised with a change that earlier servers cannot work with: they refuse a newer schema. */
export const schemaVersion = 1;

/** The oldest PostgreSQL that is accepted: 14, as `server_version_num`. */
const oldestServer = 140_000;

/** For `pg_advisory_xact_lock`: one server makes the schema at a time. */
const migrationLock = 4_071_978;

/** A notice has at most 8,000 bytes, and a group at most 20. */
const groupsPerNotice = 300;

const schema = `
create table if not exists kv (
  k bytea primary key,
  v bytea not null,
  s bigint not null,
  x timestamptz
);
create index if not exists kv_expiry on kv (x) where x is not null;
create sequence if not exists kv_mark;

-- Sets mark, and the numbers of the writes whose checks failed.
create or replace procedure kv_commit(
  channel text, sender text, locks bigint[],
  check_write int[], check_k bytea[], check_s bigint[],
  set_write int[], set_k bytea[], set_v bytea[], set_ms float8[],
  delete_write int[], delete_k bytea[],
  inout mark bigint, inout failed int[]
) language plpgsql as $$
declare
  lock bigint;
  changed boolean := false;
begin
  -- What is announced must be on the disk (SYNC-1), whatever the database's default is.
  if current_setting('synchronous_commit') = 'off' then
    perform set_config('synchronous_commit', 'on', true);
  end if;
  foreach lock in array locks loop
    perform pg_advisory_xact_lock(lock);
  end loop;
  select coalesce(array_agg(distinct c.write), '{}') into failed
    from unnest(check_write, check_k, check_s) as c(write, k, s)
    left join kv on kv.k = c.k and (kv.x is null or kv.x > now())
    where kv.s is distinct from c.s;
  mark := nextval('kv_mark');
  if cardinality(delete_k) > 0 then
    delete from kv using unnest(delete_write, delete_k) as d(write, k)
      where kv.k = d.k and d.write <> all(failed);
    changed := found;
  end if;
  if cardinality(set_k) > 0 then
    insert into kv (k, v, s, x)
      select n.k, n.v, mark, now() + n.ms * interval '1 ms'
        from unnest(set_write, set_k, set_v, set_ms) as n(write, k, v, ms)
        where n.write <> all(failed)
      on conflict (k) do update
        set v = excluded.v, s = excluded.s, x = excluded.x;
    changed := changed or found;
  end if;
  commit;
  if changed then
    for part in 1 .. cardinality(locks) by ${groupsPerNotice} loop
      perform pg_notify(channel, sender || ',' || array_to_string(
        locks[part:part + ${groupsPerNotice} - 1], ','));
    end loop;
  end if;
end $$;

create table if not exists kv_schema (version int not null);
delete from kv_schema;
insert into kv_schema values (${schemaVersion});
`;

/** Why the database cannot be used; the operator's texts say it in a sentence. */
export type UnusableReason = "too-old" | "newer-schema" | "several-addresses";

export class UnusableDatabase extends Error {
  override name = "UnusableDatabase";
  constructor(readonly reason: UnusableReason, readonly detail: string) {
    super(`${reason}: ${detail}`);
  }
}

/**
 * Makes or updates the tables. Throws {@link UnusableDatabase}, or PostgreSQL's error if rights are missing.
 * `isDurable`: the database waits for its disk; without that, a power failure may lose what was announced (SYNC-1).
 */
export async function prepareSchema(
  sql: Sql,
): Promise<{ isDurable: boolean }> {
  const [server] = await sql`
    select current_setting('server_version_num')::int as number,
      current_setting('server_version') as version,
      current_setting('fsync') as fsync`;
  if (server.number < oldestServer) {
    throw new UnusableDatabase("too-old", server.version);
  }
  await sql.begin(async (transaction) => {
    await transaction`select pg_advisory_xact_lock(${migrationLock})`;
    const [{ has_tables, has_procedure }] = await transaction`
      select to_regclass('kv_schema') is not null as has_tables,
        to_regproc('kv_commit') is not null as has_procedure`;
    if (has_tables) {
      const [row] = await transaction`select version from kv_schema`;
      if (row?.version > schemaVersion) {
        throw new UnusableDatabase("newer-schema", String(row.version));
      }
      if (row?.version === schemaVersion && has_procedure) return;
    }
    await transaction.unsafe(schema);
  });
  return { isDurable: server.fsync === "on" };
}
