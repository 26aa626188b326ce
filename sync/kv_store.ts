/**
 * The store in Deno KV: the authoritative history. This file owns these keys:
 *
 * ```
 * ["space", s, "head"]              {seq, epoch}   checked and bumped by every commit
 * ["space", s, "log", seq, piece]   one commit as bytes, in pieces of at most 60 KiB
 * ```
 */
import { limits } from "./limits.ts";
import {
  decodeEntry,
  encodeEntry,
  type Entry,
  type Head,
  type Riding,
  type Store,
} from "./store.ts";

type StoredHead = { seq: number; epoch: string };
type Numbered = Entry & { seq: number };

const headKey = (space: string) => ["space", space, "head"];
const logKey = (space: string) => ["space", space, "log"];

/** How often a commit of unknown outcome is looked for and tried again before it counts as failed. */
const attempts = 3;

/** A {@link Store} over one Deno KV. */
export class KvStore implements Store {
  #kv: Deno.Kv;

  /** @param kv an open Deno KV; the caller closes it. */
  constructor(kv: Deno.Kv) {
    this.#kv = kv;
  }

  async load(space: string, documents: readonly string[]) {
    const found = await this.since(space, 0);
    if (found === null) return null;
    const updates = new Map(
      documents.map((name) => [name, [] as Uint8Array[]]),
    );
    for (const entry of found.entries) {
      for (const [name, update] of entry.updates) {
        updates.get(name)?.push(update);
      }
    }
    return { head: found.head, documents: updates };
  }

  async since(space: string, seq: number) {
    const head = await this.#head(space);
    if (head === null) return null;
    const entries = await this.#entries(space, seq, head.seq);
    if (entries.length !== Math.max(0, head.seq - seq)) {
      throw new Error(`the log of a space has a gap after commit ${seq}`);
    }
    return { head, entries };
  }

  async commit(
    space: string,
    expected: Head | null,
    entry: Entry,
    riding: Riding,
  ) {
    const seq = (expected?.seq ?? 0) + 1;
    const epoch = expected?.epoch ?? crypto.randomUUID();
    const checks = [
      {
        key: headKey(space),
        versionstamp: expected === null ? null : expected.mark as string,
      },
      ...riding.checks ?? [],
    ];
    for (let attempt = 1;; attempt++) {
      const atomic = this.#kv.atomic().check(...checks);
      atomic.set(headKey(space), { seq, epoch } satisfies StoredHead);
      for (const [n, piece] of piecesOf(encodeEntry(entry)).entries()) {
        atomic.set([...logKey(space), seq, n], piece);
      }
      for (const fact of riding.facts ?? []) {
        if ("delete" in fact) atomic.delete(fact.key);
        else atomic.set(fact.key, fact.value);
      }
      try {
        const result = await atomic.commit();
        if (result.ok) return { seq, epoch, mark: result.versionstamp };
        return attempt > 1 ? await this.#landed(space, seq, entry.id) : null;
      } catch (error) {
        // Whether it landed is unknown: only its id at this place can tell (S5).
        const landed = await this.#landed(space, seq, entry.id);
        if (landed !== null) return landed;
        if (attempt === attempts) throw error;
      }
    }
  }

  async #head(space: string): Promise<Head | null> {
    const { value, versionstamp } = await this.#kv.get<StoredHead>(
      headKey(space),
    );
    return value === null ? null : { ...value, mark: versionstamp };
  }

  /** The head, if the commit with this id stands at this place. */
  async #landed(space: string, seq: number, id: string): Promise<Head | null> {
    const [entry] = await this.#entries(space, seq - 1, seq);
    if (entry?.id !== id) return null;
    const head = await this.#head(space);
    // Past it already: an older mark makes the next commit lose its check and catch up.
    return head?.seq === seq
      ? head
      : head && { ...head, seq, mark: "0".repeat(20) };
  }

  async #entries(
    space: string,
    after: number,
    upTo: number,
  ): Promise<Numbered[]> {
    if (after >= upTo) return [];
    const start = [...logKey(space), after + 1];
    const end = [...logKey(space), upTo + 1];
    const entries: Numbered[] = [];
    let seq = -1;
    let pieces: Uint8Array[] = [];
    const finish = () => {
      if (pieces.length > 0) {
        entries.push({ ...decodeEntry(joined(pieces)), seq });
      }
      pieces = [];
    };
    for await (
      const { key, value } of this.#kv.list<Uint8Array>({ start, end })
    ) {
      if (key[3] !== seq) finish();
      seq = key[3] as number;
      pieces.push(value);
    }
    finish();
    return entries;
  }
}

function piecesOf(bytes: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += limits.piece) {
    pieces.push(bytes.slice(at, at + limits.piece));
  }
  return pieces;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0];
  const whole = new Uint8Array(
    pieces.reduce((sum, piece) => sum + piece.length, 0),
  );
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
