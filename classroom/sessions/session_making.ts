/** Makes sessions: one that runs at once (S-1, S-3), or those that are scheduled (S-7), with all that rides along. */
import type { z } from "zod";
import { isRefusal, Refusal } from "../../sync/refusal.ts";
import { refusal } from "../refuse.ts";
import type { Teacher } from "../accounts/accounts.ts";
import { requireOwner } from "../acting.ts";
import { announce } from "../chat/system_lines.ts";
import { readClass } from "../layout.ts";
import type { Parts } from "../parts.ts";
import { bounds } from "../schema/bounds.ts";
import { documents as names } from "../schema/documents.ts";
import { newId } from "../schema/ids.ts";
import { tellEpoch } from "./epoch.ts";
import {
  type createSessionBody,
  fillSession,
  fillStaff,
  newRecord,
  planOf,
  type PreviousSession,
  type Scheduled,
  type SessionPlan,
} from "./new_session.ts";
import { occurrences } from "./occurrences.ts";
import { previousClass } from "./returning.ts";
import type { Schedule } from "./schedule.ts";
import { requireAhead } from "./schedule_changes.ts";
import type { SessionDecisions } from "./session_decisions.ts";
import { keys, type SessionRecord } from "./session_keys.ts";
import { ownedSessions } from "./session_list.ts";

interface MakingParts
  extends Pick<Parts, "kv" | "sync" | "clock" | "report" | "meter"> {
  decisions: SessionDecisions;
  schedule: Schedule;
  /** Told of each, once it is stored. */
  made: (record: SessionRecord) => void;
  /** Deletes a session that was made and is not to be. */
  discard: (session: string) => Promise<unknown>;
  /** Says which class is in the way. */
  stillRuns: (teacher: Teacher, session: string) => Promise<Refusal>;
}

/** Makes sessions. */
export class SessionMaking {
  readonly #parts: MakingParts;

  constructor(parts: MakingParts) {
    this.#parts = parts;
  }

  /**
   * Makes a session, and starts it; refused while another one of the teacher runs (S-3). With `startsAt` it is
   * scheduled, and what is repeated with it: then this is the first of them.
   */
  async create(
    teacher: Teacher,
    ask: z.output<typeof createSessionBody>,
  ): Promise<SessionRecord> {
    if (!teacher.plan) {
      throw refusal("plan-needed");
    }
    const before = ask.restartOf === undefined
      ? null
      : await this.#before(teacher, ask.restartOf);
    const plan = planOf(ask, before);
    if (ask.startsAt !== undefined) {
      const { startsAt, repeat = 1, zone = "UTC" } = ask;
      requireAhead(startsAt, this.#parts.clock());
      return await this.#repeat(
        teacher,
        plan,
        occurrences(startsAt, repeat, zone),
      );
    }
    let hasEnded = false;
    return await this.#claim(teacher, plan, async () => {
      const holder = await this.#parts.schedule.holder(teacher.id);
      if (!holder) return;
      // What was scheduled may have begun in place of the one that was ended.
      if (!ask.endActive || hasEnded) {
        throw await this.#parts.stillRuns(teacher, holder.session);
      }
      await this.#parts.decisions.finish(holder.session);
      hasEnded = true;
    });
  }

  /** Schedules a class for each of these times; all of them, or none. Gives the first. */
  async #repeat(
    teacher: Teacher,
    plan: SessionPlan,
    times: readonly number[],
  ): Promise<SessionRecord> {
    const others = (await ownedSessions(this.#parts.kv, teacher.id))
      .filter(({ state }) => state === "scheduled").length;
    if (others + times.length > bounds.scheduled) {
      throw refusal("scheduled-full", { most: bounds.scheduled });
    }
    const series = times.length > 1 ? newId() : undefined;
    const made: SessionRecord[] = [];
    try {
      for (const startsAt of times) {
        const scheduled = { startsAt, ...(series && { series }) };
        made.push(await this.#claim(teacher, plan, async () => {}, scheduled));
      }
    } catch (thrown) {
      for (const { id } of made) await this.#parts.discard(id);
      throw thrown;
    }
    return made[0];
  }

  /** Makes a session under a code that is free, once there is place for it. */
  async #claim(
    teacher: Teacher,
    plan: SessionPlan,
    makePlace: () => Promise<void>,
    scheduled?: Scheduled,
  ): Promise<SessionRecord> {
    for (let tries = 0; tries < 50; tries++) {
      await makePlace();
      const now = this.#parts.clock();
      const record = newRecord(teacher.id, plan, now, scheduled);
      if (await this.#make(record, teacher, plan)) {
        if (!scheduled) this.#parts.meter?.began(record.id);
        this.#parts.made(record);
        await tellEpoch(this.#parts, record.id);
        return record;
      }
      // Another session of theirs was quicker, or the code is in use: look again.
    }
    throw refusal("no-free-code");
  }

  /** Makes a session's documents with all that rides along; false where a check fails. */
  async #make(
    record: SessionRecord,
    teacher: Teacher,
    plan: SessionPlan,
  ): Promise<boolean> {
    const { id, startsAt } = record;
    const code = keys.code(record.code);
    const active = keys.active(teacher.id);
    const runs = record.state === "active";
    // Whose account is deleted meanwhile has no new session (O-3).
    const { key, value, versionstamp } = await this.#parts.kv.get(
      keys.account(teacher.id),
    );
    if (value === null) throw new Refusal("not-signed-in");
    const due = runs
      ? [
        { key: active, value: id },
        { key: keys.running(id), value: record.endsAt },
      ]
      : [{ key: keys.starts(startsAt, id), value: teacher.id }];
    try {
      await this.#parts.sync.create(id, {
        [names.session(id)]: (doc) =>
          fillSession(doc, record, teacher.name, plan),
        [names.staff(id)]: (doc) => fillStaff(doc, record, plan),
        [names.room(id, "main")]: (doc) => {
          if (runs) announce(doc, "session-started", record.member, startsAt);
        },
      }, {
        checks: [
          { key: code, versionstamp: null },
          ...runs ? [{ key: active, versionstamp: null }] : [],
          { key, versionstamp },
        ],
        facts: [
          { key: code, value: id },
          { key: keys.session(id), value: record },
          { key: keys.owned(teacher.id, id), value: true },
          ...due,
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
    const { record, who } = await this.#parts.decisions.staffed(
      teacher,
      session,
    );
    requireOwner(who);
    return {
      ...await readClass(this.#parts.sync, session, previousClass),
      record,
    };
  }
}
