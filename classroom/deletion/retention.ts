/**
 * Retention (O-3): deletes a session `RETENTION_DAYS` after its end. One instance at a time runs a round,
 * which first resumes interrupted deletions. Key: `["retention"]` → {@link Lease}.
 */
import type { Deletion } from "./deletion.ts";
import type { Erasure } from "./erasure.ts";
import { kvKeys, type SessionRecord } from "../storage/kv_keys.ts";
import { newId } from "../model/ids.ts";
import type { Settings } from "../settings.ts";
import type { AppServices } from "../app_services.ts";

interface Lease {
  instance: string;
  until: number;
}

const dayMs = 24 * 60 * 60_000;
/** Time after which a lease is void unless renewed (ms). */
const leaseMs = 5 * 60_000;
const leaseKey = ["retention"];

interface RetentionParts
  extends Pick<AppServices, "kv" | "clock" | "isKvShared"> {
  deletion: Deletion;
  erasure: Erasure;
  settings: Pick<Settings, "RETENTION_DAYS">;
}

export function isExpired(
  { state, endsAt }: Pick<SessionRecord, "state" | "endsAt">,
  days: number,
  now: number,
): boolean {
  return state === "ended" && endsAt + days * dayMs <= now;
}

export class Retention {
  readonly #parts: RetentionParts;
  readonly #instance = newId();
  #isStopped = false;
  #running: Promise<unknown> = Promise.resolve();

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  /** Runs one round; returns the number of deletions, 0 if another instance runs one. */
  async runRound(): Promise<number> {
    const round = this.#running.then(() => this.#deleteDue());
    this.#running = round.catch(() => {});
    return await round;
  }

  /** Starts no further deletion; waits for the present one. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
  }

  async #deleteDue(): Promise<number> {
    if (this.#isStopped || !await this.#takeLease(leaseMs)) return 0;
    const { deletion, erasure } = this.#parts;
    let deleted = await deletion.resume() + await erasure.resume();
    for (const s of await this.#dueSessions()) {
      // `deleteSession` checks again, as the session may have changed.
      if (this.#isStopped || !await this.#takeLease(leaseMs)) break;
      if (await deletion.deleteSession(s, (record) => this.#isOver(record))) {
        deleted++;
      }
    }
    await this.#takeLease(0);
    return deleted;
  }

  async #dueSessions(): Promise<string[]> {
    const due: string[] = [];
    const sessions = this.#parts.kv.list<SessionRecord>({
      prefix: kvKeys.session(),
    });
    for await (const { value } of sessions) {
      if (this.#isOver(value)) due.push(value.id);
    }
    return due;
  }

  #isOver(record: SessionRecord): boolean {
    const { clock, settings } = this.#parts;
    return isExpired(record, settings.RETENTION_DAYS, clock());
  }

  /** Takes, extends or (0 ms) ends the lease; false: another instance has it. */
  async #takeLease(lasts: number): Promise<boolean> {
    const { clock, kv, isKvShared } = this.#parts;
    const { value, versionstamp } = await kv.get<Lease>(leaseKey);
    const now = clock();
    const isOthers = value && value.instance !== this.#instance &&
      value.until > now;
    if (isOthers && isKvShared) return false;
    const lease: Lease = { instance: this.#instance, until: now + lasts };
    const acquired = await kv.atomic().check({ key: leaseKey, versionstamp })
      .set(leaseKey, lease).commit();
    return acquired.ok;
  }
}
