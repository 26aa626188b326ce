/** Decisions on a session, with updates of the KV's facts and of timers. */
import type { Tx } from "../../sync/authority.ts";
import { isRefusal, Refusal } from "../../sync/refusal.ts";
import type { Teacher } from "../accounts/accounts.ts";
import { requireTeacher } from "../model/acting.ts";
import type { Identities } from "../identity.ts";
import type { Who } from "../model/who.ts";
import {
  type ClassDocuments,
  decideOnClass,
  info,
  readClass,
} from "../model/layout.ts";
import type { AppServices } from "../app_services.ts";
import { documents as names } from "../model/documents.ts";
import type { SessionView } from "../model/views.ts";
import {
  countRevision,
  countStudents,
  datedAs,
  dueOf,
  endNow,
  startOf,
  updateRecord,
  updateStart,
} from "./record_updates.ts";
import { peopleOf } from "./returning.ts";
import { type SessionRecord, sessionRecord } from "../storage/session_keys.ts";
import { viewOf } from "./session_view.ts";

export interface DecisionParts
  extends Pick<AppServices, "kv" | "sync" | "meter"> {
  identities: Pick<Identities, "staff">;
}

/** Called once a decision is stored. */
interface Followers {
  decided(record: SessionRecord): void;
  /** It ran, and is over. */
  ended(record: SessionRecord): Promise<void>;
}

export class SessionDecisions {
  readonly #parts: DecisionParts;
  readonly #followers: Followers;

  constructor(parts: DecisionParts, followers: Followers) {
    this.#parts = parts;
    this.#followers = followers;
  }

  async record(session: string): Promise<SessionRecord | null> {
    return await sessionRecord(this.#parts.kv, session);
  }

  /**
   * A session that this teacher may see; else refuses with `not-found`.
   * @param known its record, if already read
   */
  async staffed(
    teacher: Teacher,
    session: string,
    known?: SessionRecord | null,
  ): Promise<{ record: SessionRecord; who: Who }> {
    const record = known ?? await this.record(session);
    const who = record &&
      await this.#parts.identities.staff(session, teacher, record);
    if (!who) throw new Refusal("not-found");
    return { record, who };
  }

  /** Takes a decision of the owner or a moderator. */
  async lead(
    teacher: Teacher,
    session: string,
    decision: (tx: Tx, docs: ClassDocuments, record: SessionRecord) => void,
  ): Promise<SessionView> {
    const { record, who } = await this.staffed(teacher, session);
    requireTeacher(who);
    const next = await this.decide(
      record,
      (tx, docs) => decision(tx, docs, record),
      { by: who },
    );
    return viewOf(next, who);
  }

  /** Takes a decision and returns the record. `by`: the member who decides, if any; `rooms` are loaded. */
  async decide(
    record: SessionRecord,
    decision: (tx: Tx, docs: ClassDocuments) => void,
    { by = record.id, rooms = [] }: {
      by?: Who | string;
      rooms?: readonly string[];
    } = {},
  ): Promise<SessionRecord> {
    const { meter, sync } = this.#parts;
    const s = record.id;
    let isOver = false;
    const next = await decideOnClass(sync, by, (docs, tx) => {
      const { session } = docs;
      const ran = isBegun(session);
      const start = startOf(session);
      const dated = datedAs(session);
      decision(tx, docs);
      if (ran && info(session, "state") === "ended") {
        const students = countStudents(session);
        tx.after(() => {
          meter?.ended(s, students);
          isOver = true;
        });
      }
      updateStart(tx, start, record);
      countRevision(session, dated);
      return updateRecord(tx, record);
    }, rooms.map((room) => names.room(s, room)));
    this.#followers.decided(next);
    if (isOver) await this.#followers.ended(next);
    return next;
  }

  /** Students of the class before (S-6); null: it is gone, or recognises nobody. */
  async peopleBefore(
    { restartOf }: SessionRecord,
  ): Promise<ReturnType<typeof peopleOf> | null> {
    const before = restartOf && await this.record(restartOf);
    if (!before || !before.rejoin) return null;
    try {
      return await readClass(this.#parts.sync, before.id, peopleOf);
    } catch (thrown) {
      if (isRefusal(thrown) && thrown.kind === "not-found") return null;
      throw thrown;
    }
  }

  /** Ends a session that is due. Harmless at any time. */
  async endIfDue(record: SessionRecord): Promise<void> {
    await this.decide(record, (tx, { session: doc }) => {
      const due = dueOf(doc);
      if (due !== null && tx.now >= due) endNow(tx, record, due);
    });
  }

  /** Ends a session at once. `next`: the teacher's class that takes its place. */
  async finish(session: string, next?: string): Promise<void> {
    const record = await this.record(session);
    if (!record) return;
    await this.decide(record, (tx, { session: doc }) => {
      if (info(doc, "state") !== "ended") endNow(tx, record, tx.now, next);
    });
  }
}

function isBegun(session: ClassDocuments["session"]): boolean {
  const state = info(session, "state");
  return state === "active" || state === "ending";
}
