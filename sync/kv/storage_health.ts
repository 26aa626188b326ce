/**
 * Whether the storage takes writes: by the outcomes of all calls, and where there were none, by a write of its own. A
 * time of trouble begins with a failure and ends when writes have succeeded for a while; errors meanwhile belong to it.
 */
import { isRefusal } from "../refusal.ts";
import { isWrongCall } from "../store.ts";
import { isBusy } from "./busy_retry.ts";
import type { AtomicOperation, Kv, KvListIterator } from "./kv.ts";
import { wrapObject } from "./wrap_object.ts";

export interface TroubleEvents {
  onBegin(error: unknown): void;
  /** @param lastedMs from the first failure to the first write that succeeded again */
  onEnd(lastedMs: number): void;
}

/**
 * The shortest time between writes to an otherwise idle storage, which are made only if its health is asked for.
 * Deleted data is overwritten only after a minute without writes (O-3), so that there must be such minutes although something always
 * asks.
 */
export const probeEveryMs = 180_000;
const lookEveryMs = 1000;
/** Trouble ends after this without a failure: longer than the pauses of what is tried again. */
const quietMs = 3000;
/** Written to see whether a write succeeds. */
export const probeKey = ["probe"];

type Access = "read" | "write";

interface Trouble {
  readonly since: number;
  /** When a write first succeeded after the last failure. */
  backAt: number | null;
  readonly timer: ReturnType<typeof setInterval>;
}

export class StorageHealth {
  /** The same KV; its calls are noted here. */
  readonly kv: Kv;
  readonly #succeededAt: Record<Access, number> = {
    read: -Infinity,
    write: -Infinity,
  };
  #failedAt = -Infinity;
  #endedAt = -Infinity;
  #trouble: Trouble | null = null;
  #isStopped = false;
  #probing: Promise<boolean> | undefined;
  readonly #errors = new WeakSet<object>();

  constructor(
    kv: Kv,
    readonly events: TroubleEvents = { onBegin() {}, onEnd() {} },
    readonly clock: () => number = () => performance.now(),
  ) {
    this.kv = this.#observe(kv);
  }

  get isInTrouble(): boolean {
    return this.#trouble !== null;
  }

  /** Whether an error belongs to a time of trouble, whose beginning and end {@link TroubleEvents} tell. */
  explains(error: unknown): boolean {
    if (this.isInTrouble && isRefusal(error, "storage-unavailable")) {
      return true;
    }
    return typeof error === "object" && error !== null &&
      this.#errors.has(error);
  }

  /** Whether a write succeeds now, or one did lately and none has failed since. Answers within `withinMs`. */
  async isWritable(withinMs: number): Promise<boolean> {
    const now = this.clock(), { write: wroteAt } = this.#succeededAt;
    if (this.#trouble !== null && now - this.#failedAt < quietMs) return false;
    const isRecent = now - wroteAt < probeEveryMs;
    if (isRecent && wroteAt > this.#failedAt) return true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<boolean>((resolve) =>
      timer = setTimeout(() => resolve(false), withinMs)
    );
    return await Promise.race([this.#probe(), timeout])
      .finally(() => clearTimeout(timer));
  }

  /** Notes that a read got no answer in time. */
  noteSilence(error: unknown): void {
    this.#noteFailure("read", error, this.clock());
  }

  /** Ends the timer. What fails from now on, as the KV is closed, is no trouble. */
  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#trouble?.timer);
    this.#trouble = null;
  }

  /** Writes once at a time. Another process that holds the file for itself is no trouble. */
  #probe(): Promise<boolean> {
    return this.#probing ??= this.kv.set(probeKey, Date.now())
      .then(() => true, isBusy)
      .finally(() => this.#probing = undefined);
  }

  async #note<T>(access: Access, call: () => Promise<T>): Promise<T> {
    const beganAt = this.clock();
    try {
      const answer = await call();
      this.#noteSuccess(access);
      return answer;
    } catch (error) {
      this.#noteFailure(access, error, beganAt);
      throw error;
    }
  }

  #noteSuccess(access: Access): void {
    const now = this.clock();
    this.#succeededAt[access] = now;
    if (access === "write" && this.#trouble) this.#trouble.backAt ??= now;
  }

  #noteFailure(access: Access, error: unknown, beganAt: number): void {
    if (this.#isStopped || isWrongCall(error) || isBusy(error)) return;
    if (typeof error !== "object" || error === null) return;
    // A call from before the last success says nothing about now.
    const isLate = beganAt < this.#succeededAt[access];
    if (this.#trouble === null) {
      if (!isLate || beganAt <= this.#endedAt) this.#errors.add(error);
      if (!isLate) this.#begin(error);
    } else {
      this.#errors.add(error);
      this.#trouble.backAt = null;
    }
    if (this.#trouble !== null) this.#failedAt = this.clock();
  }

  #begin(error: unknown): void {
    const timer = setInterval(() => this.#look(), lookEveryMs);
    this.#trouble = { since: this.clock(), backAt: null, timer };
    this.events.onBegin(error);
  }

  #look(): void {
    const { since, backAt, timer } = this.#trouble!;
    if (backAt === null) return void this.#probe();
    const now = this.clock();
    if (now - this.#failedAt < quietMs) return;
    clearInterval(timer);
    this.#trouble = null;
    this.#endedAt = now;
    this.events.onEnd(backAt - since);
  }

  #observe(kv: Kv): Kv {
    return wrapObject<Kv>(kv, {
      get: (...call) => this.#note("read", () => kv.get(...call)),
      getMany: (...call) => this.#note("read", () => kv.getMany(...call)),
      set: (...call) => this.#note("write", () => kv.set(...call)),
      delete: (...call) => this.#note("write", () => kv.delete(...call)),
      list: (...call) => this.#observeList(kv.list(...call)),
      atomic: () => this.#observeAtomic(kv.atomic()),
      watch: (...call) => this.#observeWatch(kv.watch(...call)),
    });
  }

  #observeList<T>(list: KvListIterator<T>): KvListIterator<T> {
    const observed: KvListIterator<T> = wrapObject(list, {
      next: () => this.#note("read", () => list.next()),
      [Symbol.asyncIterator]: () => observed,
    });
    return observed;
  }

  #observeAtomic(operation: AtomicOperation): AtomicOperation {
    const observed: AtomicOperation = wrapObject(operation, {
      check: (...checks) => (operation.check(...checks), observed),
      set: (...entry) => (operation.set(...entry), observed),
      delete: (key) => (operation.delete(key), observed),
      commit: () => this.#note("write", () => operation.commit()),
    });
    return observed;
  }

  /** A watch that breaks is a read that fails; what it yields is no sign of the storage's health. */
  #observeWatch<T>(watch: ReadableStream<T>): ReadableStream<T> {
    const reader = watch.getReader();
    return new ReadableStream<T>({
      pull: async (controller) => {
        try {
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          this.#noteFailure("read", error, this.clock());
          throw error;
        }
      },
      cancel: (reason) => reader.cancel(reason),
    }, { highWaterMark: 0 });
  }
}
