/** Records attendance (M-3) from the connections to this process: few commits per minute, but exact times. */
import { isRefusal } from "../../sync/refusal.ts";
import type { PresenceChange } from "../../sync/presence.ts";
import {
  findAttendanceChanges,
  isAnyStudentPresent,
  type Sighting,
  unwrittenSighting,
  updateSighting,
  writeAttendance,
} from "../model/attendance.ts";
import {
  decideOnClass,
  readClassDocuments,
  sessionInfo,
} from "../model/layout.ts";
import { members } from "../model/roots.ts";
import { attendanceOf } from "../model/staff_roots.ts";
import type { AppServices } from "../app_services.ts";

/** Interval of checking classes with people in them (ms). */
const checkIntervalMs = 15_000;
/** For how long changes are collected (ms); a crash may lose them. */
const writeDelayMs = 3000;

type AttendanceRecorderParts = Pick<AppServices, "sync" | "clock" | "report">;

export class AttendanceRecorder {
  readonly #parts: AttendanceRecorderParts;
  /** Sightings by session and member: those not written yet, and those that go on. */
  readonly #seen = new Map<string, Map<string, Sighting>>();
  readonly #due = new Set<string>();
  #interval: ReturnType<typeof setInterval> | undefined;
  #writeTimer: ReturnType<typeof setTimeout> | undefined;
  #isOn = false;

  constructor(parts: AttendanceRecorderParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#isOn = true;
    this.#interval = setInterval(() => this.checkAll(), checkIntervalMs);
  }

  stop(): void {
    this.#isOn = false;
    clearInterval(this.#interval);
    clearTimeout(this.#writeTimer);
  }

  /** Notes that a member went online or offline, to be written a moment later together with others. */
  notePresence(session: string, { key, online, at }: PresenceChange): void {
    const isOurs = this.#seen.has(session) ||
      this.#parts.sync.hasConnections(session);
    if (!isOurs) return;
    const seen = this.#seen.get(session) ?? new Map<string, Sighting>();
    this.#seen.set(
      session,
      seen.set(key, updateSighting(seen.get(key), online, at)),
    );
    if (!this.#isOn) return;
    this.#due.add(session);
    this.#writeTimer ??= setTimeout(() => {
      this.#writeTimer = undefined;
      void this.#checkSessions([...this.#due]);
    }, writeDelayMs);
  }

  /** Checks every class with people now or recently. Never throws. */
  async checkAll(): Promise<void> {
    const now = this.#parts.clock();
    for (const [session, people] of this.#parts.sync.online()) {
      const seen = this.#seen.get(session) ?? new Map<string, Sighting>();
      // People who were online before the first check.
      for (const member of people) {
        if (!seen.has(member)) {
          seen.set(member, updateSighting(undefined, true, now));
        }
      }
      // A class without people is not loaded, so that it leaves memory (SYNC-10).
      if (people.size > 0) this.#seen.set(session, seen);
    }
    await this.#checkSessions([...this.#seen.keys()]);
  }

  async #checkSessions(sessions: readonly string[]): Promise<void> {
    for (const session of sessions) {
      this.#due.delete(session);
      const seen = this.#seen.get(session);
      if (seen === undefined) continue;
      try {
        await this.#checkSession(session, seen);
      } catch (error) {
        const refusalKind = isRefusal(error) ? error.kind : null;
        // The session was deleted. Other sightings stay for the next check.
        if (refusalKind === "not-found") this.#seen.delete(session);
        if (refusalKind !== null) continue;
        this.#parts.report("attendance could not be stored", error);
      }
    }
  }

  /** Writes sightings; forgets a class that is over or empty. */
  async #checkSession(s: string, seen: Map<string, Sighting>): Promise<void> {
    const { sync, clock } = this.#parts;
    const isAttended = sync.hasConnections(s);
    // Another instance, to which these members are connected, records them.
    for (const [member, { to }] of isAttended ? [] : seen) {
      if (to === undefined) seen.delete(member);
    }
    // Avoids empty commits.
    const isWritten = await readClassDocuments(sync, s, (docs) => {
      const news = findAttendanceChanges(docs, seen, clock());
      return !news.heartbeat && news.changed.length === 0;
    });
    if (!isWritten) {
      await decideOnClass(sync, s, (docs, { now }) => {
        writeAttendance(
          docs.staff,
          findAttendanceChanges(docs, seen, now),
          now,
        );
      });
    }
    // One synchronous step, so that no sighting is noted between the check and the deletion.
    await readClassDocuments(
      sync,
      s,
      ({ session, staff }, { online }) => {
        if (sessionInfo(session, "state") === "ended") {
          this.#seen.delete(s);
          return;
        }
        for (const [member, one] of seen) {
          const isStudent = members(session).get(member)?.role === "student";
          const left = isStudent
            ? unwrittenSighting(one, attendanceOf(staff).get(member))
            : one.to === undefined && one;
          if (left) seen.set(member, left);
          else seen.delete(member);
        }
        const isOthers = !isAttended && online.size > 0;
        if (seen.size > 0 || isAnyStudentPresent(staff) && !isOthers) return;
        this.#seen.delete(s);
      },
    );
  }
}
