/**
 * How many classes are scheduled (S-7): so many a teacher, and so many on the whole server that enough of the codes are
 * free. Both are counted from the keys themselves, which change with the classes: there is no sum that could be wrong.
 */
import type { Accounts } from "../accounts/accounts.ts";
import { refusal } from "../model/refuse.ts";
import { bounds } from "../model/bounds.ts";
import type { AppServices } from "../app_services.ts";
import { keys } from "../storage/session_keys.ts";
import type { AtomicCheck, KvKey } from "../../sync/kv/kv.ts";

/** How many codes begin with the same digits: those of one block. */
const blockDigits = 3;

interface RoomParts extends Pick<AppServices, "kv" | "clock"> {
  /** Where anybody can make accounts, one is soon made for more classes. */
  accounts: Pick<Accounts, "isNew">;
}

/** What the commit that schedules a class checks and writes, so that of two at once both are counted. */
export interface ScheduledPlace {
  check: AtomicCheck;
  fact: { key: KvKey; value: number };
}

/** The room that there is for scheduled classes. */
export class RoomForScheduled {
  readonly #parts: RoomParts;

  constructor(parts: RoomParts) {
    this.#parts = parts;
  }

  /** A place for a class of a teacher; refused where they have none for so many. */
  async place(teacher: string, many: number): Promise<ScheduledPlace> {
    const { accounts, clock, kv } = this.#parts;
    // Read before what is counted: whoever schedules in between writes it.
    const { key, value, versionstamp } = await kv.get<number>(
      keys.scheduling(teacher),
    );
    const prefix = keys.startsOf(teacher);
    const { most, ofNew } = bounds.scheduled;
    const listed = await Array.fromAsync(
      kv.list({ prefix }, { limit: most, batchSize: most }),
    );
    const all = listed.length + many;
    if (all > most) throw refusal("scheduled-full", { most });
    if (all > ofNew && await accounts.isNew(teacher, clock())) {
      throw refusal("scheduled-full-new", { most: ofNew });
    }
    return {
      check: { key, versionstamp },
      fact: { key, value: (value ?? 0) + 1 },
    };
  }

  /**
   * Whether a scheduled class may have a code: of those that begin like it most are free. As codes are drawn evenly, all
   * beginnings are full at about the same time.
   */
  async mayHave(code: string): Promise<boolean> {
    const block = code.slice(0, blockDigits);
    const size = 10 ** (code.length - blockDigits);
    const limit = Math.ceil(size * bounds.scheduled.ofCodes);
    // Codes are digits, and ":" comes after "9".
    const start = keys.code(block), end = keys.code(`${block}:`);
    const used = await Array.fromAsync(
      this.#parts.kv.list({ start, end }, { limit, batchSize: limit }),
    );
    return used.length < limit;
  }
}
