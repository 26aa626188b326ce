/**
 * Messages in the store that are to be delivered elsewhere; they outlast a restart. A server instance leases a message
 * before sending; if it dies, another one sends the message later, perhaps a second time. An instance that has sent a
 * message never sends it again, and tries to store that until the store takes it. Useless messages are deleted (O-3).
 * Keys: `[name, …]` → {@link QueuedDelivery}.
 */
import type { Kv, KvEntry, KvKey } from "../../sync/kv/kv.ts";
import type { ReportFailure } from "./storage.ts";

/** The receiver rejects a message for good. */
export class Undeliverable extends Error {
  override name = "Undeliverable";
}

/** `void`: the message is no longer needed; `later`: it is sent again. */
export type DeliveryOutcome = FinalOutcome | "later";
export type FinalOutcome = "sent" | "void" | "refused" | "failed";

interface QueuedDelivery<Order> {
  order: Order;
  /** Times of the request and of the next try (ms since 1970). */
  at: number;
  due: number;
  tries: number;
}

export interface DeliveryQueueParts<Order> {
  kv: Kv;
  clock: () => number;
  report: ReportFailure;
  /** First part of the keys. */
  name: keyof typeof described;
  /** Time after which a message is useless. */
  usefulMs: (order: Order) => number;
  isLessUrgent?: (order: Order) => boolean;
  /** Pauses after each failure; the last one repeats. */
  retryDelaysMs: readonly number[];
  /** Longer than all timeouts of one delivery. */
  leaseMs: number;
  /** A message found useless before sending has the outcome `failed`, not `void`; it does not expire. */
  isNotedWhenOver?: true;
  /** Called before each look for messages that are due. */
  prepare?: () => Promise<void>;
  /** Resolves to false if the message is no longer needed. Throws {@link Undeliverable} if retrying is useless. */
  send: (order: Order) => Promise<boolean>;
  onOutcome: (order: Order, outcome: DeliveryOutcome) => void;
  /** Stores what became of a message at `at`, before it is deleted. Called again if it or the deletion fails. */
  settle?: (order: Order, outcome: FinalOutcome, at: number) => Promise<void>;
}

/** Interval of looking for due retries and other instances' messages (ms). */
const checkIntervalMs = 15_000;
const maxConcurrent = 3;
/** Time that a stopping instance waits for messages that it is sending (ms). */
const stopTimeoutMs = 1_000;
/** First and longest pause before what became of a message is stored again (ms). */
const settleAgainMs = 1_000, maxSettleAgainMs = 5_000;
/** The nouns in reports, by the first part of the keys. */
const described = {
  mail: "a mail",
  "alert-mail": "an alert",
  "alert-webhook": "an alert",
} as const;

export class DeliveryQueue<Order> {
  readonly #parts: DeliveryQueueParts<Order>;
  /** Messages being sent: the entry before the claim, and the claim's version. */
  readonly #leases = new Map<KvEntry<QueuedDelivery<Order>>, string>();
  /** Messages that need no sending, which the store does not know yet: by key, what stores that. */
  readonly #unsettled = new Map<string, () => Promise<void>>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #interval: ReturnType<typeof setInterval> | undefined;
  #sending: Promise<void> | null = null;
  #sendsAgain = false;
  #stopping: Promise<void> | undefined;
  #isStopped = false;

  constructor(parts: DeliveryQueueParts<Order>) {
    this.#parts = parts;
  }

  start(): void {
    this.#interval = setInterval(() => void this.sendDue(), checkIntervalMs);
    void this.sendDue();
  }

  /**
   * Waits a moment for messages on their way, stores what became of them, and gives up the other leases, so that others
   * can send sooner.
   */
  stop(): Promise<void> {
    return this.#stopping ??= this.#stop();
  }

  async #stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#interval);
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    const { kv, clock, name, report, retryDelaysMs } = this.#parts;
    let timeout: ReturnType<typeof setTimeout> | undefined;
    await Promise.race([
      this.#sending,
      new Promise((resolve) => timeout = setTimeout(resolve, stopTimeoutMs)),
    ]);
    clearTimeout(timeout);
    await Promise.all(this.#unsettled.values().map((settle) => settle()));
    const due = clock() + retryDelaysMs[0];
    const releases = [...this.#leases].map(([{ key, value }, versionstamp]) =>
      kv.atomic().check({ key, versionstamp })
        .set(key, { ...value, due }, this.#expiry(value)).commit()
        .catch((error) =>
          report(`${described[name]} could not be released`, error)
        )
    );
    await Promise.all(releases);
  }

  /** Stores a message, to be sent after `wait` ms. */
  async enqueue(
    id: readonly string[],
    order: Order,
    wait = 0,
  ): Promise<void> {
    const { kv, clock, name } = this.#parts;
    const queued = this.#queued(order, clock(), wait);
    await kv.set([name, ...id], queued, this.#expiry(queued));
    // Sent after the response, so that the response time reveals nothing.
    this.#after(wait, () => this.sendDue());
  }

  /** The write that stores a message in another commit; {@link sendDue} follows it. */
  makeWrite(
    id: readonly string[],
    order: Order,
    now: number,
  ): { key: KvKey; value: QueuedDelivery<Order> } {
    const key = [this.#parts.name, ...id];
    return { key, value: this.#queued(order, now, 0) };
  }

  /** Sends what is due. Never throws. */
  sendDue(): Promise<void> {
    this.#sendsAgain = true;
    return this.#sending ??= this.#sendAll().finally(() =>
      this.#sending = null
    );
  }

  #queued(order: Order, now: number, wait: number): QueuedDelivery<Order> {
    return { order, at: now, due: now + wait, tries: 0 };
  }

  async #sendAll(): Promise<void> {
    try {
      while (this.#sendsAgain && !this.#isStopped) {
        this.#sendsAgain = false;
        await this.#parts.prepare?.();
        const due = await this.#due();
        const next = due.values();
        const work = Array.from({ length: maxConcurrent }, async () => {
          for (const entry of next) {
            if (this.#isStopped) return;
            await this.#trySending(entry);
          }
        });
        await Promise.all(work);
      }
    } catch (error) {
      const { name, report } = this.#parts;
      report(`a round of ${name}s failed`, error);
    }
  }

  #after(ms: number, work: () => Promise<void>): void {
    if (this.#isStopped) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void work();
    }, ms);
    this.#timers.add(timer);
  }

  /** Messages that are due; the less urgent ones last. */
  async #due(): Promise<KvEntry<QueuedDelivery<Order>>[]> {
    const { kv, clock, name, isLessUrgent = () => false } = this.#parts;
    const prefix: KvKey = [name];
    const entries = await Array.fromAsync(
      kv.list<QueuedDelivery<Order>>({ prefix }),
    );
    const rank = ({ value }: KvEntry<QueuedDelivery<Order>>) =>
      Number(isLessUrgent(value.order));
    const isDue = ({ key, value }: KvEntry<QueuedDelivery<Order>>) =>
      value.due <= clock() && !this.#unsettled.has(JSON.stringify(key));
    return entries.filter(isDue).sort((a, b) =>
      rank(a) - rank(b) || a.value.due - b.value.due
    );
  }

  async #trySending(entry: KvEntry<QueuedDelivery<Order>>): Promise<void> {
    const { kv, clock, report, onOutcome, name, leaseMs } = this.#parts;
    const { key, value } = entry;
    const leased = { ...value, due: clock() + leaseMs };
    const lease = await kv.atomic().check(entry)
      .set(key, leased, this.#expiry(value)).commit();
    if (!lease.ok) return;
    this.#leases.set(entry, lease.versionstamp);
    let outcome: DeliveryOutcome;
    try {
      outcome = await this.#send(value);
    } catch (error) {
      // `stop` gives up the lease.
      if (this.#isStopped) return;
      report(`${described[name]} was not sent`, error);
      outcome = this.#outcomeOf(error, value);
    }
    this.#leases.delete(entry);
    onOutcome(value.order, outcome);
    if (outcome !== "later") return this.#settle(entry, outcome, clock());
    const next = {
      ...value,
      due: clock() + this.#pauseAfter(value),
      tries: value.tries + 1,
    };
    // After the claim's end another instance may have sent it.
    const { versionstamp } = lease;
    await kv.atomic().check({ key, versionstamp })
      .set(key, next, this.#expiry(value)).commit();
  }

  async #send({ at, order }: QueuedDelivery<Order>): Promise<DeliveryOutcome> {
    const { clock, send, usefulMs, isNotedWhenOver } = this.#parts;
    const isOver = clock() - at >= usefulMs(order);
    if (isOver) return isNotedWhenOver ? "failed" : "void";
    return await send(order) ? "sent" : "void";
  }

  #outcomeOf(error: unknown, value: QueuedDelivery<Order>): DeliveryOutcome {
    const { clock, usefulMs } = this.#parts;
    if (error instanceof Undeliverable) return "refused";
    const nextAt = clock() + this.#pauseAfter(value);
    return nextAt - value.at >= usefulMs(value.order) ? "failed" : "later";
  }

  #pauseAfter({ tries }: QueuedDelivery<Order>): number {
    const { retryDelaysMs } = this.#parts;
    return retryDelaysMs[Math.min(tries, retryDelaysMs.length - 1)];
  }

  /** Stores what became of a message, and deletes it; tries until the store takes it. Never throws. */
  async #settle(
    entry: KvEntry<QueuedDelivery<Order>>,
    outcome: FinalOutcome,
    settledAt: number,
    pauseMs = settleAgainMs,
  ): Promise<void> {
    const { kv, settle, report, name } = this.#parts;
    const { key, value: { order } } = entry, id = JSON.stringify(key);
    this.#unsettled.set(id, () => this.#settle(entry, outcome, settledAt));
    try {
      await settle?.(order, outcome, settledAt);
      await kv.delete(key);
      this.#unsettled.delete(id);
    } catch (error) {
      report(`the end of ${described[name]} was not stored`, error);
      const next = Math.min(2 * pauseMs, maxSettleAgainMs);
      this.#after(pauseMs, () => this.#settle(entry, outcome, settledAt, next));
    }
  }

  #expiry({ at, order }: QueuedDelivery<Order>): { expireIn?: number } {
    const { leaseMs, clock, isNotedWhenOver, usefulMs } = this.#parts;
    if (isNotedWhenOver) return {};
    return { expireIn: Math.max(at + usefulMs(order) - clock(), leaseMs) };
  }
}
