/**
 * Sessions from start to end (S-1 to S-7, S-10). Documents have their state; what is needed without them
 * (code, owner, running) changes in the same commits.
 */
import type * as Y from "yjs";
import { z } from "zod";
import type { Tx } from "../../sync/authority.ts";
import { nullIfNotFound, type Refusal } from "../../sync/refusal.ts";
import { refusal } from "../model/refuse.ts";
import type { Teacher } from "../accounts/accounts.ts";
import { requireNotEnded, requireTeacherRole } from "../model/permissions.ts";
import { ActiveClass } from "./active_class.ts";
import { Alarms } from "../alarms.ts";
import { parseCode } from "./join_codes.ts";
import {
  readSessionDocument,
  sessionInfo,
  setSessionInfo,
} from "../model/layout.ts";
import type { createSessionBody } from "./new_session.ts";
import { copyEpoch } from "./epoch.ts";
import {
  countStudents,
  dueTimeOfRecord,
  endSession,
} from "./record_updates.ts";
import { Schedule } from "./schedule.ts";
import { plannedEnd, scheduleChanges } from "./schedule_changes.ts";
import { type DecisionParts, SessionDecisions } from "./session_decisions.ts";
import { kvKeys, type SessionRecord } from "../storage/kv_keys.ts";
import { type MakingParts, SessionMaking } from "./session_making.ts";
import { ownedSessions, sessionsInOrder } from "./session_list.ts";
import { sessionView } from "./session_view.ts";
import {
  changeSession,
  changeSessionBody,
  extendSession,
  extendSessionBody,
  requireWithinQuota,
} from "./session_changes.ts";
import { beginTicket, endTicket } from "../checks/exit_tickets.ts";
import type { Quota } from "../model/assistant.ts";
import { bounds } from "../model/bounds.ts";
import { type SessionView, sessionViewSchema } from "../model/views.ts";
import { members } from "../model/roots.ts";
import type { AppServices } from "../app_services.ts";
import { defineActsFor, emptyBody } from "../define_act.ts";

export const startSessionBody = z.strictObject({
  endActive: z.boolean().optional(),
});

const endSessionBody = z.strictObject({
  now: z.boolean().optional(),
  series: z.boolean().optional().describe(
    "also cancels the rest of its series",
  ),
});

/** Time in which an end can be undone (S-4), in ms. */
export const endUndoMs = 10_000;

interface SessionsParts
  extends DecisionParts, Pick<AppServices, "clock" | "report"> {
  /** The operator's limits of the assistant per class. */
  quota: Quota;
  accounts: MakingParts["accounts"];
  files: MakingParts["files"];
  discard: (session: string) => Promise<unknown>;
}

export class Sessions {
  readonly #parts: SessionsParts;
  readonly #alarms: Alarms;
  readonly #schedule: Schedule;
  readonly #decisions: SessionDecisions;
  readonly #making: SessionMaking;

  constructor(parts: SessionsParts) {
    this.#parts = parts;
    this.#alarms = new Alarms(parts, kvKeys.running(), (s) => this.#endDue(s));
    this.#decisions = new SessionDecisions(parts, {
      decided: (record) => this.#follow(record),
      ended: ({ owner }) => this.#schedule.beginWaiting(owner),
    });
    this.#schedule = new Schedule({
      ...parts,
      decisions: this.#decisions,
      active: new ActiveClass(parts.kv),
    });
    this.#making = new SessionMaking({
      ...parts,
      decisions: this.#decisions,
      schedule: this.#schedule,
      onMade: (record) => this.#follow(record),
      stillRuns: (teacher, session) => this.#stillRuns(teacher, session),
    });
  }

  async start(): Promise<void> {
    for (const session of await this.#alarms.start()) {
      void copyEpoch(this.#parts, session);
    }
    await this.#schedule.start();
  }

  /** Ends and begins what is due, for processes that sleep when their timers should run. */
  async settleDue(): Promise<void> {
    await this.#alarms.ringDue();
    await this.#schedule.beginDue();
  }

  async countRunning(): Promise<number> {
    const prefix = kvKeys.running();
    const running = await Array.fromAsync(this.#parts.kv.list({ prefix }));
    return running.length;
  }

  stop(): void {
    this.#alarms.stop();
    this.#schedule.stop();
  }

  async create(
    teacher: Teacher,
    ask: z.output<typeof createSessionBody>,
  ): Promise<SessionView> {
    const record = await this.#making.create(teacher, ask);
    // The class may be due by now.
    return ask.startsAt === undefined
      ? sessionView(record)
      : await this.view(teacher, record.id);
  }

  async list(teacher: Teacher): Promise<SessionView[]> {
    await this.#schedule.beginAllDueOf(teacher.id);
    const records = await ownedSessions(this.#parts.kv, teacher.id);
    return sessionsInOrder(records).map((record) => sessionView(record));
  }

  /** All sessions of a session's series, by start; only itself if in none, or for a moderator. */
  async listSeries(teacher: Teacher, session: string): Promise<SessionView[]> {
    const { record, who } = await this.#decisions.requireStaffOf(
      teacher,
      session,
    );
    const { series } = record;
    // A moderator of one class has no seat in the others.
    const records = series === undefined || !who.owner
      ? [record]
      : (await ownedSessions(this.#parts.kv, record.owner))
        .filter((it) => it.series === series);
    return records.toSorted((a, b) => a.startsAt - b.startsAt)
      .map((record) =>
        who.owner ? sessionView(record) : sessionView(record, who)
      );
  }

  async findRunning(teacher: Teacher): Promise<SessionRecord | null> {
    await this.#schedule.beginAllDueOf(teacher.id);
    const holder = await this.#schedule.findHolder(teacher.id);
    return holder?.state === "runs"
      ? await this.readRecord(holder.session)
      : null;
  }

  async view(teacher: Teacher, session: string): Promise<SessionView> {
    const ownRecord = await this.#schedule.beginIfDue(session);
    const { record, who } = await this.#decisions.requireStaffOf(
      teacher,
      session,
      ownRecord,
    );
    return sessionView(record, who);
  }

  async findByCode(typed: string): Promise<string | null> {
    const code = parseCode(typed);
    if (code === null) return null;
    const { value } = await this.#parts.kv.get<string>(kvKeys.code(code));
    if (value !== null) await this.#schedule.beginIfDue(value);
    return value;
  }

  async beginIfDue(session: string): Promise<void> {
    await this.#schedule.beginIfDue(session);
  }

  async countStudents(session: string): Promise<number> {
    return await readSessionDocument(this.#parts.sync, session, countStudents);
  }

  async readRecord(session: string): Promise<SessionRecord | null> {
    return await this.#decisions.readRecord(session);
  }

  /** Changes a session; name, schedule, `rejoin` and `collect` only before it begins, else `begun-already` (S-7). */
  async change(
    teacher: Teacher,
    session: string,
    ask: z.output<typeof changeSessionBody>,
  ): Promise<SessionView> {
    return await this.#decisions.decideAsStaff(
      teacher,
      session,
      (tx, { session: doc, staff }) => {
        requireNotEnded(doc);
        requireWithinQuota(ask.limits ?? {}, this.#parts.quota);
        const moved = scheduleChanges(doc, ask, tx.now);
        changeSession(doc, staff, ask, tx.now);
        setSessionInfo(doc, moved);
      },
    );
  }

  /**
   * **Start now** (S-7): begins a scheduled class early, or a late one; if another class still runs, refuses, or
   * with `endActive` ends that. Keeps its length. Does nothing if it runs.
   */
  async begin(
    teacher: Teacher,
    session: string,
    { endActive = false }: z.output<typeof startSessionBody> = {},
  ): Promise<SessionView> {
    const { record, who } = await this.#decisions.requireStaffOf(
      teacher,
      session,
    );
    requireTeacherRole(who);
    const { owner, state, hours = bounds.hours.default } = record;
    const holder = state === "scheduled"
      ? await this.#schedule.findHolder(owner, session)
      : null;
    const isTheirs = holder && await this.#isTheirs(teacher, holder.session);
    if (holder && !(endActive && isTheirs)) {
      throw await this.#stillRuns(teacher, holder.session);
    }
    await this.#decisions.decideAsStaff(
      teacher,
      session,
      (tx, { session: doc }) => {
        requireNotEnded(doc);
        if (sessionInfo(doc, "state") !== "scheduled") return;
        setSessionInfo(doc, {
          startsAt: tx.now,
          endsAt: plannedEnd(tx.now, sessionInfo(doc, "hours") ?? hours),
          undoUntil: undefined,
          late: undefined,
        });
      },
    );
    if (holder) await this.#decisions.endSession(holder.session, session);
    await this.#schedule.beginIfDue(session);
    const view = await this.view(teacher, session);
    if (view.state !== "scheduled") return view;
    // Another class of the owner has begun in between.
    const blockingClass = await this.#schedule.findHolder(owner, session);
    throw blockingClass
      ? await this.#stillRuns(teacher, blockingClass.session)
      : refusal("storage-unavailable");
  }

  /** The class that keeps this one from beginning; null: none, or not one that the teacher may know of. */
  async findBlockingClass(
    teacher: Teacher,
    session: string,
  ): Promise<Pick<SessionRecord, "id" | "name"> | null> {
    const { record } = await this.#decisions.requireStaffOf(teacher, session);
    const holder = await this.#schedule.findHolder(record.owner, session);
    return holder && await this.#isTheirs(teacher, holder.session)
      ? await this.readRecord(holder.session)
      : null;
  }

  /**
   * Ends a session: at once; after its exit ticket; or in 10 s with undo (S-4). Cancels a scheduled one
   * (S-7), alone or with the rest of its series.
   */
  async end(
    teacher: Teacher,
    session: string,
    ask: z.output<typeof endSessionBody> = {},
  ): Promise<SessionView> {
    // All classes of the series get the same end of undo, by which **Undo** finds them.
    const together = ask.series ? this.#parts.clock() + endUndoMs : undefined;
    if (together) {
      await this.#decideOnSeries(teacher, session, (tx, doc, record) => {
        if (ask.now) return endSession(tx, record, tx.now);
        setSessionInfo(doc, {
          undoUntil: sessionInfo(doc, "undoUntil") ?? together,
        });
      });
    }
    return await this.#decisions.decideAsStaff(
      teacher,
      session,
      (tx, docs, record) => {
        const { session: doc } = docs;
        requireNotEnded(doc);
        if (ask.now) return endSession(tx, record, tx.now);
        const undoUntil = together ?? sessionInfo(doc, "undoUntil") ??
          tx.now + endUndoMs;
        if (sessionInfo(doc, "state") === "scheduled") {
          return setSessionInfo(doc, { undoUntil });
        }
        if (
          sessionInfo(doc, "state") === "active" && beginTicket(docs, tx.now)
        ) return;
        setSessionInfo(doc, { state: "ending", undoUntil });
      },
    );
  }

  /** Undoes an end, also during the exit ticket. Also restores classes of the series that were cancelled together. */
  async undoEnd(teacher: Teacher, session: string): Promise<SessionView> {
    const until = (await this.readRecord(session))?.undoUntil;
    if (until !== undefined) {
      await this.#decideOnSeries(teacher, session, (_, doc) => {
        if (sessionInfo(doc, "undoUntil") !== until) return;
        setSessionInfo(doc, { undoUntil: undefined });
      });
    }
    await this.#decisions.decideAsStaff(teacher, session, (_, docs) => {
      const { session: doc } = docs;
      requireNotEnded(doc);
      endTicket(docs);
      if (sessionInfo(doc, "state") === "ending") {
        setSessionInfo(doc, { state: "active" });
      }
      setSessionInfo(doc, { undoUntil: undefined });
    });
    return await this.view(teacher, session);
  }

  /** Refuses with `conflict` beyond 24 h in total (S-4). */
  async extend(
    teacher: Teacher,
    session: string,
    ask: z.output<typeof extendSessionBody>,
  ): Promise<SessionView> {
    return await this.#decisions.decideAsStaff(
      teacher,
      session,
      (tx, docs) => extendSession(docs, ask, tx.now),
    );
  }

  /**
   * Runs a decision on each other scheduled class of the series; skips those that were deleted or have begun meanwhile.
   */
  async #decideOnSeries(
    teacher: Teacher,
    session: string,
    decision: (tx: Tx, doc: Y.Doc, record: SessionRecord) => void,
  ): Promise<void> {
    for (const { id, state } of await this.listSeries(teacher, session)) {
      if (id === session || state !== "scheduled") continue;
      await nullIfNotFound(() =>
        this.#decisions.decideAsStaff(
          teacher,
          id,
          (tx, { session: doc }, record) => {
            if (sessionInfo(doc, "state") === "scheduled") {
              decision(tx, doc, record);
            }
          },
        )
      );
    }
  }

  #follow(record: SessionRecord): void {
    this.#alarms.set(record.id, dueTimeOfRecord(record));
    this.#schedule.follow(record);
  }

  /** Whether a teacher may end this class, as its owner or as a moderator of it (S-9). */
  async #isTheirs(teacher: Teacher, session: string): Promise<boolean> {
    const who = await this.#parts.identities.findStaff(session, teacher);
    return who?.role === "teacher" && await readSessionDocument(
      this.#parts.sync,
      session,
      (doc) => who.owner || !members(doc).get(who.member)?.removed,
    );
  }

  /** The refusal because another class runs; it names that class only to a teacher who may end it. */
  async #stillRuns(teacher: Teacher, session: string): Promise<Refusal> {
    const record = await this.readRecord(session);
    if (!record || !await this.#isTheirs(teacher, session)) {
      return refusal("active-session-exists");
    }
    const { name } = record;
    return refusal("other-class-running", { name }, { session, name });
  }

  /** Ends a session that is due by its own document, so that calls can be repeated. */
  async #endDue(session: string): Promise<void> {
    const record = await this.readRecord(session);
    if (!record) return this.#alarms.set(session, null);
    await this.#decisions.endIfDue(record);
  }
}

const act = defineActsFor<{ sessions: Sessions }>();

const result = z.object({ session: sessionViewSchema });

export const sessionActs = [
  act("GET /", "observer", async ({ app, teacher, who, addLink }) => ({
    session: addLink(await app.sessions.view(teacher, who.session)),
  }), { result }),
  act(
    "PATCH /",
    "teacher",
    async ({ app, teacher, who, body, addLink }) => ({
      session: addLink(await app.sessions.change(teacher, who.session, body)),
    }),
    { body: changeSessionBody, result },
  ),
  act("POST /start", "teacher", async (request) => {
    const { app, teacher, who, body, addLink } = request;
    return {
      session: addLink(await app.sessions.begin(teacher, who.session, body)),
    };
  }, { body: startSessionBody, result }),
  act(
    "POST /end",
    "teacher",
    async ({ app, teacher, who, body, addLink }) => ({
      session: addLink(await app.sessions.end(teacher, who.session, body)),
    }),
    { body: endSessionBody, result },
  ),
  act(
    "POST /end/undo",
    "teacher",
    async ({ app, teacher, who, addLink }) => ({
      session: addLink(await app.sessions.undoEnd(teacher, who.session)),
    }),
    { body: emptyBody, result },
  ),
  act("POST /extend", "teacher", async (request) => {
    const { app, teacher, who, body, addLink } = request;
    return {
      session: addLink(await app.sessions.extend(teacher, who.session, body)),
    };
  }, { body: extendSessionBody, result }),
] as const;
