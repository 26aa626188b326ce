/**
 * Tells instances over one Deno KV who is connected to the others, by short-lived keys. Expiry is checked here too,
 * because KV expires late.
 *
 * ```
 *  ["presence", s]                 the watched bell: written with every change, not with renewals
 *  ["presence", s, instance, n]    {until, people}   who is connected there, in pieces
 * ```
 */
import { deleteKeys } from "./kv_layout.ts";
import type { KvWatch } from "./kv_watch.ts";
import type { ConnectedPerson } from "../presence.ts";
import type { Kv, KvKey } from "./kv.ts";

interface Stored {
  until: number;
  people: ConnectedPerson[];
}

interface LastWrite {
  /** The people as JSON; empty if the write may have failed. */
  json: string;
  until: number;
  /** Number of pieces that are stored at most. */
  pieces: number;
}

/** Validity of an entry in ms: a little more than two renewals. */
const validForMs = 45_000;
/** People per key, well within a value's 64 KiB. */
const peopleAtOnce = 250;

export interface PresenceExchange {
  publish(space: string, people: readonly ConnectedPerson[]): Promise<void>;
  /** Calls `changed` with the people connected to other instances, by instance, whenever they may have changed. */
  subscribe(
    space: string,
    changed: (
      elsewhere: ReadonlyMap<string, readonly ConnectedPerson[]>,
    ) => void,
  ): { refresh(): Promise<void>; end(): void };
  forget(space: string): Promise<void>;
}

export class KvPresenceExchange implements PresenceExchange {
  #lastWrites = new Map<string, LastWrite>();
  #publishing = new Map<string, Promise<void>>();
  #next = new Map<string, readonly ConnectedPerson[]>();

  /**
   * @param instance this process's random name
   * @param clock milliseconds since 1970
   */
  constructor(
    readonly kv: Kv,
    readonly watch: KvWatch,
    readonly instance: string = crypto.randomUUID(),
    readonly clock: () => number = () => Date.now(),
    readonly report: (what: string, error: unknown) => void = console.error,
  ) {}

  /**
   * Stores who is connected here. Writes go one after the other, so that the last one holds; a state that a newer one
   * overtakes is never written.
   */
  publish(space: string, people: readonly ConnectedPerson[]): Promise<void> {
    this.#next.set(space, people);
    const publish = () => this.#publishNext(space);
    return this.#publishing.getOrInsertComputed(space, publish);
  }

  async #publishNext(space: string): Promise<void> {
    const failures: unknown[] = [];
    for (;;) {
      const people = this.#next.get(space);
      if (people === undefined) break;
      this.#next.delete(space);
      await this.#write(space, people).catch((error) => failures.push(error));
    }
    this.#publishing.delete(space);
    if (failures.length > 0) throw failures[0];
  }

  async #write(
    space: string,
    people: readonly ConnectedPerson[],
  ): Promise<void> {
    const lastWrite = this.#lastWrites.get(space);
    if (lastWrite === undefined && people.length === 0) return;
    const now = this.clock(), until = now + validForMs;
    const atomic = this.kv.atomic();
    let n = 0;
    for (; n * peopleAtOnce < people.length; n++) {
      const piece = people.slice(n * peopleAtOnce, (n + 1) * peopleAtOnce);
      const stored: Stored = { until, people: piece };
      atomic.set(this.#key(space, n), stored, { expireIn: validForMs * 2 });
    }
    const pieces = Math.max(n, lastWrite?.pieces ?? 0);
    for (let index = n; index < pieces; index++) {
      atomic.delete(this.#key(space, index));
    }
    // A renewal changes nothing, so it does not ring the bell.
    const json = JSON.stringify(people);
    const isRenewal = lastWrite?.json === json && now < lastWrite.until;
    if (!isRenewal) {
      const bell = ["presence", space];
      atomic.set(bell, this.instance, { expireIn: validForMs * 2 });
    }
    this.#lastWrites.set(space, { json: "", until, pieces });
    await atomic.commit();
    if (n === 0) this.#lastWrites.delete(space);
    else this.#lastWrites.set(space, { json, until, pieces: n });
  }

  subscribe(
    space: string,
    changed: (elsewhere: Map<string, ConnectedPerson[]>) => void,
  ) {
    let reading: Promise<void> | null = null, isReadDue = false, isOver = false;
    const read = async () => {
      try {
        while (isReadDue) {
          isReadDue = false;
          const elsewhere = await this.#elsewhere(space);
          if (!isOver) changed(elsewhere);
        }
      } finally {
        reading = null;
      }
    };
    // One read at a time: an earlier read that ends later would bring back people who have gone.
    const refresh = () => {
      isReadDue = true;
      return reading ??= read();
    };
    const report = (error: unknown) =>
      this.report("presence could not be read", error);
    const unwatch = this.watch.watchKey(
      ["presence", space],
      () => void refresh().catch(report),
    );
    const end = () => {
      isOver = true;
      unwatch();
    };
    return { refresh, end };
  }

  async forget(space: string): Promise<void> {
    const prefix = ["presence", space];
    await this.kv.delete(prefix);
    await deleteKeys(this.kv, { prefix });
  }

  #key(space: string, n: number): KvKey {
    return ["presence", space, this.instance, n];
  }

  async #elsewhere(space: string): Promise<Map<string, ConnectedPerson[]>> {
    const elsewhere = new Map<string, ConnectedPerson[]>();
    const selector = { prefix: ["presence", space] };
    for await (const { key, value } of this.kv.list<Stored>(selector)) {
      const instance = key[2] as string;
      if (instance === this.instance || value.until < this.clock()) continue;
      elsewhere.getOrInsertComputed(instance, () => []).push(...value.people);
    }
    return elsewhere;
  }
}
