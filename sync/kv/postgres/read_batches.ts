/**
 * Reads that begin in the same task go to the database as one statement. When connections are renewed, dozens of
 * cookies are checked at once.
 */
import { keyName } from "./tuple_keys.ts";

interface Read<Row> {
  readonly keys: readonly Uint8Array[];
  readonly outcome: PromiseWithResolvers<(Row | undefined)[]>;
}

const keysPerStatement = 500;

export class ReadBatches<Row extends { readonly k: Uint8Array }> {
  readonly #read: (keys: readonly Uint8Array[]) => Promise<readonly Row[]>;
  #waiting: Read<Row>[] = [];

  /** @param read returns the rows that are there, in any order, as of one moment */
  constructor(
    read: (keys: readonly Uint8Array[]) => Promise<readonly Row[]>,
  ) {
    this.#read = read;
  }

  /**
   * The rows of the keys, in their order, as of one moment that is not before the call; undefined where there is none.
   */
  read(keys: readonly Uint8Array[]): Promise<(Row | undefined)[]> {
    if (this.#waiting.length === 0) queueMicrotask(() => this.#readWaiting());
    const outcome = Promise.withResolvers<(Row | undefined)[]>();
    this.#waiting.push({ keys, outcome });
    return outcome.promise;
  }

  #readWaiting(): void {
    let batch: Read<Row>[] = [], size = 0;
    for (const read of this.#waiting) {
      if (batch.length > 0 && size + read.keys.length > keysPerStatement) {
        void this.#readBatch(batch);
        [batch, size] = [[], 0];
      }
      batch.push(read);
      size += read.keys.length;
    }
    this.#waiting = [];
    void this.#readBatch(batch);
  }

  async #readBatch(batch: readonly Read<Row>[]): Promise<void> {
    const keys = batch.flatMap(({ keys }) => keys.map(withName));
    const keysByName = new Map(keys.map(({ name, key }) => [name, key]));
    try {
      const rows = await this.#read([...keysByName.values()]);
      const rowsByName = new Map(rows.map((row) => [keyName(row.k), row]));
      let offset = 0;
      for (const { keys: { length }, outcome } of batch) {
        const keysOfRead = keys.slice(offset, offset += length);
        outcome.resolve(keysOfRead.map(({ name }) => rowsByName.get(name)));
      }
    } catch (error) {
      for (const { outcome } of batch) outcome.reject(error);
    }
  }
}

function withName(key: Uint8Array): { name: string; key: Uint8Array } {
  return { name: keyName(key), key };
}
