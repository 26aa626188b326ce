/**
 * Messages in the store that are to be delivered elsewhere; they outlast a restart. A server instance claims a message
 * before sending; if it dies, another one sends the message later, perhaps a second time. Useless messages are deleted
 * (O-3). Keys: `[name, …]` → {@link QueuedDelivery}.
 */
import type { KvWrite } from "../../sync/authority.ts";
import type { Kv, KvEntry, KvKey } from "../../sync/kv/kv.ts";
import type { ReportFailure } from "./storage.ts";

/** The receiver rejects a message for good. */
export class Undeliverable extends Error {
  override name = "Undeliverable";
}

/** `void`: the message is no longer needed; `later`: it is sent again. */
export type DeliveryOutcome = "sent" | "void" | "later" | "refused" | "failed";

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
  name: "mail" | "alert";
  /** Time after which a message is useless. */
  usefulMs: (order: Order) => number;
  isLessUrgent?: (order: Order) => boolean;
  /** Pauses after each failure; the last one repeats. */
  retryDelaysMs: readonly number[];
  /** Longer than all timeouts of one delivery. */
  claimMs: number;
  /** A message that became useless while no instance ran has the outcome `failed`; the store does not delete it. */
  isNotedWhenOver?: true;
  /** Resolves to false if the message is no longer needed. Throws {@link Undeliverable} if retrying is useless. */
  send: (order: Order) => Promise<boolean>;
  /** The queue waits for it. It must not reject. */
  onOutcome: (order: Order, outcome: DeliveryOutcome) => void | Promise<void>;
}

/** Interval of looking for messages that other instances have queued (ms). */
const checkIntervalMs = 15_000;
const maxConcurrent = 3;
/** The nouns in reports. */
const described = { mail: "a mail", alert: "an alert" } as const;

export class DeliveryQueue<Order> {
  readonly #parts: DeliveryQueueParts<Order>;
  /** Messages being sent: the entry before the claim, and the claim's version. */
  readonly #claims = new Map<KvEntry<QueuedDelivery<Order>>, string>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #interval: ReturnType<typeof setInterval> | undefined;
  #sending: Promise<void> | null = null;
  #sendsAgain = false;
  #isStopped = false;

  constructor(parts: DeliveryQueueParts<Order>) {
    this.#parts = parts;
  }

  start(): void {
    this.#interval = setInterval(() => void this.sendDue(), checkIntervalMs);
    void this.sendDue();
  }

  /** Stops, and gives up claims, so that others can send sooner. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#interval);
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    const { kv, clock, name, report, retryDelaysMs } = this.#parts;
    const due = clock() + retryDelaysMs[0];
    const all = [...this.#claims].map(([{ key, value }, versionstamp]) =>
      kv.atomic().check({ key, versionstamp })
        .set(key, { ...value, due }, this.#expiry(value)).commit()
        .catch((error) =>
          report(`${described[name]} could not be released`, error)
        )
    );
    await Promise.all(all);
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
    if (this.#isStopped) return;
    // Sent after the response, so that the response time reveals nothing.
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.sendDue();
    }, wait);
    this.#timers.add(timer);
  }

  /** The write that stores a message in another commit; {@link sendDue} follows it. */
  makeWrite(id: readonly string[], order: Order, now: number): KvWrite {
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

  #queued(order: Order, at: number, wait: number): QueuedDelivery<Order> {
    return { order, at, due: at + wait, tries: 0 };
  }

  async #sendAll(): Promise<void> {
    try {
      while (this.#sendsAgain && !this.#isStopped) {
        this.#sendsAgain = false;
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

  /** Messages that are due; the less urgent ones last. */
  async #due(): Promise<KvEntry<QueuedDelivery<Order>>[]> {
    const { kv, clock, name, isLessUrgent = () => false } = this.#parts;
    const prefix: KvKey = [name];
    const all = await Array.fromAsync(
      kv.list<QueuedDelivery<Order>>({ prefix }),
    );
    const rank = ({ value }: KvEntry<QueuedDelivery<Order>>) =>
      Number(isLessUrgent(value.order));
    return all.filter(({ value }) => value.due <= clock()).sort((a, b) =>
      rank(a) - rank(b) || a.value.due - b.value.due
    );
  }

  async #trySending(entry: KvEntry<QueuedDelivery<Order>>): Promise<void> {
    const { kv, clock, report, send, onOutcome, name, usefulMs } = this.#parts;
    const { claimMs, retryDelaysMs } = this.#parts;
    const { key, value } = entry;
    const claimed = { ...value, due: clock() + claimMs };
    const claim = await kv.atomic().check(entry)
      .set(key, claimed, this.#expiry(value)).commit();
    if (!claim.ok) return;
    this.#claims.set(entry, claim.versionstamp);
    const { order } = value;
    const useful = usefulMs(order);
    const isOver = clock() - value.at >= useful;
    try {
      const isSent = !isOver && await send(order);
      await kv.delete(key);
      const isLost = isOver && this.#parts.isNotedWhenOver;
      await onOutcome(order, isSent ? "sent" : isLost ? "failed" : "void");
    } catch (error) {
      // `stop` has given up the claim.
      if (this.#isStopped) return;
      const pause =
        retryDelaysMs[Math.min(value.tries, retryDelaysMs.length - 1)];
      const isLast = error instanceof Undeliverable ||
        clock() + pause - value.at >= useful;
      report(`${described[name]} was not sent`, error);
      if (isLast) {
        await kv.delete(key);
        const isRefused = error instanceof Undeliverable;
        await onOutcome(order, isRefused ? "refused" : "failed");
        return;
      }
      const tries = value.tries + 1;
      const next = { ...value, due: clock() + pause, tries };
      // After the claim's end another instance may have sent it.
      const { versionstamp } = claim;
      await kv.atomic().check({ key, versionstamp })
        .set(key, next, this.#expiry(value)).commit();
      await onOutcome(order, "later");
    } finally {
      this.#claims.delete(entry);
    }
  }

  #expiry({ at, order }: QueuedDelivery<Order>): { expireIn?: number } {
    const { claimMs, clock, isNotedWhenOver, usefulMs } = this.#parts;
    if (isNotedWhenOver) return {};
    return { expireIn: Math.max(at + usefulMs(order) - clock(), claimMs) };
  }
}
