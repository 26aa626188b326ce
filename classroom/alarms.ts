/**
 * Wakes the process when something is due in a session. Due times are in the KV, so restarts and other
 * instances take over.
 */
import { isRefusal } from "../sync/refusal.ts";
import type { AppServices } from "./app_services.ts";
import type { Kv, KvKey } from "../sync/kv/kv.ts";

/** Interval of looking for other instances' alarms (ms). */
const lookAround = 30_000;
/** Longest delay of a timer; the next check sets it again. */
const longestTimerMs = 2 ** 31 - 1;
/** Delay before a retry if the storage was away (ms). */
const retryAfterMs = 5_000;

/** Sessions with their due times (ms); may be limited to those due soon. */
type Listing = (now: number) => AsyncIterable<readonly [string, number]>;

/** Alarms of one kind, at most one per session. */
export class Alarms {
  readonly #parts: Pick<AppServices, "kv" | "clock" | "report">;
  readonly #due: Listing;
  readonly #ring: (session: string) => Promise<void>;
  readonly #set = new Map<string, ReturnType<typeof setTimeout>>();
  #round: ReturnType<typeof setInterval> | undefined;

  /**
   * @param due prefix of keys `[...due, session]` with due times (ms), or a function that lists them
   * @param ring does what is due, if anything, and sets the next alarm; may fail with the store
   */
  constructor(
    parts: Pick<AppServices, "kv" | "clock" | "report">,
    due: KvKey | Listing,
    ring: (session: string) => Promise<void>,
  ) {
    this.#parts = parts;
    this.#due = typeof due === "function" ? due : () => under(parts.kv, due);
    this.#ring = ring;
  }

  /** Sets all alarms, including those from before a restart; returns their sessions. */
  async start(): Promise<string[]> {
    const sessions = await this.#lookAround();
    this.#round = setInterval(
      () => this.#lookAround().catch((error) => this.#tell(error)),
      lookAround,
    );
    return sessions;
  }

  /** Does all that is due, and waits for it. Reports failures and goes on. */
  async ringDue(): Promise<void> {
    const now = this.#parts.clock();
    for (const [session, at] of await Array.fromAsync(this.#due(now))) {
      if (at > now) continue;
      await this.#ring(session).catch((error) => this.#tell(error));
    }
  }

  stop(): void {
    clearInterval(this.#round);
    for (const timer of this.#set.values()) clearTimeout(timer);
    this.#set.clear();
  }

  /** Sets a session's alarm; null: removes it. The caller updates the KV. */
  set(session: string, at: number | null): void {
    clearTimeout(this.#set.get(session));
    this.#set.delete(session);
    if (at === null) return;
    const wait = Math.max(0, at - this.#parts.clock()) + 5;
    const timer = setTimeout(
      () => this.#wake(session, timer),
      Math.min(wait, longestTimerMs),
    );
    this.#set.set(session, timer);
  }

  async #lookAround(): Promise<string[]> {
    const sessions: string[] = [];
    for await (const [session, at] of this.#due(this.#parts.clock())) {
      this.set(session, at);
      sessions.push(session);
    }
    return sessions;
  }

  async #wake(
    session: string,
    timer: ReturnType<typeof setTimeout>,
  ): Promise<void> {
    try {
      await this.#ring(session);
      // The ring has not set it again: nothing is left to do.
      if (this.#set.get(session) === timer) this.#set.delete(session);
    } catch (error) {
      this.#tell(error);
      // The session was deleted.
      const isGone = isRefusal(error) && error.kind === "not-found";
      if (isGone) return this.set(session, null);
      if (this.#set.has(session)) {
        this.set(session, this.#parts.clock() + retryAfterMs);
      }
    }
  }

  /** A failing store reports that itself. */
  #tell(error: unknown): void {
    if (!isRefusal(error)) this.#parts.report("an alarm failed", error);
  }
}

async function* under(
  kv: Kv,
  prefix: KvKey,
): AsyncIterable<readonly [string, number]> {
  for await (const { key, value } of kv.list<number>({ prefix })) {
    yield [String(key.at(-1)), value];
  }
}
