/** Makes sessions: running ones (S-1, S-3) or scheduled ones (S-7). */
import type { z } from "zod";
import { isRefusal, type Refusal } from "../../sync/refusal.ts";
import { refusal } from "../model/refuse.ts";
import type { Accounts, Teacher } from "../accounts/accounts.ts";
import { requireOwnerRole } from "../model/permissions.ts";
import { oneTurnPerGroup, TurnQueue } from "../limits/turn_queue.ts";
import type { BlobStore } from "../files/blob_store.ts";
import {
  dropPictureCopies,
  makePictureCopies,
  type PictureCopy,
} from "../files/picture_copies.ts";
import { addSystemLine } from "../model/room_messages.ts";
import { readClassDocuments } from "../model/layout.ts";
import type { AppServices } from "../app_services.ts";
import { documentNames as names } from "../model/documents.ts";
import { deriveId, newId } from "../model/ids.ts";
import { copyEpoch } from "./epoch.ts";
import { withOwnPictures } from "./carried_over.ts";
import {
  type createSessionBody,
  fillSession,
  fillStaff,
  newRecord,
  planSession,
  type PreviousSession,
  type ScheduledStart,
  type SessionPlan,
} from "./new_session.ts";
import { weeklyOccurrences } from "../../formats/times.ts";
import { previousClass } from "./returning.ts";
import type { Schedule } from "./schedule.ts";
import { startKeys } from "./record_updates.ts";
import {
  ScheduleCapacity,
  type ScheduleReservation,
} from "./schedule_capacity.ts";
import { requireFuture } from "./schedule_changes.ts";
import type { SessionDecisions } from "./session_decisions.ts";
import {
  kvKeys,
  readSessionRecord,
  type SessionRecord,
} from "../storage/kv_keys.ts";

export interface MakingParts
  extends Pick<AppServices, "kv" | "sync" | "clock" | "report" | "meter"> {
  decisions: SessionDecisions;
  schedule: Schedule;
  accounts: Pick<Accounts, "isNewAccount">;
  files: { bytes(): Promise<BlobStore> };
  onMade: (record: SessionRecord) => void;
  /** Deletes a session that was made but could not begin, or whose series failed. */
  discard: (session: string) => Promise<unknown>;
  /** The refusal that names the class in the way. */
  stillRuns: (teacher: Teacher, session: string) => Promise<Refusal>;
}

export class SessionMaking {
  readonly #parts: MakingParts;
  readonly #capacity: ScheduleCapacity;
  /** Runs one request to schedule at a time per teacher, as two at once would conflict. */
  readonly #turns = new TurnQueue(oneTurnPerGroup);

  constructor(parts: MakingParts) {
    this.#parts = parts;
    this.#capacity = new ScheduleCapacity(parts);
  }

  /**
   * Makes a session and starts it; while another class of the teacher runs, refuses, or with `endActive` ends that
   * (S-3). With `startsAt`, schedules it and its repetitions instead, and returns the first.
   */
  async create(
    teacher: Teacher,
    ask: z.output<typeof createSessionBody>,
  ): Promise<SessionRecord> {
    if (!teacher.plan) {
      throw refusal("plan-needed");
    }
    const previous = ask.restartOf === undefined
      ? null
      : await this.#previousSession(teacher, ask.restartOf);
    const plan = planSession(ask, previous);
    const key = ask.form === undefined
      ? null
      : await deriveId(teacher.id, JSON.stringify(ask));
    if (ask.startsAt !== undefined) {
      const { startsAt, repeat = 1, zone } = ask;
      requireFuture(startsAt, this.#parts.clock());
      const times = weeklyOccurrences(startsAt, repeat, zone ?? "UTC");
      return await this.#turns.run(
        { group: teacher.id, member: "" },
        () => this.#repeat(teacher, plan, times, key, zone),
      );
    }
    const { kv, schedule, stillRuns } = this.#parts;
    const first = key === null ? newId() : await this.#idOf(key, 0);
    const existing = await readSessionRecord(kv, first);
    // A repeated request after a lost reply.
    if (existing && existing.state !== "ended") return existing;
    const id = existing ? newId() : first;
    const runningClass = await schedule.findHolder(teacher.id);
    if (runningClass && ask.endActive) {
      return await this.#replace(teacher, plan, runningClass.session, id);
    }
    return await this.#createOnce(teacher, plan, async () => {
      const holder = await schedule.findHolder(teacher.id);
      if (holder) throw await stillRuns(teacher, holder.session);
    }, id);
  }

  /**
   * Ends the teacher's running class and begins a new one (S-7). The new class is scheduled for now; the commit that
   * ends the other one makes it the running class (`kvKeys.active`).
   */
  async #replace(
    teacher: Teacher,
    plan: SessionPlan,
    runningId: string,
    plannedId: string,
  ): Promise<SessionRecord> {
    const { clock, decisions, discard, schedule, stillRuns } = this.#parts;
    const now = { startsAt: clock() };
    const { id } = await this.#createOnce(
      teacher,
      plan,
      async () => {},
      plannedId,
      now,
    );
    await decisions.endSession(runningId, id);
    const record = await schedule.beginIfDue(id);
    if (record && record.state !== "scheduled") return record;
    // The other class had ended before, and a third one has begun.
    const holder = await schedule.findHolder(teacher.id, id);
    await discard(id);
    throw holder
      ? await stillRuns(teacher, holder.session)
      : refusal("storage-unavailable");
  }

  /**
   * Schedules a class for each time, all or none; returns the first. A request with the same `key` makes only missing
   * ones.
   */
  async #repeat(
    teacher: Teacher,
    plan: SessionPlan,
    times: readonly number[],
    key: string | null,
    zone: string | undefined,
  ): Promise<SessionRecord> {
    const series = times.length > 1 ? key ?? newId() : undefined;
    const classes = await Promise.all(times.map(async (startsAt, n) => {
      const id = key === null ? newId() : await this.#idOf(key, n);
      const existing = await readSessionRecord(this.#parts.kv, id);
      const start = {
        startsAt,
        ...(series && { series }),
        ...(zone && { zone }),
      };
      return { id, existing, start };
    }));
    const missing = classes.filter(({ existing }) => !existing).length;
    if (missing > 0) await this.#capacity.reserve(teacher.id, missing);
    const newRecords: SessionRecord[] = [];
    const records: SessionRecord[] = [];
    try {
      for (const { id, existing, start } of classes) {
        const reserve = () => this.#capacity.reserve(teacher.id, 1);
        const record = existing ??
          await this.#createOnce(teacher, plan, reserve, id, start);
        records.push(record);
        if (!existing) newRecords.push(record);
      }
    } catch (error) {
      for (const { id } of newRecords) await this.#parts.discard(id);
      throw error;
    }
    return records[0];
  }

  /** Id of one class of a series; a random one while that session is being deleted. */
  async #idOf(key: string, n: number): Promise<string> {
    const id = await deriveId(key, String(n));
    const { value } = await this.#parts.kv.get(kvKeys.deleting(id));
    return value === null ? id : newId();
  }

  async #createOnce(
    teacher: Teacher,
    plan: SessionPlan,
    reserve: () => Promise<ScheduleReservation | void>,
    id: string,
    scheduled?: ScheduledStart,
  ): Promise<SessionRecord> {
    let whole: SessionPlan | undefined;
    let isFull = false;
    for (let tries = 0; tries < 50; tries++) {
      let record: SessionRecord | null;
      const existing = await readSessionRecord(this.#parts.kv, id);
      if (existing) {
        // The same request at another server instance was quicker.
        await this.#discardFailed(id, whole, refusal("conflict"));
        return existing;
      }
      try {
        const reservation = await reserve() ?? undefined;
        whole ??= await this.#withPictures(id, plan);
        const now = this.#parts.clock();
        record = newRecord(teacher.id, id, whole, now, scheduled);
        isFull = !!reservation && !await this.#capacity.mayUseCode(record.code);
        const isMade = !isFull &&
          await this.#make(record, teacher, whole, reservation);
        if (!isMade) record = null;
      } catch (error) {
        await this.#discardFailed(id, whole, error);
        throw error;
      }
      if (record) {
        if (!scheduled) this.#parts.meter?.recordClassStart(id);
        this.#parts.onMade(record);
        await copyEpoch(this.#parts, id);
        return record;
      }
      // Another session was quicker, or the code is in use: try again.
    }
    const refused = refusal(isFull ? "codes-scheduled" : "no-free-code");
    await this.#discardFailed(id, whole, refused);
    throw refused;
  }

  /** The plan with copies of its pictures, or without pictures if copying fails. */
  async #withPictures(
    session: string,
    plan: SessionPlan,
  ): Promise<SessionPlan> {
    const { files, kv, clock, report } = this.#parts;
    const { carriedOver } = plan;
    if (!carriedOver) return plan;
    let copies: PictureCopy[] = [];
    if (carriedOver.pictures.length > 0) {
      try {
        const bytes = await files.bytes();
        const parts = { kv, bytes, now: clock() };
        copies = await makePictureCopies(parts, session, carriedOver.pictures);
      } catch (error) {
        report("a class was restarted without its pictures", error);
      }
    }
    return {
      ...plan,
      carriedOver: withOwnPictures(carriedOver, copies),
      copies,
    };
  }

  /** Deletes the copies for a class that was surely not made; keeps them if the outcome is unknown. */
  async #discardFailed(
    session: string,
    { copies }: Pick<SessionPlan, "copies"> = { copies: [] },
    error: unknown,
  ): Promise<void> {
    const isSure = isRefusal(error) && error.kind !== "storage-unavailable";
    if (copies.length === 0 || !isSure) return;
    const { files, kv } = this.#parts;
    await dropPictureCopies(
      { kv, bytes: await files.bytes() },
      session,
      copies,
    );
  }

  /** Makes the documents and facts; false if a check fails. */
  async #make(
    record: SessionRecord,
    teacher: Teacher,
    plan: SessionPlan,
    reservation?: ScheduleReservation,
  ): Promise<boolean> {
    const { id, startsAt } = record;
    const code = kvKeys.code(record.code);
    const active = kvKeys.active(teacher.id);
    const isRunning = record.state === "active";
    // A deleted account gets no new session (O-3).
    const { key, value, versionstamp } = await this.#parts.kv.get(
      kvKeys.account(teacher.id),
    );
    if (value === null) throw refusal("not-signed-in");
    const due = isRunning
      ? [
        { key: active, value: id },
        { key: kvKeys.running(id), value: record.endsAt },
      ]
      : startKeys(record, startsAt).map((key) => ({ key, value: teacher.id }));
    try {
      await this.#parts.sync.create(id, {
        [names.session(id)]: (doc) =>
          fillSession(doc, record, teacher.name, plan),
        [names.staff(id)]: (doc) => fillStaff(doc, record, plan),
        [names.room(id, "main")]: (doc) => {
          if (isRunning) {
            addSystemLine(doc, "session-started", record.member, startsAt);
          }
        },
      }, {
        checks: [
          { key: code, versionstamp: null },
          ...isRunning ? [{ key: active, versionstamp: null }] : [],
          { key, versionstamp },
          ...reservation ? [reservation.check] : [],
        ],
        facts: [
          ...reservation ? [reservation.fact] : [],
          { key: code, value: id },
          { key: kvKeys.session(id), value: record },
          { key: kvKeys.owned(teacher.id, id), value: true },
          ...due,
          ...plan.copies.map(({ id }) => ({
            key: kvKeys.unposted(id),
            delete: true as const,
          })),
        ],
      });
      return true;
    } catch (error) {
      if (isRefusal(error, "conflict")) return false;
      throw error;
    }
  }

  /** The class to repeat, which may still run. */
  async #previousSession(
    teacher: Teacher,
    session: string,
  ): Promise<PreviousSession> {
    const { record, who } = await this.#parts.decisions.requireStaffOf(
      teacher,
      session,
    );
    requireOwnerRole(who);
    const previous = await readClassDocuments(
      this.#parts.sync,
      session,
      previousClass,
    );
    if (!record.missed && !record.cancelled) {
      return { ...previous, record, of: session };
    }
    // The class was never held, so its students are those of the class that it repeats.
    const planned = new Map(previous.people);
    const previousStudents = await this.#parts.decisions.previousStudents(
      record,
    );
    const people = (previousStudents ?? previous.people).map((
      [id, { name }],
    ): typeof previous.people[number] => [id, { ...planned.get(id), name }]);
    return { ...previous, people, record, of: record.restartOf ?? session };
  }
}
