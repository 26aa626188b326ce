/** The store in Deno KV; `kv_layout.ts` lists the keys. */
import { KvBusyRetry, makeRetryingKv } from "./busy_retry.ts";
import { CommitGroups } from "./commit_groups.ts";
import type { KvWatch } from "./kv_watch.ts";
import { KvFolding } from "./kv_folding.ts";
import { KvTurns } from "./kv_turns.ts";
import {
  documentKey,
  floorKey,
  headKey,
  joinPieces,
  logKey,
  maxKeysPerRead,
  pieceKey,
  splitPieces,
  type StoredHead,
  type StoredSnapshot,
} from "./kv_layout.ts";
import { limits } from "../limits.ts";
import {
  type CommitEntry,
  type CommitExtras,
  type CommitPosition,
  type CommitTurns,
  decodeEntry,
  type DocumentSnapshot,
  encodeEntry,
  type Head,
  immediateTurns,
  type LoadedSpace,
  type LoggedCommit,
  type Store,
} from "../store.ts";
import type { AtomicOperation, Kv, KvKey } from "./kv.ts";

interface Index {
  head: Head;
  floor: number;
  snapshots: Map<string, StoredSnapshot>;
}

/** Tries of a commit of unknown outcome before it fails. */
const attempts = 3;
/** Tries of a load that compactions interrupt before it fails. */
const loadAttempts = 20;

export class KvStore implements Store {
  #folding: KvFolding;
  #groups: CommitGroups;
  #waiting: Kv;

  /**
   * @param kv an open Deno KV; the caller closes it
   * @param watched given if other instances write to the same KV
   * @param clock milliseconds since 1970
   */
  constructor(
    readonly kv: Kv,
    readonly watched?: KvWatch,
    readonly busy = new KvBusyRetry(),
    readonly clock: () => number = () => Date.now(),
  ) {
    this.#waiting = makeRetryingKv(kv, busy);
    this.#folding = new KvFolding(this.#waiting);
    this.#groups = new CommitGroups(kv, busy);
  }

  watch(space: string, moved: (seq: number | null) => void): () => void {
    if (this.watched === undefined) return () => {};
    return this.watched.watchKey(
      headKey(space),
      (head) => moved((head as StoredHead | null)?.seq ?? null),
    );
  }

  makeTurns(space: string): CommitTurns {
    if (this.watched === undefined) return immediateTurns;
    return new KvTurns(this.#waiting, space, this.clock);
  }

  async readHead(space: string): Promise<Head | null> {
    const { value, versionstamp } = await this.kv.get<StoredHead>(
      headKey(space),
    );
    return value === null ? null : { ...value, versionstamp };
  }

  async load(
    space: string,
    documents: readonly string[],
  ): Promise<LoadedSpace | null> {
    for (let attempt = 0; attempt < loadAttempts; attempt++) {
      const index = await this.#index(space, documents);
      if (index === "moved") continue;
      if (index === null) return null;
      const loaded = await this.#read(space, documents, index);
      if (loaded !== null) return loaded;
    }
    throw new Error(
      "a space was not whole, or was compacted each time while it was loaded",
    );
  }

  async readSnapshot(
    space: string,
    document: string,
  ): Promise<DocumentSnapshot | null> {
    for (let attempt = 0; attempt < loadAttempts; attempt++) {
      const key = documentKey(space, document);
      const { value: stored } = await this.kv.get<StoredSnapshot>(key);
      if (stored === null) return null;
      const state = await this.#state(space, document, stored);
      if (state !== null) return { document, seq: stored.seq, state };
    }
    throw new Error("a snapshot was replaced each time while it was read");
  }

  /** Usually one read: a commit writes head and log entry together, so both have the same versionstamp. */
  async readCommitsSince(space: string, seq: number) {
    const newEntries = await this.#entries(space, seq);
    const last = newEntries.at(-1);
    if (last?.seq === seq + newEntries.length) {
      return {
        head: { seq: last.seq, versionstamp: last.versionstamp },
        entries: newEntries,
      };
    }
    const head = await this.readHead(space);
    if (head === null) return null;
    const entries = await this.#entries(space, seq, head.seq);
    if (entries.length !== Math.max(0, head.seq - seq)) return "folded";
    return { head, entries };
  }

  async commit(
    space: string,
    expected: Head | null,
    entry: CommitEntry,
    extras: CommitExtras,
  ) {
    const seq = (expected?.seq ?? 0) + 1;
    const epoch = expected?.epoch ?? crypto.randomUUID();
    const versionstamp = expected === null
      ? null
      : expected.versionstamp as string;
    const checked = { key: headKey(space), versionstamp };
    const bytes = encodeEntry(entry);
    const set: [KvKey, unknown][] = [
      [headKey(space), { seq, epoch } satisfies StoredHead],
    ];
    if (expected === null) set.push([floorKey(space), 0]);
    for (const [n, piece] of splitPieces(bytes).entries()) {
      set.push([[...logKey(space), seq, n], piece]);
    }
    const turns = extras.turns instanceof KvTurns ? extras.turns : undefined;
    const writeAlone = async () => {
      do {
        const atomic = this.kv.atomic().check(checked, ...extras.checks ?? []);
        for (const [key, value] of set) atomic.set(key, value);
        turns?.addChecks(atomic);
        await addExtras(atomic, this.kv, extras);
        const result = await this.busy.awaitWrite(atomic.commit());
        if (result.ok) {
          turns?.noteCommit();
          return { versionstamp: result.versionstamp };
        }
      } while (await turns?.hasOnlyQueueGrown(versionstamp));
      return null;
    };
    // Commits with facts or checks are written alone: a check does not see what other commits of its group write.
    let isGrouped = this.watched === undefined && expected !== null &&
      !extras.checks?.length && !extras.facts?.length;
    const part = { space, checked, set, bytes: bytes.length };
    const turn = this.busy.startWait();
    for (let attempt = 1;;) {
      let failure: unknown = null;
      const write = isGrouped ? this.#groups.write(part) : writeAlone();
      isGrouped = false;
      try {
        const result = await write;
        if (result === "other") continue;
        if (result !== null) return { seq, epoch, ...result };
      } catch (error) {
        failure = error;
      }
      // The outcome is unknown even without an error: over a network, Deno repeats a write, whose check may then fail
      // because of the first try. Only the id of the commit stored at `seq` tells (SYNC-5).
      const outcome = await this.#landed(space, seq, entry.id);
      if (outcome === "folded") {
        // Another instance was first and has folded the log since. After a lost answer, the folded commit may be this
        // one.
        if (failure === null && attempt === 1) return null;
        throw new Error("a commit was folded away before it was looked for");
      }
      if (outcome !== null || failure === null) return outcome;
      if (await turn.again(failure)) continue;
      if (attempt++ === attempts) throw failure;
    }
  }

  /** Deletes the floor with the head: every write to a space checks one of the two. */
  async drop(space: string, extras: CommitExtras): Promise<boolean> {
    const turn = this.busy.startWait();
    for (let attempt = 1;;) {
      const atomic = this.kv.atomic().check(...extras.checks ?? []);
      atomic.delete(headKey(space)).delete(floorKey(space));
      await addExtras(atomic, this.kv, extras);
      try {
        if ((await this.busy.awaitWrite(atomic.commit())).ok) return true;
        return await this.readHead(space) === null;
      } catch (error) {
        // The head tells whether the deletion was written.
        if (await this.readHead(space) === null) return true;
        if (await turn.again(error)) continue;
        if (attempt++ === attempts) throw error;
      }
    }
  }

  sweep(space: string): Promise<void> {
    return this.#folding.sweep(space);
  }

  compact(
    space: string,
    upTo: number,
    snapshots: readonly DocumentSnapshot[],
  ): Promise<boolean> {
    return this.#folding.compact(space, upTo, snapshots);
  }

  /** The head if the commit stored at `seq` has this id; "folded" if that can no longer be known; otherwise null. */
  async #landed(
    space: string,
    seq: number,
    id: string,
  ): Promise<Head | "folded" | null> {
    const [entry] = await this.#entries(space, seq - 1, seq);
    if (entry === undefined) {
      const { value: floor } = await this.kv.get<number>(floorKey(space));
      if (floor !== null && floor >= seq) return "folded";
    }
    if (entry?.id !== id) return null;
    const head = await this.readHead(space);
    // Later commits exist already: an old versionstamp makes the next commit fail its check and catch up.
    return head?.seq === seq
      ? head
      : head && { ...head, seq, versionstamp: "0".repeat(20) };
  }

  /**
   * Reads the head, the floor and the entries of snapshots; "moved" if a compaction came between the reads, null if
   * there is no space. Snapshots and floor change together, so they match if the floor has not moved.
   */
  async #index(
    space: string,
    documents: readonly string[],
  ): Promise<Index | "moved" | null> {
    const snapshots = new Map<string, StoredSnapshot>();
    let index: Index | null = null;
    let offset = 0;
    do {
      const names = documents.slice(offset, offset + maxKeysPerRead - 2);
      offset += maxKeysPerRead - 2;
      const [head, floor, ...metas] = await this.kv.getMany<
        [StoredHead, number, ...StoredSnapshot[]]
      >([
        headKey(space),
        floorKey(space),
        ...names.map((name) => documentKey(space, name)),
      ]);
      if (head.value === null || floor.value === null) return null;
      if (index !== null && index.floor !== floor.value) return "moved";
      index ??= {
        head: { ...head.value, versionstamp: head.versionstamp },
        floor: floor.value,
        snapshots,
      };
      for (const [i, name] of names.entries()) {
        const meta = metas[i]?.value;
        if (meta) snapshots.set(name, meta);
      }
    } while (offset < documents.length);
    return index;
  }

  async #read(
    space: string,
    documents: readonly string[],
    index: Index,
  ): Promise<LoadedSpace | null> {
    const updatesByDocument = new Map<string, Uint8Array[]>();
    for (const name of documents) {
      const snapshot = index.snapshots.get(name);
      if (snapshot === undefined) updatesByDocument.set(name, []);
      else {
        const state = await this.#state(space, name, snapshot);
        if (state === null) return null;
        updatesByDocument.set(name, [state]);
      }
    }
    const entries = await this.#entries(space, index.floor, index.head.seq);
    if (entries.length !== index.head.seq - index.floor) return null;
    for (const entry of entries) {
      for (const [name, update] of entry.updates) {
        if (entry.seq > (index.snapshots.get(name)?.seq ?? 0)) {
          updatesByDocument.get(name)?.push(update);
        }
      }
    }
    return { head: index.head, documents: updatesByDocument, logged: entries };
  }

  async #state(
    space: string,
    name: string,
    { gen, pieces }: StoredSnapshot,
  ): Promise<Uint8Array | null> {
    const values: Uint8Array[] = [];
    const prefix = [...pieceKey(space, name), gen];
    for await (const { value } of this.kv.list<Uint8Array>({ prefix })) {
      values.push(value);
    }
    return values.length === pieces ? joinPieces(values) : null;
  }

  async #entries(
    space: string,
    sinceSeq: number,
    upTo = Infinity,
  ): Promise<(LoggedCommit & CommitPosition)[]> {
    if (sinceSeq >= upTo) return [];
    const start = [...logKey(space), sinceSeq + 1];
    const end = [...logKey(space), upTo + 1];
    const entries: (LoggedCommit & CommitPosition)[] = [];
    let place: CommitPosition = { seq: -1, versionstamp: null };
    let pieces: Uint8Array[] = [];
    // A compaction may delete an entry piece by piece during the read; such an entry counts as gone.
    const finish = () => {
      const bytes = joinPieces(pieces);
      pieces = [];
      try {
        entries.push({ ...decodeEntry(bytes), ...place });
      } catch {
        return;
      }
    };
    for await (
      const { key, value, versionstamp } of this.kv.list<Uint8Array>({
        start,
        end,
      })
    ) {
      const seq = key[3] as number;
      if (seq !== place.seq && pieces.length > 0) finish();
      place = { seq, versionstamp };
      if (key[4] === pieces.length) pieces.push(value);
    }
    if (pieces.length > 0) finish();
    return entries;
  }
}

async function addExtras(
  atomic: AtomicOperation,
  kv: Kv,
  { facts = [] }: CommitExtras,
): Promise<void> {
  const sums = new Map<string, Added>();
  for (const fact of facts) {
    if ("delete" in fact) atomic.delete(fact.key);
    else if ("value" in fact) atomic.set(fact.key, fact.value);
    else {
      const name = JSON.stringify(fact.key);
      const sum = sums.get(name) ?? { key: fact.key, amounts: new Map() };
      for (const [counter, n] of Object.entries(fact.add)) {
        sum.amounts.set(counter, (sum.amounts.get(counter) ?? 0) + n);
      }
      sums.set(name, sum);
    }
  }
  // These values change only with the head, which the commit checks.
  for (const { key, amounts } of sums.values()) {
    const { value } = await kv.get<Record<string, number>>(key);
    const total = new Map(Object.entries(value ?? {}));
    for (const [counter, n] of amounts) {
      const name = total.has(counter) || fits(total, counter)
        ? counter
        : overflowName;
      total.set(name, (total.get(name) ?? 0) + n);
    }
    // Sorted by name, so that the order of additions cannot be seen.
    const sorted = [...total].sort(([a], [b]) => a < b ? -1 : 1);
    atomic.set(key, Object.fromEntries(sorted));
  }
}

const overflowName = "…";

/** Whether one more name fits into a value: two bytes per character, and 16 for its number and their lengths. */
function fits(total: ReadonlyMap<string, number>, name: string): boolean {
  let bytes = 0;
  for (const document of [...total.keys(), name]) {
    bytes += 2 * document.length + 16;
  }
  return bytes <= limits.piece;
}

interface Added {
  key: KvKey;
  amounts: Map<string, number>;
}
