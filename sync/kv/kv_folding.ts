/**
 * Folds the log into snapshots and deletes what is no longer needed, while others commit (SYNC-9). The floor is the
 * number of the last folded commit; the flip is the write that moves it.
 */
import {
  deleteKeys,
  documentKey,
  floorKey,
  logKey,
  maxKeysPerRead,
  maxMutationsPerAtomic,
  pieceKey,
  splitPieces,
  type StoredSnapshot,
} from "./kv_layout.ts";
import type { DocumentSnapshot } from "../store.ts";
import type { Kv, KvKey } from "./kv.ts";

export class KvFolding {
  constructor(readonly kv: Kv) {}

  async sweep(space: string): Promise<void> {
    const floor = await this.kv.get<number>(floorKey(space));
    if (floor.value === null) {
      return await deleteKeys(this.kv, { prefix: ["space", space] });
    }
    const { value, versionstamp } = floor;
    const current = new Map<string, string>();
    const docs = { prefix: ["space", space, "doc"] };
    for await (const { key, value } of this.kv.list<StoredSnapshot>(docs)) {
      current.set(String(key[3]), value.gen);
    }
    const prefixes = [["space", space, "piece"]];
    await this.#sweepPieces(space, value, versionstamp, current, prefixes);
    await this.#deleteLog(space, value);
  }

  async compact(
    space: string,
    upTo: number,
    snapshots: readonly DocumentSnapshot[],
  ): Promise<boolean> {
    const floor = await this.kv.get<number>(floorKey(space));
    if (floor.value === null || upTo <= floor.value) return false;
    const flip = this.kv.atomic().check(floor).set(floorKey(space), upTo);
    const generations = new Map<string, string>();
    for (const { document, seq, state } of snapshots) {
      const gen = crypto.randomUUID();
      generations.set(document, gen);
      const pieces = splitPieces(state);
      for (let n = 0; n < pieces.length; n += maxKeysPerRead) {
        // If the floor has moved, the flip would fail; if it is gone, so is the space.
        const atomic = this.kv.atomic().check(floor);
        for (
          const [i, piece] of pieces.slice(n, n + maxKeysPerRead).entries()
        ) {
          atomic.set([...pieceKey(space, document), gen, n + i], piece);
        }
        if (!(await atomic.commit()).ok) {
          await this.#forget(space, generations);
          return false;
        }
      }
      const stored: StoredSnapshot = { seq, gen, pieces: pieces.length };
      flip.set(documentKey(space, document), stored);
    }
    const flipped = await flip.commit();
    const versionstamp = flipped.ok
      ? flipped.versionstamp
      : await this.#flipped(space, upTo, generations);
    if (versionstamp === null) {
      await this.#forget(space, generations);
      return false;
    }
    const foldedPrefixes = [...generations.keys()].map((it) =>
      pieceKey(space, it)
    );
    await this.#sweepPieces(
      space,
      upTo,
      versionstamp,
      generations,
      foldedPrefixes,
    );
    await this.#deleteLog(space, upTo);
    return true;
  }

  /**
   * The floor's versionstamp if the flip was written although its check failed: the answer was lost and Deno repeated
   * the write. Null if it was not written.
   */
  async #flipped(
    space: string,
    upTo: number,
    generations: ReadonlyMap<string, string>,
  ): Promise<string | null> {
    const floor = await this.kv.get<number>(floorKey(space));
    if (floor.value !== upTo) return null;
    for (const [document, gen] of generations) {
      const entry = await this.kv.get<StoredSnapshot>(
        documentKey(space, document),
      );
      if (entry.value?.gen !== gen) return null;
    }
    return floor.versionstamp;
  }

  /** Deletes the pieces of a failed compaction that no snapshot uses. */
  async #forget(
    space: string,
    generations: ReadonlyMap<string, string>,
  ): Promise<void> {
    for (const [document, gen] of generations) {
      const entry = await this.kv.get<StoredSnapshot>(
        documentKey(space, document),
      );
      if (entry.value?.gen === gen) continue;
      await deleteKeys(this.kv, {
        prefix: [...pieceKey(space, document), gen],
      });
    }
  }

  async #deleteLog(space: string, upTo: number): Promise<void> {
    await deleteKeys(this.kv, {
      start: [...logKey(space), 0],
      end: [...logKey(space), upTo + 1],
    });
  }

  /**
   * Deletes all pieces except the current ones. Each deletion also writes the floor, so that the flip of another
   * instance to a snapshot with such pieces fails. Stops if the floor has moved.
   */
  async #sweepPieces(
    space: string,
    floor: number,
    versionstamp: string,
    current: ReadonlyMap<string, string>,
    prefixes: readonly KvKey[],
  ): Promise<void> {
    for (const prefix of prefixes) {
      let old = await this.#oldPieces(prefix, current);
      while (old.length > 0) {
        const key = floorKey(space);
        const atomic = this.kv.atomic().check({ key, versionstamp });
        atomic.set(key, floor);
        for (const oldKey of old.slice(0, maxMutationsPerAtomic)) {
          atomic.delete(oldKey);
        }
        const result = await atomic.commit();
        if (result.ok) {
          versionstamp = result.versionstamp;
          old = old.slice(maxMutationsPerAtomic);
        } else {
          const entry = await this.kv.get<number>(key);
          if (entry.value !== floor) return;
          versionstamp = entry.versionstamp;
          old = await this.#oldPieces(prefix, current);
        }
      }
    }
  }

  async #oldPieces(
    prefix: KvKey,
    current: ReadonlyMap<string, string>,
  ): Promise<KvKey[]> {
    const old: KvKey[] = [];
    for await (const { key } of this.kv.list({ prefix })) {
      if (key[4] !== current.get(String(key[3]))) old.push(key);
    }
    return old;
  }
}
