/**
 * The log of operators' actions on accounts: `["operator-log", time left, id]` → {@link OperatorEntry}, kept as long as
 * classes are after their end. The time left until {@link endOfTime} sorts the newest first.
 */
import { newId } from "../model/ids.ts";
import { dayMs } from "../../formats/times.ts";
import type { Settings } from "../settings.ts";
import type { Kv } from "../../sync/kv/kv.ts";

export const operatorActions = [
  "grant",
  "take-plan",
  "reset-link",
  "link-account",
  "disable",
  "enable",
  "delete",
] as const;

export type OperatorAction = typeof operatorActions[number];

export interface OperatorEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The operator's address; null: a command on the server's machine. */
  readonly by: string | null;
  readonly deed: OperatorAction;
  /** The account's address. */
  readonly account: string;
}

const prefix = "operator-log";
/** Milliseconds since 1970. */
const endOfTime = 1e15;

export class OperatorLog {
  readonly #kv: Kv;
  readonly #lifetimeMs: number;
  readonly #clock: () => number;

  constructor(
    kv: Kv,
    { RETENTION_DAYS }: Pick<Settings, "RETENTION_DAYS">,
    clock: () => number = Date.now,
  ) {
    this.#kv = kv;
    this.#lifetimeMs = RETENTION_DAYS * dayMs;
    this.#clock = clock;
  }

  /** Adds an entry. Call it before the deed, so that nothing is done without an entry. */
  async note(entry: Omit<OperatorEntry, "at">): Promise<void> {
    const now = this.#clock();
    const key = [prefix, String(endOfTime - now).padStart(16, "0"), newId()];
    const value: OperatorEntry = { at: now, ...entry };
    await this.#kv.set(key, value, { expireIn: this.#lifetimeMs });
  }

  async readLast(limit: number): Promise<OperatorEntry[]> {
    const oldest = this.#clock() - this.#lifetimeMs;
    const storedEntries = this.#kv.list<OperatorEntry>({ prefix: [prefix] }, {
      limit,
    });
    const entries = await Array.fromAsync(storedEntries, ({ value }) => value);
    // The store deletes late.
    return entries.filter(({ at }) => at > oldest);
  }
}
