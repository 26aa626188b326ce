/**
 * Retention (O-3): a session is deleted `RETENTION_DAYS` after its end, and never while it runs. One instance at a time
 * looks; it first resumes deletions that a crash has interrupted.
 *
 * Key: `["retention"]` → {@link Lease}.
 */
import type { Deletion } from "./deletion.ts";
import type { Erasure } from "./erasure.ts";
import { keys, type SessionRecord } from "../storage/session_keys.ts";
import { newId } from "../model/ids.ts";
import type { Settings } from "../settings.ts";
import type { AppServices } from "../app_services.ts";

/** Whose turn it is to look, and until when, in ms. */
interface Lease {
  instance: string;
  until: number;
}

const day = 24 * 60 * 60_000;
/** When a round counts as dead that has not renewed its lease (ms). */
const leaseLasts = 5 * 60_000;
const leaseKey = ["retention"];

interface RetentionParts extends Pick<AppServices, "kv" | "clock" | "shared"> {
  deletion: Deletion;
  erasure: Erasure;
  settings: Pick<Settings, "RETENTION_DAYS">;
}

/** Whether a session has been kept for as long as it is kept. Pure. */
export function isExpired(
  { state, endsAt }: Pick<SessionRecord, "state" | "endsAt">,
  days: number,
  now: number,
): boolean {
  return state === "ended" && endsAt + days * day <= now;
}

/** Deletes what has been kept long enough. */
export class Retention {
  readonly #parts: RetentionParts;
  readonly #instance = newId();
  #stopped = false;
  #running: Promise<unknown> = Promise.resolve();

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  /** One look at all sessions; gives how many were deleted. None where another instance looks just now. */
  async round(): Promise<number> {
    const round = this.#running.then(() => this.#round());
    this.#running = round.catch(() => {});
    return await round;
  }

  /** Begins no further deletion; resolves when the one under way has come to its end. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #round(): Promise<number> {
    if (this.#stopped || !await this.#lease(leaseLasts)) return 0;
    const { deletion, erasure } = this.#parts;
    let deleted = await deletion.resume() + await erasure.resume();
    for (const s of await this.#due()) {
      // Looked at again at the moment of its going: it may have changed, or be gone.
      if (this.#stopped || !await this.#lease(leaseLasts)) break;
      if (await deletion.session(s, (record) => this.#isOver(record))) {
        deleted++;
      }
    }
    await this.#lease(0);
    return deleted;
  }

  async #due(): Promise<string[]> {
    const due: string[] = [];
    const all = this.#parts.kv.list<SessionRecord>({ prefix: keys.session() });
    for await (const { value } of all) {
      if (this.#isOver(value)) due.push(value.id);
    }
    return due;
  }

  #isOver(record: SessionRecord): boolean {
    const { clock, settings } = this.#parts;
    return isExpired(record, settings.RETENTION_DAYS, clock());
  }

  /** Takes or keeps the lease for this long (ms); false where another instance has it. */
  async #lease(lasts: number): Promise<boolean> {
    const { clock, kv, shared } = this.#parts;
    const { value, versionstamp } = await kv.get<Lease>(leaseKey);
    const now = clock();
    const others = value && value.instance !== this.#instance &&
      value.until > now;
    if (others && shared) return false;
    const lease: Lease = { instance: this.#instance, until: now + lasts };
    const taken = await kv.atomic().check({ key: leaseKey, versionstamp })
      .set(leaseKey, lease).commit();
    return taken.ok;
  }
}
