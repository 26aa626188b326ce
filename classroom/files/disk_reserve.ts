/**
 * Keeps a part of the disk free of uploads, for the database: a class whose words cannot be stored stands still, one
 * without another picture does not. Counts what all uploads may still write.
 */
import { refusal } from "../model/refuse.ts";
import { reservationMs } from "./file_quota.ts";

export class DiskReserve {
  readonly #reserve: number;
  readonly #readFree: () => Promise<number>;
  readonly #clock: () => number;
  /** What each upload may still write, the longest held first. */
  readonly #held = new Map<string, { bytes: number; until: number }>();
  #heldBytes = 0;

  /** @param readFree reads the free bytes of the disk; `clock` in ms */
  constructor(
    reserve: number,
    readFree: () => Promise<number>,
    clock: () => number = Date.now,
  ) {
    this.#reserve = reserve;
    this.#readFree = readFree;
    this.#clock = clock;
  }

  /**
   * Holds `bytes` for an upload, instead of what it held before. Refuses if they, or the `whole` rest of the file, do
   * not fit beside the reserve.
   */
  async hold(id: string, bytes: number, whole = bytes): Promise<void> {
    const free = await this.#readFree();
    const now = this.#clock();
    for (const [otherId, { until }] of this.#held) {
      if (until > now) break;
      this.release(otherId);
    }
    this.release(id);
    if (free - this.#heldBytes - Math.max(bytes, whole) < this.#reserve) {
      throw refusal("server-files-full");
    }
    this.#held.set(id, { bytes, until: now + reservationMs });
    this.#heldBytes += bytes;
  }

  release(id: string): void {
    this.#heldBytes -= this.#held.get(id)?.bytes ?? 0;
    this.#held.delete(id);
  }
}
