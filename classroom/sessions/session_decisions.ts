/** Runs decisions on a session, with updates of its facts and of timers. */
import type { Tx } from "../../sync/authority.ts";
import { refusal } from "../model/refuse.ts";
import { nullIfNotFound } from "../../sync/refusal.ts";
import type { Teacher } from "../accounts/accounts.ts";
import { requireTeacherRole } from "../model/permissions.ts";
import type { Identities } from "../identity.ts";
import type { Identity } from "../model/members.ts";
import {
  type ClassDocuments,
  decideOnClass,
  readClassDocuments,
  sessionInfo,
} from "../model/layout.ts";
import type { AppServices } from "../app_services.ts";
import { documentNames as names } from "../model/documents.ts";
import type { SessionView } from "../model/views.ts";
import {
  calendarValues,
  countCalendarRevision,
  countStudents,
  dueTimeOf,
  endSession,
  scheduledStartOf,
  updateRecord,
  updateStart,
} from "./record_updates.ts";
import { studentsOf } from "./returning.ts";
import { readSessionRecord, type SessionRecord } from "../storage/kv_keys.ts";
import { sessionView } from "./session_view.ts";

export interface DecisionParts
  extends Pick<AppServices, "kv" | "sync" | "meter"> {
  identities: Pick<Identities, "findStaff">;
}

/** Called once a decision is stored. */
interface Followers {
  decided(record: SessionRecord): void;
  /** Called if the class ran and is over. */
  ended(record: SessionRecord): Promise<void>;
}

export class SessionDecisions {
  readonly #parts: DecisionParts;
  readonly #followers: Followers;

  constructor(parts: DecisionParts, followers: Followers) {
    this.#parts = parts;
    this.#followers = followers;
  }

  async readRecord(session: string): Promise<SessionRecord | null> {
    return await readSessionRecord(this.#parts.kv, session);
  }

  /**
   * A session in which this teacher is staff; otherwise refuses with `not-found`.
   * @param knownRecord the session's record, if already read
   */
  async requireStaffOf(
    teacher: Teacher,
    session: string,
    knownRecord?: SessionRecord | null,
  ): Promise<{ record: SessionRecord; who: Identity }> {
    const record = knownRecord ?? await this.readRecord(session);
    const who = record &&
      await this.#parts.identities.findStaff(session, teacher, record);
    if (!who) throw refusal("not-found");
    return { record, who };
  }

  /** Runs a decision of the owner or a moderator. */
  async decideAsStaff(
    teacher: Teacher,
    session: string,
    decision: (tx: Tx, docs: ClassDocuments, record: SessionRecord) => void,
  ): Promise<SessionView> {
    const { record, who } = await this.requireStaffOf(teacher, session);
    requireTeacherRole(who);
    const next = await this.decide(
      record,
      (tx, docs) => decision(tx, docs, record),
      { decider: who },
    );
    return sessionView(next, who);
  }

  /** Runs a decision and returns the new record. `decider`: who decides; absent: the server. `rooms`: rooms to load. */
  async decide(
    record: SessionRecord,
    decision: (tx: Tx, docs: ClassDocuments) => void,
    { decider = record.id, rooms = [] }: {
      decider?: Identity | string;
      rooms?: readonly string[];
    } = {},
  ): Promise<SessionRecord> {
    const { meter, sync } = this.#parts;
    const s = record.id;
    let isOver = false;
    const next = await decideOnClass(sync, decider, (docs, tx) => {
      const { session } = docs;
      const wasRunning = isBegun(session);
      const start = scheduledStartOf(session);
      const oldValues = calendarValues(session);
      decision(tx, docs);
      if (wasRunning && sessionInfo(session, "state") === "ended") {
        const students = countStudents(session);
        tx.afterCommit(() => {
          meter?.recordClassEnd(s, students);
          isOver = true;
        });
      }
      updateStart(tx, start, record);
      countCalendarRevision(session, oldValues);
      return updateRecord(tx, record);
    }, rooms.map((room) => names.room(s, room)));
    this.#followers.decided(next);
    if (isOver) await this.#followers.ended(next);
    return next;
  }

  /** Students of the repeated class (S-6); null: it was deleted, or its setting `rejoin` is off. */
  async previousStudents(
    { restartOf }: SessionRecord,
  ): Promise<ReturnType<typeof studentsOf> | null> {
    const previousRecord = restartOf && await this.readRecord(restartOf);
    if (!previousRecord || !previousRecord.rejoin) return null;
    return await nullIfNotFound(() =>
      readClassDocuments(this.#parts.sync, previousRecord.id, studentsOf)
    );
  }

  async endIfDue(record: SessionRecord): Promise<void> {
    await this.decide(record, (tx, { session: doc }) => {
      const due = dueTimeOf(doc);
      if (due !== null && tx.now >= due) endSession(tx, record, due);
    });
  }

  /** Ends a session at once. `next`: the class that becomes the owner's running one. */
  async endSession(session: string, next?: string): Promise<void> {
    const record = await this.readRecord(session);
    if (!record) return;
    await this.decide(record, (tx, { session: doc }) => {
      if (sessionInfo(doc, "state") !== "ended") {
        endSession(tx, record, tx.now, next);
      }
    });
  }
}

function isBegun(session: ClassDocuments["session"]): boolean {
  const state = sessionInfo(session, "state");
  return state === "active" || state === "ending";
}
