/**
 * Sessions from their beginning to their end (S-1 to S-5, S-10). What a session is stands in its
 * documents; what is needed without them (its code, its owner, what runs) changes in the same commits.
 */
import { z } from "zod";
import type { Tx } from "../../sync/authority.ts";
import { isRefusal, Refusal } from "../../sync/refusal.ts";
import { refusal } from "../refuse.ts";
import type { Teacher } from "../accounts/accounts.ts";
import { requireNotEnded, requireOwner, requireTeacher } from "../acting.ts";
import type { Identities, Who } from "../identity.ts";
import { Alarms } from "./alarms.ts";
import { readCode } from "./codes.ts";
import { decideOnClass, info, members, readClass, setInfo } from "../layout.ts";
import {
  type createSessionBody,
  fillSession,
  fillStaff,
  newRecord,
  planOf,
  type PreviousSession,
  type SessionPlan,
} from "./new_session.ts";
import { tellEpoch } from "./epoch.ts";
import { dueAt, dueOf, endNow, updateRecord } from "./record_updates.ts";
import { keys, type SessionRecord, sessionRecord } from "./session_keys.ts";
import { viewOf } from "./session_view.ts";
import { previousClass } from "./returning.ts";
import {
  changeSession,
  type changeSessionBody,
  requireWithin,
} from "./session_changes.ts";
import {
  beginTicket,
  endTicket,
  outlastTicket,
} from "../resources/exit_ticket.ts";
import type { Quota } from "../assistant/operator_limits.ts";
import { announce } from "../chat/system_lines.ts";
import { bounds } from "../schema/bounds.ts";
import { documents as names } from "../schema/documents.ts";
import type { SessionView } from "../schema/views.ts";
import type { Parts } from "../parts.ts";

/** Body of `POST /api/sessions/:s/end`. */
export const endSessionBody = z.strictObject({ now: z.boolean().optional() });

/** Body of `POST /api/sessions/:s/extend`. */
export const extendSessionBody = z.strictObject({
  minutes: z.int().positive(),
});

/** For how long an end can be undone (S-4), in ms. */
export const undoLasts = 10_000;

interface SessionsParts
  extends Pick<Parts, "kv" | "sync" | "clock" | "report" | "meter"> {
  /** What the operator gives each class of the assistant. */
  most: Quota;
  identities: Pick<Identities, "staff">;
}

/** Makes, shows, changes and ends sessions, and ends those whose time is over. */
export class Sessions {
  readonly #parts: SessionsParts;
  readonly #alarms: Alarms;

  constructor(parts: SessionsParts) {
    this.#parts = parts;
    const ring = (session: string) => this.#ring(session);
    this.#alarms = new Alarms(parts, keys.running(), ring);
  }

  /** Takes over the ends of all sessions that run, also those begun before a restart. */
  async start(): Promise<void> {
    for (const session of await this.#alarms.start()) {
      void tellEpoch(this.#parts, session);
    }
  }

  /** Ends no session any more. */
  stop(): void {
    this.#alarms.stop();
  }

  /** Makes a session and starts it. Refused while another one of the teacher runs (S-3). */
  async create(
    teacher: Teacher,
    ask: z.output<typeof createSessionBody>,
  ): Promise<SessionView> {
    if (!teacher.plan) {
      throw refusal("plan-needed");
    }
    const before = ask.restartOf === undefined
      ? null
      : await this.#before(teacher, ask.restartOf);
    const plan = planOf(ask, before);
    for (let tries = 0; tries < 50; tries++) {
      const active =
        (await this.#parts.kv.get<string>(keys.active(teacher.id))).value;
      if (active !== null) {
        if (!ask.endActive) throw await this.#stillRuns(active);
        await this.#finish(active);
      }
      const record = newRecord(teacher.id, plan, this.#parts.clock());
      if (await this.#make(record, teacher, plan)) {
        this.#parts.meter?.began(record.id);
        this.#alarms.set(record.id, record.endsAt);
        await tellEpoch(this.#parts, record.id);
        return viewOf(record);
      }
      // Another session of theirs was quicker, or the code is in use: look again.
    }
    throw refusal("no-free-code");
  }

  /** The sessions of a teacher: those that run first, then the newest. */
  async list(teacher: Teacher): Promise<SessionView[]> {
    const ids: string[] = [];
    for await (
      const { key } of this.#parts.kv.list({ prefix: keys.owned(teacher.id) })
    ) {
      ids.push(String(key.at(-1)));
    }
    const records: SessionRecord[] = [];
    for (let at = 0; at < ids.length; at += 10) {
      const wanted = ids.slice(at, at + 10).map((id) => keys.session(id));
      for (
        const { value } of await this.#parts.kv.getMany<SessionRecord[]>(wanted)
      ) {
        if (value) records.push(value);
      }
    }
    const rank = ({ state }: SessionRecord) => state === "ended" ? 1 : 0;
    return records
      .sort((a, b) => rank(a) - rank(b) || b.startsAt - a.startsAt)
      .map((record) => viewOf(record));
  }

  /** The session of a teacher that runs now; null: none. */
  async running(teacher: Teacher): Promise<SessionRecord | null> {
    const id =
      (await this.#parts.kv.get<string>(keys.active(teacher.id))).value;
    return id === null ? null : await this.record(id);
  }

  /** One session, as one of its staff sees it. */
  async view(teacher: Teacher, session: string): Promise<SessionView> {
    const { record, who } = await this.#staffed(teacher, session);
    return viewOf(record, who);
  }

  /** The session that a code opens now; null: none. */
  async byCode(typed: string): Promise<string | null> {
    const code = readCode(typed);
    return code === null
      ? null
      : (await this.#parts.kv.get<string>(keys.code(code))).value;
  }

  /** The record of a session; null: there is none. */
  async record(session: string): Promise<SessionRecord | null> {
    return await sessionRecord(this.#parts.kv, session);
  }

  /** Changes what can be changed while it runs. */
  async change(
    teacher: Teacher,
    session: string,
    ask: z.output<typeof changeSessionBody>,
  ): Promise<SessionView> {
    return await this.#lead(
      teacher,
      session,
      (tx, doc) => {
        requireNotEnded(doc);
        requireWithin(ask.limits ?? {}, this.#parts.most);
        changeSession(doc, tx.doc(names.staff(session)), ask, tx.now);
      },
    );
  }

  /**
   * Ends a session: at once; or where an exit ticket is prepared, once there was time for it; or in 10 s, within
   * which it can be undone (S-4).
   */
  async end(
    teacher: Teacher,
    session: string,
    ask: z.output<typeof endSessionBody> = {},
  ): Promise<SessionView> {
    return await this.#lead(teacher, session, (tx, doc, record) => {
      requireNotEnded(doc);
      if (ask.now) return endNow(tx, record, tx.now);
      const docs = { session: doc, staff: tx.doc(names.staff(session)) };
      if (info(doc, "state") === "active" && beginTicket(docs, tx.now)) return;
      if (info(doc, "state") !== "ending") {
        setInfo(doc, { state: "ending", undoUntil: tx.now + undoLasts });
      }
    });
  }

  /** Takes an end back, as long as nothing has been torn down; also while the class answers its exit ticket. */
  async undoEnd(teacher: Teacher, session: string): Promise<SessionView> {
    return await this.#lead(
      teacher,
      session,
      (tx, doc) => {
        requireNotEnded(doc);
        endTicket({ session: doc, staff: tx.doc(names.staff(session)) });
        if (info(doc, "state") === "ending") {
          setInfo(doc, { state: "active", undoUntil: undefined });
        }
      },
    );
  }

  /** Gives a session more time; refused with `conflict` beyond 24 h in total, never cut down (S-4). */
  async extend(
    teacher: Teacher,
    session: string,
    { minutes }: z.output<typeof extendSessionBody>,
  ): Promise<SessionView> {
    return await this.#lead(
      teacher,
      session,
      (tx, doc) => {
        requireNotEnded(doc);
        const endsAt = info(doc, "endsAt") + minutes * 60_000;
        const most = bounds.hours.most * 60 * 60_000;
        if (endsAt - info(doc, "startsAt") > most) {
          throw refusal("class-too-many-hours", { hours: bounds.hours.most });
        }
        setInfo(doc, { endsAt });
        outlastTicket(tx.doc(names.staff(session)));
      },
    );
  }

  /** Makes a session's documents with all that rides along; false where a check fails. */
  async #make(
    record: SessionRecord,
    teacher: Teacher,
    plan: SessionPlan,
  ): Promise<boolean> {
    const { id } = record;
    const code = keys.code(record.code);
    const active = keys.active(teacher.id);
    // Whose account is deleted meanwhile has no new session (O-3).
    const { key, value, versionstamp } = await this.#parts.kv.get(
      keys.account(teacher.id),
    );
    if (value === null) throw new Refusal("not-signed-in");
    try {
      await this.#parts.sync.create(id, {
        [names.session(id)]: (doc) =>
          fillSession(doc, record, teacher.name, plan),
        [names.staff(id)]: (doc) => fillStaff(doc, record, plan),
        [names.room(id, "main")]: (doc) =>
          announce(doc, "session-started", record.member, record.startsAt),
      }, {
        checks: [
          { key: code, versionstamp: null },
          { key: active, versionstamp: null },
          { key, versionstamp },
        ],
        facts: [
          { key: code, value: id },
          { key: active, value: id },
          { key: keys.session(id), value: record },
          { key: keys.owned(teacher.id, id), value: true },
          { key: keys.running(id), value: record.endsAt },
        ],
      });
      return true;
    } catch (thrown) {
      if (isRefusal(thrown) && thrown.kind === "conflict") return false;
      throw thrown;
    }
  }

  /** What a class that is held again begins with; it may still be running until then. */
  async #before(teacher: Teacher, session: string): Promise<PreviousSession> {
    const { record, who } = await this.#staffed(teacher, session);
    requireOwner(who);
    return {
      ...await readClass(this.#parts.sync, session, previousClass),
      record,
    };
  }

  /** A session in which this teacher has something to see. Refused with `not-found` where they have not. */
  async #staffed(
    teacher: Teacher,
    session: string,
  ): Promise<{ record: SessionRecord; who: Who }> {
    const record = await this.record(session);
    const who = await this.#parts.identities.staff(session, teacher);
    if (!record || !who) throw new Refusal("not-found");
    return { record, who };
  }

  /** Takes a decision of the owner or a moderator. */
  async #lead(
    teacher: Teacher,
    session: string,
    decision: (
      tx: Tx,
      doc: ReturnType<Tx["doc"]>,
      record: SessionRecord,
    ) => void,
  ): Promise<SessionView> {
    const { record, who } = await this.#staffed(teacher, session);
    requireTeacher(who);
    const next = await this.#decide(
      record,
      (tx, doc) => decision(tx, doc, record),
      who,
    );
    return viewOf(next, who);
  }

  async #stillRuns(session: string): Promise<Refusal> {
    const record = await this.record(session);
    return refusal("other-class-running", { name: record?.name ?? "" }, {
      session,
      name: record?.name,
    });
  }

  /**
   * Takes a decision on a session; its record and the time when something is next due follow.
   *
   * @param by whose it is; the session alone: nobody's
   */
  async #decide(
    record: SessionRecord,
    decision: (tx: Tx, doc: ReturnType<Tx["doc"]>) => void,
    by: Who | string = record.id,
  ): Promise<SessionRecord> {
    const s = record.id;
    const next = await decideOnClass(
      this.#parts.sync,
      by,
      ({ session: doc }, tx) => {
        const ran = info(doc, "state") !== "ended";
        decision(tx, doc);
        if (ran && info(doc, "state") === "ended") {
          const students = [...members(doc).values()]
            .filter(({ role }) => role === "student").length;
          tx.after(() => this.#parts.meter?.ended(s, students));
        }
        return updateRecord(tx, record);
      },
    );
    this.#alarms.set(s, dueAt(next));
    return next;
  }

  /** Ends a session without asking whose it is. */
  async #finish(session: string): Promise<void> {
    const record = await this.record(session);
    if (!record) return;
    await this.#decide(record, (tx, doc) => {
      if (info(doc, "state") !== "ended") endNow(tx, record, tx.now);
    });
  }

  /** Does what is due. Decided by the session's own facts, so it does not matter who wakes, or how often. */
  async #ring(session: string): Promise<void> {
    const record = await this.record(session);
    if (!record) return this.#alarms.set(session, null);
    await this.#decide(record, (tx, doc) => {
      const due = dueOf(doc);
      if (due !== null && tx.now >= due) endNow(tx, record, due);
    });
  }
}
