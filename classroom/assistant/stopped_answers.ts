/**
 * Removes from the store what had passed of answers that the guard stopped (T-3). The document no longer has it, but
 * its log does until that is folded. Key: `["purge-due", s]`, the time of the fold.
 */
import type { Tx } from "../../sync/authority.ts";
import { nullIfNotFound } from "../../sync/refusal.ts";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import { Alarms } from "../alarms.ts";
import type { AppServices } from "../app_services.ts";
import type { Identity } from "../model/members.ts";
import { kvKeys } from "../storage/kv_keys.ts";

/** At most from a stop to the fold, at least between two folds of a class (ms), as each writes all that has changed. */
export const purgeDelayMs = 30_000;

type Parts = Pick<AppServices, "kv" | "clock" | "report" | "onDeleted">;

export class StoppedAnswers {
  readonly #parts: Parts;
  readonly #sync: SyncEngine<Identity>;
  readonly #alarms: Alarms;
  readonly #dueTimes = new Map<string, number>();

  constructor(parts: Parts, sync: SyncEngine<Identity>) {
    this.#parts = parts;
    this.#sync = sync;
    this.#alarms = new Alarms(
      parts,
      kvKeys.purgeDue(),
      (session) => this.#purge(session),
    );
  }

  async start(): Promise<void> {
    await this.#alarms.start();
  }

  stop(): void {
    this.#alarms.stop();
  }

  async purgeDue(): Promise<void> {
    await this.#alarms.ringDue();
  }

  /** Schedules the purge of a stopped answer's words from the log. Call it in the commit that deletes them. */
  schedule(tx: Tx, session: string): void {
    const dueAt = this.#dueTimes.get(session) ?? tx.now + purgeDelayMs;
    tx.addFact({ key: kvKeys.purgeDue(session), value: dueAt });
    tx.afterCommit(() => {
      this.#dueTimes.set(session, dueAt);
      this.#alarms.set(session, dueAt);
    });
  }

  async #purge(session: string): Promise<void> {
    const { kv, clock, onDeleted } = this.#parts;
    this.#dueTimes.delete(session);
    const due = await kv.get<number>(kvKeys.purgeDue(session));
    // Another server instance has done it, or it is not due yet.
    if (due.value === null || due.value > clock()) return;
    await nullIfNotFound(() => this.#sync.purge(session));
    // A later stop has changed the key, and is purged in its turn.
    await kv.atomic().check(due).delete(due.key).commit();
    onDeleted?.();
  }
}
