/**
 * Wakes the process when something is due in a session. Due times are in the store, so that they outlast a restart, and
 * other server instances can take over.
 */
import { isRefusal } from "../sync/refusal.ts";
import type { AppServices } from "./app_services.ts";
import type { Kv, KvKey } from "../sync/kv/kv.ts";

/** Interval of looking for other instances' alarms (ms). */
const checkIntervalMs = 30_000;
/** Longest delay of a timer (ms); the next check sets it again. */
const maxTimerMs = 2 ** 31 - 1;
/** Delay before a retry after an error (ms). */
const retryDelayMs = 5_000;

/** Lists sessions with their due times (ms); those due much later may be missing. */
type DueListing = (now: number) => AsyncIterable<readonly [string, number]>;

/** Alarms of one kind, at most one per session. */
export class Alarms {
  readonly #services: Pick<AppServices, "kv" | "clock" | "report">;
  readonly #listDue: DueListing;
  readonly #ring: (session: string) => Promise<void>;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #checkTimer: ReturnType<typeof setInterval> | undefined;

  /**
   * @param due prefix of keys `[...due, session]` with due times (ms), or a function that lists them
   * @param ring does what is due, if anything, and sets the next alarm; may throw
   */
  constructor(
    parts: Pick<AppServices, "kv" | "clock" | "report">,
    due: KvKey | DueListing,
    ring: (session: string) => Promise<void>,
  ) {
    this.#services = parts;
    this.#listDue = typeof due === "function"
      ? due
      : () => listUnderPrefix(parts.kv, due);
    this.#ring = ring;
  }

  /** Sets all alarms, including those from before a restart; returns their sessions. */
  async start(): Promise<string[]> {
    const sessions = await this.#setListedAlarms();
    this.#checkTimer = setInterval(
      () => this.#setListedAlarms().catch((error) => this.#reportError(error)),
      checkIntervalMs,
    );
    return sessions;
  }

  /** Errors do not stop it. */
  async ringDue(): Promise<void> {
    const now = this.#services.clock();
    for (const [session, dueAt] of await Array.fromAsync(this.#listDue(now))) {
      if (dueAt > now) continue;
      await this.#ring(session).catch((error) => this.#reportError(error));
    }
  }

  stop(): void {
    clearInterval(this.#checkTimer);
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  /** Sets a session's alarm; null removes it. The caller updates the store. */
  set(session: string, dueAt: number | null): void {
    clearTimeout(this.#timers.get(session));
    this.#timers.delete(session);
    if (dueAt === null) return;
    const wait = Math.max(0, dueAt - this.#services.clock()) + 5;
    const timer = setTimeout(
      () => this.#ringOne(session, timer),
      Math.min(wait, maxTimerMs),
    );
    this.#timers.set(session, timer);
  }

  async #setListedAlarms(): Promise<string[]> {
    const sessions: string[] = [];
    for await (
      const [session, dueAt] of this.#listDue(this.#services.clock())
    ) {
      this.set(session, dueAt);
      sessions.push(session);
    }
    return sessions;
  }

  async #ringOne(
    session: string,
    timer: ReturnType<typeof setTimeout>,
  ): Promise<void> {
    try {
      await this.#ring(session);
      // `ring` has set no further alarm: nothing is left to do.
      if (this.#timers.get(session) === timer) this.#timers.delete(session);
    } catch (error) {
      this.#reportError(error);
      // The session was deleted.
      const isGone = isRefusal(error, "not-found");
      if (isGone) return this.set(session, null);
      if (this.#timers.has(session)) {
        this.set(session, this.#services.clock() + retryDelayMs);
      }
    }
  }

  /** Refusals are not reported, as a failing store reports itself. */
  #reportError(error: unknown): void {
    if (!isRefusal(error)) this.#services.report("an alarm failed", error);
  }
}

async function* listUnderPrefix(
  kv: Kv,
  prefix: KvKey,
): AsyncIterable<readonly [string, number]> {
  for await (const { key, value } of kv.list<number>({ prefix })) {
    yield [String(key.at(-1)), value];
  }
}
