/** Whose turn it is to have a file read: reading is work for a server that all classes share. */
import { Throttle, tooOften } from "../../classroom/limits/throttle.ts";

/** So many wait at most while a teacher's file is read: a dialog that asks anew as somebody types has one or two. */
const mostWaiting = 3;
const allowance = { free: 60, window: 10 * 60_000, pace: 5000 };

/** Reads the files of each teacher one after the other, and not too many of them. */
export class ImportTurns {
  readonly #throttle = new Throttle();
  readonly #lines = new Map<
    string,
    { last: Promise<unknown>; count: number }
  >();

  /** Does the work when it is its turn. Refused with `too-often`. */
  async take<T>(
    teacher: string,
    work: () => Promise<T>,
    now: number = performance.now(),
  ): Promise<T> {
    const line = this.#lines.get(teacher) ??
      { last: Promise.resolve(), count: 0 };
    if (line.count > mostWaiting) throw tooOften(1000);
    const wait = this.#throttle.take([[teacher, allowance]], now);
    if (wait > 0) throw tooOften(wait);
    this.#lines.set(teacher, line);
    line.count++;
    const mine = line.last.then(work);
    line.last = mine.catch(() => {});
    try {
      return await mine;
    } finally {
      if (--line.count === 0) this.#lines.delete(teacher);
    }
  }
}

/** The turns of this server. */
export const importTurns = new ImportTurns();
