/**
 * Tells instances over one database what changed. A write is announced after it is stored, by `NOTIFY` outside of its
 * transaction: inside, all writers would wait for one lock. Many changes go in one notice. An instance that ends
 * between the two is covered by {@link Changes.onChange}'s caller, who also looks at times.
 */
import type { Sql } from "postgres";

const channel = "homeroom";
/** A notice has at most 8,000 bytes. */
const groupsPerNotice = 300;

/** Called with the groups that changed; null: any may have. */
type ChangeListener = (groups: readonly string[] | null) => void;

export class Changes {
  readonly #sql: Sql;
  readonly #report: (error: unknown) => void;
  readonly #listeners = new Set<ChangeListener>();
  readonly #unsent = new Set<string>();
  #isSending = false;
  #listening: Promise<unknown> | undefined;

  constructor(sql: Sql, report: (error: unknown) => void) {
    this.#sql = sql;
    this.#report = report;
  }

  /** Resolves once the listener misses nothing more. Returns the function that ends it. */
  async listen(listener: ChangeListener): Promise<() => void> {
    this.#listeners.add(listener);
    this.#listening ??= this.#sql.listen(
      channel,
      (groups) => this.#tell(groups.split(",")),
      // Also after a lost connection, during which notices were missed.
      () => this.#tell(null),
    ).catch((error) => {
      this.#listening = undefined;
      throw error;
    });
    await this.#listening;
    return () => this.#listeners.delete(listener);
  }

  /** Tells all instances, this one included, in the background. */
  announce(groups: Iterable<string>): void {
    for (const group of groups) this.#unsent.add(group);
    if (!this.#isSending) void this.#send();
  }

  async #send(): Promise<void> {
    this.#isSending = true;
    while (this.#unsent.size > 0) {
      const groups = [...this.#unsent].slice(0, groupsPerNotice);
      for (const group of groups) this.#unsent.delete(group);
      try {
        await this.#sql`select pg_notify(${channel}, ${groups.join(",")})`;
      } catch (error) {
        this.#report(error);
      }
    }
    this.#isSending = false;
  }

  #tell(groups: readonly string[] | null): void {
    for (const listener of this.#listeners) listener(groups);
  }
}
