/**
 * Tells what other instances over the database changed. The statement that stores a write also sends its notice
 * (`schema.ts`). Listeners must also poll now and then, because the database may stop between the two. An instance
 * ignores its own notices, because it delivers its own writes itself (`watches.ts`).
 */
import type { Sql } from "postgres";

/** Called with the groups that changed; null: any may have. */
type ChangeListener = (groups: readonly string[] | null) => void;

export class Changes {
  readonly #sql: Sql;
  readonly channel = "homeroom";
  /** The first part of each notice of this instance. */
  readonly sender = crypto.randomUUID();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Resolves once the listener misses nothing more. */
  async listen(listener: ChangeListener): Promise<void> {
    await this.#sql.listen(
      this.channel,
      (notice) => {
        const [sender, ...groups] = notice.split(",");
        if (sender !== this.sender) listener(groups);
      },
      // Also after a lost connection, during which notices were missed.
      () => listener(null),
    );
  }
}
