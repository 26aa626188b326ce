/**
 * Tells instances over one database what changed. A write is announced after it is stored, by `NOTIFY` outside of its
 * transaction: inside, all writers would wait for one lock. An instance may end before its notice, so listeners must
 * also poll. An instance ignores its own notices (`watches.ts`).
 */
import type { Sql } from "postgres";

const channel = "homeroom";
/** Groups that one notice names; a notice has at most 8,000 bytes. */
const groupsPerNotice = 300;

/** Called with the groups that changed; null: any may have. */
type ChangeListener = (groups: readonly string[] | null) => void;

export class Changes {
  readonly #sql: Sql;
  readonly #report: (error: unknown) => void;
  /** The first part of each notice. */
  readonly #sender = crypto.randomUUID();
  readonly #unsent = new Set<string>();
  #isSending = false;

  constructor(sql: Sql, report: (error: unknown) => void) {
    this.#sql = sql;
    this.#report = report;
  }

  /** Resolves once the listener misses nothing more. */
  async listen(listener: ChangeListener): Promise<void> {
    await this.#sql.listen(
      channel,
      (notice) => {
        const [sender, ...groups] = notice.split(",");
        if (sender !== this.#sender) listener(groups);
      },
      // Called also after a lost connection, during which notices were missed.
      () => listener(null),
    );
  }

  /** Notifies all other instances that these groups changed, in the background. */
  announce(groups: Iterable<string>): void {
    for (const group of groups) this.#unsent.add(group);
    if (!this.#isSending) void this.#send();
  }

  async #send(): Promise<void> {
    this.#isSending = true;
    while (this.#unsent.size > 0) {
      const groups = [...this.#unsent].slice(0, groupsPerNotice);
      for (const group of groups) this.#unsent.delete(group);
      const notice = [this.#sender, ...groups].join(",");
      try {
        await this.#sql`select pg_notify(${channel}, ${notice})`;
      } catch (error) {
        this.#report(error);
      }
    }
    this.#isSending = false;
  }
}
