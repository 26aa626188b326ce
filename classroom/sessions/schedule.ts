/**
 * Begins scheduled classes (S-7) at their time, in the first server instance or request that notices. A class first
 * becomes its owner's running class (`ActiveClass`), then begins by a decision. If the process dies in between, another
 * one continues.
 */
import type { Tx } from "../../sync/authority.ts";
import { isRefusal } from "../../sync/refusal.ts";
import {
  automaticCloseTime,
  openRooms as openGroups,
} from "../groups/breakout_opening.ts";
import { groupRulesOf } from "../model/breakouts_layout.ts";
import { documentNames as names } from "../model/documents.ts";
import {
  type ClassDocuments,
  sessionInfo,
  setSessionInfo,
} from "../model/layout.ts";
import { replaceShared } from "../model/resources_layout.ts";
import { addSystemLine } from "../model/room_messages.ts";
import { sharedResources } from "../model/roots.ts";
import { returningMembers } from "../model/staff_roots.ts";
import type { AppServices } from "../app_services.ts";
import { withEndTime } from "../checks/quiz_copy.ts";
import type { ActiveClass, ActiveClassState } from "./active_class.ts";
import { Alarms } from "../alarms.ts";
import { copyEpoch } from "./epoch.ts";
import { showJoinCode } from "./carried_over.ts";
import { dueTimeOfRecord, endSession } from "./record_updates.ts";
import { renewReturning, type studentsOf } from "./returning.ts";
import type { SessionDecisions } from "./session_decisions.ts";
import { kvKeys, type SessionRecord } from "../storage/kv_keys.ts";
import { readValues } from "../storage/read_all.ts";

/** The time ahead at which timers are set (ms): longer than the interval of checks. */
const timerAheadMs = 60_000;
const maxTries = 20;

interface ScheduleParts
  extends Pick<AppServices, "kv" | "sync" | "clock" | "report" | "meter"> {
  decisions: SessionDecisions;
  active: ActiveClass;
}

export class Schedule {
  readonly #parts: ScheduleParts;
  readonly #alarms: Alarms;

  constructor(parts: ScheduleParts) {
    this.#parts = parts;
    this.#alarms = new Alarms(
      parts,
      (now) => this.#listDue(now + timerAheadMs),
      async (session) => void await this.beginIfDue(session),
    );
  }

  async start(): Promise<void> {
    await this.#alarms.start();
  }

  async beginDue(): Promise<void> {
    await this.#alarms.ringDue();
  }

  stop(): void {
    this.#alarms.stop();
  }

  follow({ id, state, startsAt }: SessionRecord): void {
    const isSoon = state === "scheduled" &&
      startsAt <= this.#parts.clock() + timerAheadMs;
    this.#alarms.set(id, isSoon ? startsAt : null);
  }

  /**
   * Begins a due class, or marks it as late or missed; ends one that was cancelled and not undone in time. Returns the
   * record; null: there is none.
   */
  async beginIfDue(session: string): Promise<SessionRecord | null> {
    return await this.#begin(session) ??
      await this.#parts.decisions.readRecord(session);
  }

  /** Does what is due and returns undefined; returns the record if nothing is due. */
  async #begin(session: string): Promise<SessionRecord | null | undefined> {
    const { active, clock, decisions, meter } = this.#parts;
    for (let tried = 0; tried < maxTries; tried++) {
      const record = await decisions.readRecord(session);
      if (record?.state !== "scheduled") return record;
      if (record.undoUntil) {
        if (record.undoUntil > clock()) return record;
        // The cancellation was not undone in time.
        return void await decisions.endIfDue(record);
      }
      if (record.startsAt > clock()) return record;
      if (record.endsAt <= clock()) return void await this.#markMissed(record);
      const holder = await this.findHolder(record.owner, session);
      if (holder) return void await this.#markLate(record);
      const giveUp = await active.take(record);
      if (!giveUp) continue;
      let hasBegun = false;
      try {
        const previousStudents = await decisions.previousStudents(record);
        await decisions.decide(record, (tx, docs) => {
          hasBegun = beginClass(
            tx,
            docs,
            record,
            record.startsAt,
            previousStudents,
          );
          if (hasBegun) tx.afterCommit(() => meter?.recordClassStart(session));
        }, { rooms: ["main"] });
      } catch (error) {
        if (isRefusal(error, "not-found")) await giveUp();
        throw error;
      }
      if (hasBegun) return void await copyEpoch(this.#parts, session);
      const latestRecord = await decisions.readRecord(session);
      // Another process has begun the class; otherwise it was moved or cancelled.
      if (
        latestRecord?.state === "active" || latestRecord?.state === "ending"
      ) return latestRecord;
      await giveUp();
    }
  }

  /** Begins a teacher's due classes. Skips late ones while another class runs. A failure does not stop the others. */
  async beginAllDueOf(teacher: string): Promise<void> {
    const { clock, kv } = this.#parts;
    const prefix = kvKeys.startsOf(teacher);
    const end = kvKeys.startsOf(teacher, clock() + 1);
    const due = await Array.fromAsync(
      kv.list({ prefix, end }),
      ({ key }) => kvKeys.session(String(key.at(-1))),
    );
    let isHeld: boolean | undefined;
    for (const record of await readValues<SessionRecord>(kv, due)) {
      if (!record) continue;
      const { id, late, endsAt, undoUntil } = record;
      if (late && !undoUntil && endsAt > clock()) {
        isHeld ??= await this.findHolder(teacher) !== null;
        if (isHeld) continue;
      }
      await this.#tryToBegin(id);
      isHeld = undefined;
    }
  }

  /** Begins classes that waited for another class to end. Never throws, as the next check retries. */
  async beginWaiting(teacher: string): Promise<void> {
    try {
      await this.beginAllDueOf(teacher);
    } catch (error) {
      this.#reportFailure(error);
    }
  }

  async #tryToBegin(session: string): Promise<boolean> {
    try {
      await this.beginIfDue(session);
      return true;
    } catch (error) {
      this.#reportFailure(error);
      return false;
    }
  }

  /** Reports an error, unless it is a refusal: a failing store reports itself. */
  #reportFailure(error: unknown): void {
    if (isRefusal(error)) return;
    this.#parts.report("a waiting class could not start", error);
  }

  /**
   * The teacher's running class (`ActiveClass`); null: none. Begins a class that was about to begin; if that fails, its
   * state is `scheduled`.
   * @param ignoredSession a class to ignore
   */
  async findHolder(
    teacher: string,
    ignoredSession?: string,
  ): Promise<ActiveClassState | null> {
    const { active, clock, decisions } = this.#parts;
    for (let tried = 0; tried < maxTries; tried++) {
      const holder = await active.findHolder(teacher);
      if (!holder || holder.session === ignoredSession) return null;
      if (holder.state === "runs") {
        const record = await decisions.readRecord(holder.session);
        const due = record && dueTimeOfRecord(record);
        if (!record || due === null || due > clock()) return holder;
        // The class's time is over, and no process has ended it.
        await decisions.endIfDue(record);
        continue;
      }
      if (
        holder.state === "scheduled" && !await this.#tryToBegin(holder.session)
      ) return holder;
      await active.release(teacher, holder.session, clock());
    }
    return await active.findHolder(teacher);
  }

  async #markLate(record: SessionRecord): Promise<void> {
    if (record.late) return;
    await this.#parts.decisions.decide(record, (tx, { session }) => {
      if (isToBegin(session, tx.now)) setSessionInfo(session, { late: true });
    });
    // The other class may have ended before this was written.
    const holder = await this.findHolder(record.owner, record.id);
    if (!holder) this.#alarms.set(record.id, this.#parts.clock());
  }

  async #markMissed(record: SessionRecord): Promise<void> {
    await this.#parts.decisions.decide(record, (tx, { session }) => {
      const endsAt = sessionInfo(session, "endsAt");
      const isOver = sessionInfo(session, "state") === "scheduled" &&
        sessionInfo(session, "undoUntil") === undefined && endsAt <= tx.now;
      if (!isOver) return;
      setSessionInfo(session, { missed: true });
      endSession(tx, record, endsAt);
    });
    const { active, clock } = this.#parts;
    await active.release(record.owner, record.id, clock());
  }

  async *#listDue(until: number): AsyncIterable<readonly [string, number]> {
    const end = kvKeys.starts(until);
    const entries = this.#parts.kv.list({ prefix: ["starts"], end });
    for await (const { key } of entries) yield [String(key[2]), Number(key[1])];
  }
}

/**
 * Begins a class; false: it has begun, or was moved or cancelled.
 * @param previousStudents students of the repeated class; null: none
 */
function beginClass(
  tx: Tx,
  docs: ClassDocuments,
  record: SessionRecord,
  startsAt: number,
  previousStudents: ReturnType<typeof studentsOf> | null,
): boolean {
  const { session, staff } = docs;
  if (
    !isToBegin(session, tx.now) || sessionInfo(session, "startsAt") !== startsAt
  ) {
    return false;
  }
  setSessionInfo(session, {
    state: "active",
    startsAt: tx.now,
    late: undefined,
  });
  const { id, member } = record;
  addSystemLine(
    tx.doc(names.room(id, "main")),
    "session-started",
    member,
    tx.now,
  );
  if (groupRulesOf(session).auto) openGroups(docs, tx.now);
  const closes = automaticCloseTime(session);
  if (closes !== null) tx.addFact({ key: kvKeys.roomsDue(id), value: closes });
  const prepared = sharedResources(session).toArray();
  // Writes only changed resources: all of them could exceed a commit.
  for (const resource of prepared) {
    if (resource.closed) continue;
    const startedResource = withEndTime(resource, tx.now);
    if (startedResource !== resource) {
      replaceShared(session, resource.id, startedResource);
    }
  }
  if (prepared.length > 0) showJoinCode(staff, tx.now);
  // Without rejoin, nobody is recognised.
  if (!sessionInfo(session, "rejoin")) returningMembers(staff).clear();
  else if (previousStudents) renewReturning(staff, previousStudents);
  return true;
}

function isToBegin(
  session: ClassDocuments["session"],
  now: number,
): boolean {
  return sessionInfo(session, "state") === "scheduled" &&
    sessionInfo(session, "undoUntil") === undefined &&
    sessionInfo(session, "startsAt") <= now &&
    now < sessionInfo(session, "endsAt");
}
