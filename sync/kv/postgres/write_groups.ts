/**
 * Makes atomic writes, many in one statement. They are independent: a failed check of one does not affect the others.
 */
import type { Sql } from "postgres";
import { type QueuedWrite, WriteQueue } from "../write_queue.ts";
import type { Changes } from "./changes.ts";
import { arrayLiteral, bytesLiteral } from "./literals.ts";

/** One atomic write, with keys as bytes. */
export interface Write {
  /** Groups of keys that the write checks or changes. Writes that share a group are made one after the other. */
  readonly groups: ReadonlySet<string>;
  /** The revision that each key must have; null: the key must be absent. */
  readonly checks: readonly { key: Uint8Array; revision: string | null }[];
  /** `expireIn` in ms. */
  readonly sets: readonly {
    key: Uint8Array;
    value: Uint8Array;
    expireIn: number | null;
  }[];
  readonly deletes: readonly Uint8Array[];
}

/** The revision of the write; null: a check failed. */
type Outcome = string | null;

const statementLimits = { writes: 100, bytes: 2 ** 20, changes: Infinity };
const statementsAtOnce = 4;

export class WriteGroups {
  readonly #sql: Sql;
  readonly #changes: Changes;
  readonly #queue = new WriteQueue<Write & QueuedWrite, Outcome>(
    (writes) => this.#execute(writes),
    statementLimits,
    statementsAtOnce,
  );

  constructor(sql: Sql, changes: Changes) {
    this.#sql = sql;
    this.#changes = changes;
  }

  /** If this throws, the outcome of the write is unknown. */
  write(write: Write): Promise<Outcome> {
    const bytes = write.sets.reduce((sum, it) => sum + it.value.length, 0);
    const changes = write.sets.length + write.deletes.length;
    return this.#queue.add({ ...write, bytes, changes });
  }

  async #execute(writes: readonly Write[]): Promise<Outcome[]> {
    const { checks, sets, deletes } = flatten(writes);
    const { channel, sender } = this.#changes;
    const [{ mark: revision, failed }] = await this.#sql`call kv_commit(
      ${channel}, ${sender}, ${arrayLiteral(sortedGroups(writes))}::bigint[],
      ${arrayLiteral(checks.map(({ index }) => index))}::int[],
      ${bytesLiteral(checks.map(({ key }) => key))}::bytea[],
      ${arrayLiteral(checks.map(({ revision }) => revision))}::bigint[],
      ${arrayLiteral(sets.map(({ index }) => index))}::int[],
      ${bytesLiteral(sets.map(({ key }) => key))}::bytea[],
      ${bytesLiteral(sets.map(({ value }) => value))}::bytea[],
      ${arrayLiteral(sets.map(({ expireIn }) => expireIn))}::float8[],
      ${arrayLiteral(deletes.map(({ index }) => index))}::int[],
      ${bytesLiteral(deletes.map(({ key }) => key))}::bytea[], null, null)`;
    // An array comes as text, such as {0,2}.
    const failedIndexes = new Set(failed.slice(1, -1).split(","));
    return writes.map((_, index) =>
      failedIndexes.has(String(index)) ? null : revision
    );
  }
}

/** The groups of all writes, in an order that is the same for all statements, so that no two wait for each other. */
function sortedGroups(writes: readonly Write[]): string[] {
  const uniqueGroups = new Set(writes.flatMap(({ groups }) => [...groups]));
  return [...uniqueGroups].map(BigInt).sort((a, b) => a < b ? -1 : 1).map(
    String,
  );
}

/** The parts of all writes, each with the place of its write. */
function flatten(writes: readonly Write[]) {
  return {
    checks: writes.flatMap(({ checks }, index) =>
      checks.map((it) => ({ index, ...it }))
    ),
    sets: writes.flatMap(({ sets }, index) =>
      sets.map((it) => ({ index, ...it }))
    ),
    deletes: writes.flatMap(({ deletes }, index) =>
      deletes.map((key) => ({ index, key }))
    ),
  };
}
