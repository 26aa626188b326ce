/** Watches who is online in the classes of this process, and has it written down (M-3): a few short entries a minute. */
import { isRefusal } from "../sync/refusal.ts";
import type { Sync } from "../sync/sync.ts";
import { isAnybodyIn, newsOf, writeNews } from "./attendance.ts";
import type { Who } from "./identity.ts";
import type { Report } from "./storage.ts";
import { documents as names } from "./schema.ts";

/** How often it looks, in ms: so exact are the times. */
const every = 15_000;

/** What it works with. */
export interface AttendingParts {
  sync: Sync<Who>;
  /** Milliseconds since 1970; the same as the engine's. */
  clock: () => number;
  report: Report;
}

/** The watch over all classes of this process. */
export class Attending {
  readonly #parts: AttendingParts;
  /** By session: when each member was last seen online. Kept while somebody counts as in. */
  readonly #seen = new Map<string, Map<string, number>>();
  #round: ReturnType<typeof setInterval> | undefined;

  constructor(parts: AttendingParts) {
    this.#parts = parts;
  }

  /** Begins to look. */
  start(): void {
    this.#round = setInterval(() => this.look(), every);
  }

  /** Looks no more. */
  stop(): void {
    clearInterval(this.#round);
  }

  /** One look at every class in which somebody is, or was a moment ago. Never throws. */
  async look(): Promise<void> {
    const { sync, clock, report } = this.#parts;
    const now = clock();
    const online = sync.online();
    for (const session of this.#seen.keys()) {
      if (!online.has(session)) online.set(session, new Set());
    }
    for (const [session, people] of online) {
      // A class that nobody is in is left in peace, so that it leaves memory (S10).
      const seen = this.#seen.get(session) ?? new Map<string, number>();
      if (people.size === 0 && !this.#seen.has(session)) continue;
      this.#seen.set(session, seen);
      for (const member of people) seen.set(member, now);
      try {
        if (!await this.#lookAt(session, seen)) this.#seen.delete(session);
      } catch (thrown) {
        this.#seen.delete(session);
        // It was deleted meanwhile.
        if (isRefusal(thrown)) continue;
        report("who is here was not written down", thrown);
      }
    }
  }

  /** Whether somebody counts as in afterwards. */
  async #lookAt(
    s: string,
    seen: ReadonlyMap<string, number>,
  ): Promise<boolean> {
    const { sync, clock } = this.#parts;
    const root = names.session(s), staff = names.staff(s);
    // Mostly nothing has changed: then nothing is to be committed.
    const some = await sync.read(s, [root, staff], ({ doc, online }) => {
      const news = newsOf(doc(root), doc(staff), online, seen, clock());
      return news.say || news.changed.length > 0
        ? null
        : isAnybodyIn(doc(staff));
    });
    if (some !== null) return some;
    return await sync.decide(s, [staff], (tx) => {
      const news = newsOf(tx.doc(root), tx.doc(staff), tx.online, seen, tx.now);
      writeNews(tx.doc(staff), news, tx.now);
      return isAnybodyIn(tx.doc(staff));
    });
  }
}
