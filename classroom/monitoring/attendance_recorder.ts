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
  readonly #sightings = new Map<string, Map<string, Sighting>>();
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
  notePresence(session: string, { key, isOnline, at }: PresenceChange): void {
    const isOurs = this.#sightings.has(session) ||
      this.#parts.sync.hasConnections(session);
    if (!isOurs) return;
    const sightings = this.#sightings.get(session) ??
      new Map<string, Sighting>();
    this.#sightings.set(
      session,
      sightings.set(key, updateSighting(sightings.get(key), isOnline, at)),
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
      const sightings = this.#sightings.get(session) ??
        new Map<string, Sighting>();
      // People who were online before the first check.
      for (const member of people) {
        if (!sightings.has(member)) {
          sightings.set(member, updateSighting(undefined, true, now));
        }
      }
      // A class without people is not loaded, so that it leaves memory (SYNC-10).
      if (people.size > 0) this.#sightings.set(session, sightings);
    }
    await this.#checkSessions([...this.#sightings.keys()]);
  }

  async #checkSessions(sessions: readonly string[]): Promise<void> {
    for (const session of sessions) {
      this.#due.delete(session);
      const sightings = this.#sightings.get(session);
      if (sightings === undefined) continue;
      try {
        await this.#checkSession(session, sightings);
      } catch (error) {
        const refusalKind = isRefusal(error) ? error.kind : null;
        // The session was deleted. Other sightings stay for the next check.
        if (refusalKind === "not-found") this.#sightings.delete(session);
        if (refusalKind !== null) continue;
        this.#parts.report("attendance could not be stored", error);
      }
    }
  }

  /** Writes sightings; forgets a class that is over or empty. */
  async #checkSession(
    s: string,
    sightings: Map<string, Sighting>,
  ): Promise<void> {
    const { sync, clock } = this.#parts;
    const isAttended = sync.hasConnections(s);
    // Another instance, to which these members are connected, records them.
    for (const [member, { to }] of isAttended ? [] : sightings) {
      if (to === undefined) sightings.delete(member);
    }
    // Avoids empty commits.
    const isWritten = await readClassDocuments(sync, s, (docs) => {
      const news = findAttendanceChanges(docs, sightings, clock());
      return !news.isHeartbeatDue && news.changed.length === 0;
    });
    if (!isWritten) {
      await decideOnClass(sync, s, (docs, { now }) => {
        writeAttendance(
          docs.staff,
          findAttendanceChanges(docs, sightings, now),
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
          this.#sightings.delete(s);
          return;
        }
        for (const [member, sighting] of sightings) {
          const isStudent = members(session).get(member)?.role === "student";
          const left = isStudent
            ? unwrittenSighting(sighting, attendanceOf(staff).get(member))
            : sighting.to === undefined && sighting;
          if (left) sightings.set(member, left);
          else sightings.delete(member);
        }
        const isOthers = !isAttended && online.size > 0;
        if (sightings.size > 0 || isAnyStudentPresent(staff) && !isOthers) {
          return;
        }
        this.#sightings.delete(s);
      },
    );
  }
}
