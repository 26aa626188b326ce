/**
 * Sees who comes and who goes in the classes that somebody is connected to here, from the presence of all connections,
 * and has it written down (M-3): a few short entries a minute, with the moments at which it happened.
 */
import { isRefusal } from "../../sync/refusal.ts";
import type { Passage } from "../../sync/presence.ts";
import {
  attendanceChanges,
  attendanceOf,
  isAnybodyIn,
  type Sighting,
  sightingAfter,
  stillUnwritten,
  writeChanges,
} from "../model/attendance.ts";
import { decideOnClass, info, members, readClass } from "../model/layout.ts";
import type { AppServices } from "../app_services.ts";

/** How often every class with people in it is looked at, in ms; somebody is out after a minute. */
const every = 15_000;
/** How long comings and goings gather, in ms; a crash may lose this much. */
const writeAfterMs = 3000;

type AttendanceRecorderParts = Pick<AppServices, "sync" | "clock" | "report">;

/** The watch over all classes of this process. */
export class AttendanceRecorder {
  readonly #parts: AttendanceRecorderParts;
  /** By session, by member: what is not written yet. Kept while somebody counts as in. */
  readonly #seen = new Map<string, Map<string, Sighting>>();
  /** The sessions with comings and goings to write. */
  readonly #due = new Set<string>();
  #round: ReturnType<typeof setInterval> | undefined;
  #soon: ReturnType<typeof setTimeout> | undefined;
  #isOn = false;

  constructor(parts: AttendanceRecorderParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#isOn = true;
    this.#round = setInterval(() => this.look(), every);
  }

  stop(): void {
    this.#isOn = false;
    clearInterval(this.#round);
    clearTimeout(this.#soon);
  }

  /** Takes in that somebody has come online, or gone; it is written a moment later, together with others. */
  passed(session: string, { key, online, at }: Passage): void {
    const isOurs = this.#seen.has(session) ||
      this.#parts.sync.isAttended(session);
    if (!isOurs) return;
    const seen = this.#seen.get(session) ?? new Map<string, Sighting>();
    this.#seen.set(
      session,
      seen.set(key, sightingAfter(seen.get(key), online, at)),
    );
    if (!this.#isOn) return;
    this.#due.add(session);
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      void this.#lookAtAll([...this.#due]);
    }, writeAfterMs);
  }

  /** One look at every class with people in it, now or a moment ago. Never throws. */
  async look(): Promise<void> {
    const now = this.#parts.clock();
    for (const [session, people] of this.#parts.sync.online()) {
      const seen = this.#seen.get(session) ?? new Map<string, Sighting>();
      // People who were there before the first look.
      for (const member of people) {
        if (!seen.has(member)) {
          seen.set(member, sightingAfter(undefined, true, now));
        }
      }
      // A class that nobody is in is left in peace, so that it leaves memory (S10).
      if (people.size > 0) this.#seen.set(session, seen);
    }
    await this.#lookAtAll([...this.#seen.keys()]);
  }

  async #lookAtAll(sessions: readonly string[]): Promise<void> {
    for (const session of sessions) {
      this.#due.delete(session);
      const seen = this.#seen.get(session);
      if (seen === undefined) continue;
      try {
        await this.#lookAt(session, seen);
      } catch (thrown) {
        const refused = isRefusal(thrown) ? thrown.kind : null;
        // The session was deleted. Other sightings are kept, and written by the next look.
        if (refused === "not-found") this.#seen.delete(session);
        if (refused !== null) continue;
        this.#parts.report("attendance could not be stored", thrown);
      }
    }
  }

  /** Has what was seen written; forgets it where the class is over, or nobody is there any more. */
  async #lookAt(s: string, seen: Map<string, Sighting>): Promise<void> {
    const { sync, clock } = this.#parts;
    const isAttended = sync.isAttended(s);
    // Whoever is connected to another instance alone is looked after there.
    for (const [member, { to }] of isAttended ? [] : seen) {
      if (to === undefined) seen.delete(member);
    }
    // Mostly nothing has changed: then nothing is to be committed.
    const isWritten = await readClass(sync, s, (docs) => {
      const news = attendanceChanges(docs, seen, clock());
      return !news.heartbeat && news.changed.length === 0;
    });
    if (!isWritten) {
      await decideOnClass(sync, s, (docs, { now }) => {
        writeChanges(docs.staff, attendanceChanges(docs, seen, now), now);
      });
    }
    // At once with what is read: who passes after it begins a new list.
    await readClass(sync, s, ({ session, staff }, { online }) => {
      if (info(session, "state") === "ended") {
        this.#seen.delete(s);
        return;
      }
      for (const [member, one] of seen) {
        const isStudent = members(session).get(member)?.role === "student";
        const left = isStudent
          ? stillUnwritten(one, attendanceOf(staff).get(member))
          : one.to === undefined && one;
        if (left) seen.set(member, left);
        else seen.delete(member);
      }
      const isOthers = !isAttended && online.size > 0;
      if (seen.size > 0 || isAnybodyIn(staff) && !isOthers) return;
      this.#seen.delete(s);
    });
  }
}
