/**
 * Wakes the process when something is due in a session. The KV says what is due, and when, so that it is done after a
 * restart, and by another instance where one has gone.
 */
import { isRefusal } from "../sync/refusal.ts";
import type { AppServices } from "./app_services.ts";
import type { Kv, KvKey } from "../sync/kv/kv.ts";

/** How often instances look for what another one has left to them, in ms. */
const lookAround = 30_000;
/** The longest wait that a timer takes; the next look around sets it again. */
const longestTimerMs = 2 ** 31 - 1;
/** After this it is tried again where the storage was away, in ms. */
const retryAfterMs = 5_000;

/** The sessions in which something is due, and when, in ms: of all of them, or of those in which it is soon. */
type Listing = (now: number) => AsyncIterable<readonly [string, number]>;

/** Alarms of one kind, at most one a session. */
export class Alarms {
  readonly #parts: Pick<AppServices, "kv" | "clock" | "report">;
  readonly #due: Listing;
  readonly #ring: (session: string) => Promise<void>;
  readonly #set = new Map<string, ReturnType<typeof setTimeout>>();
  #round: ReturnType<typeof setInterval> | undefined;

  /**
   * @param due the prefix under which `[...due, session]` says when something is next due, in ms; or who tells it
   * @param ring does what is due, if anything, and sets the alarm again; the store may fail it
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

  /** Takes over all that is due, also what was set before a restart; gives the sessions that it is due in. */
  async start(): Promise<string[]> {
    const sessions = await this.#lookAround();
    this.#round = setInterval(
      () => this.#lookAround().catch((error) => this.#tell(error)),
      lookAround,
    );
    return sessions;
  }

  /** Does all that is due by now, and resolves when it is done; what fails is told, and tried again with the next one. */
  async ringDue(): Promise<void> {
    const now = this.#parts.clock();
    for (const [session, at] of await Array.fromAsync(this.#due(now))) {
      if (at > now) continue;
      await this.#ring(session).catch((error) => this.#tell(error));
    }
  }

  /** Wakes up for nothing any more. */
  stop(): void {
    clearInterval(this.#round);
    for (const timer of this.#set.values()) clearTimeout(timer);
    this.#set.clear();
  }

  /** Wakes up for a session at a moment; null: not any more. The KV is the caller's to change. */
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
      // Nobody has set it again: there was nothing left to do, as where another instance was first.
      if (this.#set.get(session) === timer) this.#set.delete(session);
    } catch (error) {
      this.#tell(error);
      // The session was deleted: nothing is due in it any more.
      const isGone = isRefusal(error) && error.kind === "not-found";
      if (isGone) return this.set(session, null);
      if (this.#set.has(session)) {
        this.set(session, this.#parts.clock() + retryAfterMs);
      }
    }
  }

  /** A store that fails tells so itself. */
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
