/**
 * Limits scheduled classes (S-7): per teacher, and for all teachers together, by the share of join codes that they
 * use. Counts the stored keys, as a stored sum could be wrong.
 */
import type { Accounts } from "../accounts/accounts.ts";
import { refusal } from "../model/refuse.ts";
import { bounds } from "../model/bounds.ts";
import type { AppServices } from "../app_services.ts";
import { kvKeys } from "../storage/kv_keys.ts";
import type { AtomicCheck, KvKey } from "../../sync/kv/kv.ts";

/** Number of first digits of a code that name its block. */
const blockDigits = 3;

interface CapacityParts extends Pick<AppServices, "kv" | "clock"> {
  /** New accounts have a lower limit, as open sign-up makes them easily. */
  accounts: Pick<Accounts, "isNewAccount">;
}

/** The check and the write by which a commit reserves scheduled classes: of two concurrent requests, one fails. */
export interface ScheduleReservation {
  check: AtomicCheck;
  fact: { key: KvKey; value: number };
}

export class ScheduleCapacity {
  readonly #parts: CapacityParts;

  constructor(parts: CapacityParts) {
    this.#parts = parts;
  }

  /** Refuses if the teacher may not schedule `count` more classes. */
  async reserve(teacher: string, count: number): Promise<ScheduleReservation> {
    const { accounts, clock, kv } = this.#parts;
    // Read before counting, as scheduling in between changes it.
    const { key, value, versionstamp } = await kv.get<number>(
      kvKeys.scheduling(teacher),
    );
    const prefix = kvKeys.startsOf(teacher);
    const { max, ofNew } = bounds.scheduled;
    const listed = await Array.fromAsync(
      kv.list({ prefix }, { limit: max, batchSize: max }),
    );
    const total = listed.length + count;
    if (total > max) throw refusal("scheduled-full", { most: max });
    if (total > ofNew && await accounts.isNewAccount(teacher, clock())) {
      throw refusal("scheduled-full-new", { most: ofNew });
    }
    return {
      check: { key, versionstamp },
      fact: { key, value: (value ?? 0) + 1 },
    };
  }

  /**
   * Whether a scheduled class may have this code: enough codes of its block must be free. As codes are drawn evenly,
   * all blocks fill alike.
   */
  async mayUseCode(code: string): Promise<boolean> {
    const block = code.slice(0, blockDigits);
    const size = 10 ** (code.length - blockDigits);
    const limit = Math.ceil(size * bounds.scheduled.ofCodes);
    // ":" follows "9" in ASCII.
    const start = kvKeys.code(block), end = kvKeys.code(`${block}:`);
    const used = await Array.fromAsync(
      this.#parts.kv.list({ start, end }, { limit, batchSize: limit }),
    );
    return used.length < limit;
  }
}
