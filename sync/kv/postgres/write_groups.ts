/**
 * Writes of many spaces in one statement: a round trip and a disk sync take as long for fifty as for one. A write goes
 * at once while few are under way, else with all others that wait. Writes of one group are independent: a lost check
 * of one does not touch the others.
 */
import type { Sql } from "postgres";
import { arrayLiteral, bytesLiteral } from "./literals.ts";

/** One atomic write, with keys as bytes. */
export interface Write {
  /** What it checks or changes; writes that share a group follow each other. */
  readonly groups: ReadonlySet<string>;
  /** Marks by key; null: absent. */
  readonly checks: readonly { key: Uint8Array; mark: string | null }[];
  /** `expireIn` in ms. */
  readonly sets: readonly {
    key: Uint8Array;
    value: Uint8Array;
    expireIn: number | null;
  }[];
  readonly deletes: readonly Uint8Array[];
}

/** The mark of the write; null: a check failed. */
type Outcome = string | null;

/** Statements under way; the writes after them wait and go together. */
const statementsAtOnce = 4;
const writesPerStatement = 100;
const bytesPerStatement = 2 ** 20;

class Statement {
  readonly writes: Write[] = [];
  readonly done = Promise.withResolvers<Outcome[]>();
  readonly #groups = new Set<string>();
  #bytes = 0;

  /** Returns its place, or null if it is full or has a write of the same group. */
  add(write: Write): number | null {
    const bytes = write.sets.reduce((sum, it) => sum + it.value.length, 0);
    const isFull = this.writes.length >= writesPerStatement ||
      this.#bytes + bytes > bytesPerStatement ||
      !this.#groups.isDisjointFrom(write.groups);
    if (this.writes.length > 0 && isFull) return null;
    for (const group of write.groups) this.#groups.add(group);
    this.#bytes += bytes;
    return this.writes.push(write) - 1;
  }
}

export class WriteGroups {
  readonly #sql: Sql;
  #waiting: Statement[] = [];
  #underway = 0;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** If it throws, the outcome is unknown. */
  async write(write: Write): Promise<Outcome> {
    let statement = this.#waiting.at(-1);
    let place = statement?.add(write) ?? null;
    if (statement === undefined || place === null) {
      statement = new Statement();
      place = statement.add(write)!;
      this.#waiting.push(statement);
    }
    this.#run();
    return (await statement.done.promise)[place];
  }

  #run(): void {
    while (this.#underway < statementsAtOnce) {
      const statement = this.#waiting.shift();
      if (statement === undefined) return;
      this.#underway++;
      this.#execute(statement.writes)
        .then(statement.done.resolve, statement.done.reject)
        .finally(() => {
          this.#underway--;
          this.#run();
        });
    }
  }

  async #execute(writes: readonly Write[]): Promise<Outcome[]> {
    const { checks, sets, deletes } = flatten(writes);
    const [{ mark, failed }] = await this
      .#sql`select mark, failed from kv_write(
      ${arrayLiteral(sortedGroups(writes))}::bigint[],
      ${arrayLiteral(checks.map(({ at }) => at))}::int[],
      ${bytesLiteral(checks.map(({ key }) => key))}::bytea[],
      ${arrayLiteral(checks.map(({ mark }) => mark))}::bigint[],
      ${arrayLiteral(sets.map(({ at }) => at))}::int[],
      ${bytesLiteral(sets.map(({ key }) => key))}::bytea[],
      ${bytesLiteral(sets.map(({ value }) => value))}::bytea[],
      ${arrayLiteral(sets.map(({ expireIn }) => expireIn))}::float8[],
      ${arrayLiteral(deletes.map(({ at }) => at))}::int[],
      ${bytesLiteral(deletes.map(({ key }) => key))}::bytea[])`;
    // An array comes as text, such as {0,2}.
    const lost = new Set(failed.slice(1, -1).split(","));
    return writes.map((_, at) => lost.has(String(at)) ? null : mark);
  }
}

/** All in one order, so that no two statements wait for each other. */
function sortedGroups(writes: readonly Write[]): string[] {
  const all = new Set(writes.flatMap(({ groups }) => [...groups]));
  return [...all].map(BigInt).sort((a, b) => a < b ? -1 : 1).map(String);
}

/** The parts of all writes, each with the place of its write. */
function flatten(writes: readonly Write[]) {
  return {
    checks: writes.flatMap(({ checks }, at) =>
      checks.map((it) => ({ at, ...it }))
    ),
    sets: writes.flatMap(({ sets }, at) => sets.map((it) => ({ at, ...it }))),
    deletes: writes.flatMap(({ deletes }, at) =>
      deletes.map((key) => ({ at, key }))
    ),
  };
}
