/**
 * Begins scheduled classes (S-7) at their time, once, by the first instance or request that notices. A class
 * first takes its teacher's place, then begins in its queue; any process continues from there.
 */
import type { Tx } from "../../sync/authority.ts";
import { isRefusal } from "../../sync/refusal.ts";
import { closesAt, openRooms as openGroups } from "../groups/opening.ts";
import { rulesOf } from "../model/breakouts_layout.ts";
import { documents as names } from "../model/documents.ts";
import {
  type ClassDocuments,
  info,
  returning,
  setInfo,
} from "../model/layout.ts";
import { replaceShared, resources } from "../model/resources_layout.ts";
import { announce } from "../model/system_lines.ts";
import type { AppServices } from "../app_services.ts";
import { timed } from "../checks/quiz_copy.ts";
import type { ActiveClass, ClassHolder } from "./active_class.ts";
import { Alarms } from "../alarms.ts";
import { tellEpoch } from "./epoch.ts";
import { showCode } from "./given_again.ts";
import { endNow, recordDueAt } from "./record_updates.ts";
import { type peopleOf, renewReturning } from "./returning.ts";
import type { SessionDecisions } from "./session_decisions.ts";
import { keys, type SessionRecord } from "../storage/session_keys.ts";
import { readAll } from "../storage/read_all.ts";

/** Timers are set this far ahead (ms); longer than the interval of checks. */
const ahead = 60_000;
/** Retries after concurrent changes. */
const tries = 20;

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
      (now) => this.#soon(now + ahead),
      async (session) => void await this.wake(session),
    );
  }

  /** Begins overdue classes, and sets timers for the next. */
  async start(): Promise<void> {
    await this.#alarms.start();
  }

  /** Begins what is due, and waits for it. */
  async beginDue(): Promise<void> {
    await this.#alarms.ringDue();
  }

  stop(): void {
    this.#alarms.stop();
  }

  follow({ id, state, startsAt }: SessionRecord): void {
    const isSoon = state === "scheduled" &&
      startsAt <= this.#parts.clock() + ahead;
    this.#alarms.set(id, isSoon ? startsAt : null);
  }

  /** Begins a due class, or marks it late or missed. Harmless at any time. Returns its record; null: there is none. */
  async wake(session: string): Promise<SessionRecord | null> {
    return await this.#begin(session) ??
      await this.#parts.decisions.record(session);
  }

  /** Does what is due; returns the record if nothing is. */
  async #begin(session: string): Promise<SessionRecord | null | undefined> {
    const { active, clock, decisions, meter } = this.#parts;
    for (let tried = 0; tried < tries; tried++) {
      const record = await decisions.record(session);
      if (record?.state !== "scheduled") return record;
      if (record.undoUntil) {
        if (record.undoUntil > clock()) return record;
        // The cancellation was not undone in time.
        return void await decisions.endIfDue(record);
      }
      if (record.startsAt > clock()) return record;
      if (record.endsAt <= clock()) return void await this.#miss(record);
      const holder = await this.holder(record.owner, session);
      if (holder) return void await this.#wait(record);
      const giveUp = await active.take(record);
      if (!giveUp) continue;
      let begun = false;
      try {
        const before = await decisions.peopleBefore(record);
        await decisions.decide(record, (tx, docs) => {
          begun = beginClass(tx, docs, record, record.startsAt, before);
          if (begun) tx.after(() => meter?.began(session));
        }, { rooms: ["main"] });
      } catch (thrown) {
        if (isRefusal(thrown) && thrown.kind === "not-found") await giveUp();
        throw thrown;
      }
      if (begun) return void await tellEpoch(this.#parts, session);
      const now = await decisions.record(session);
      // Another process was quicker; else it was moved or cancelled.
      if (now?.state === "active" || now?.state === "ending") return now;
      await giveUp();
    }
  }

  /**
   * Begins a teacher's due classes. Skips known late ones while another class runs; one that fails does not
   * stop the others.
   */
  async wakeAll(teacher: string): Promise<void> {
    const { clock, kv } = this.#parts;
    const prefix = keys.startsOf(teacher);
    const end = keys.startsOf(teacher, clock() + 1);
    const due = await Array.fromAsync(
      kv.list({ prefix, end }),
      ({ key }) => keys.session(String(key.at(-1))),
    );
    let isHeld: boolean | undefined;
    for (const record of await readAll<SessionRecord>(kv, due)) {
      if (!record) continue;
      const { id, late, endsAt, undoUntil } = record;
      if (late && !undoUntil && endsAt > clock()) {
        isHeld ??= await this.holder(teacher) !== null;
        if (isHeld) continue;
      }
      await this.#tryToWake(id);
      isHeld = undefined;
    }
  }

  /** Begins classes that waited for another to end. Never throws: the next check retries. */
  async comeNext(teacher: string): Promise<void> {
    try {
      await this.wakeAll(teacher);
    } catch (error) {
      this.#tell(error);
    }
  }

  async #tryToWake(session: string): Promise<boolean> {
    try {
      await this.wake(session);
      return true;
    } catch (error) {
      this.#tell(error);
      return false;
    }
  }

  /** A failing store reports that itself. */
  #tell(error: unknown): void {
    if (isRefusal(error)) return;
    this.#parts.report("a waiting class could not start", error);
  }

  /**
   * The class that has the teacher's place; null: free. Settles a class that was about to begin; it stays
   * `scheduled` if that fails.
   * @param but a class to ignore
   */
  async holder(teacher: string, but?: string): Promise<ClassHolder | null> {
    const { active, clock, decisions } = this.#parts;
    for (let tried = 0; tried < tries; tried++) {
      const holder = await active.holder(teacher);
      if (!holder || holder.session === but) return null;
      if (holder.stands === "runs") {
        const record = await decisions.record(holder.session);
        const due = record && recordDueAt(record);
        if (!record || due === null || due > clock()) return holder;
        // Its time is over, and no process was awake to end it.
        await decisions.endIfDue(record);
        continue;
      }
      if (
        holder.stands === "scheduled" && !await this.#tryToWake(holder.session)
      ) return holder;
      await active.release(teacher, holder.session, clock());
    }
    return await active.holder(teacher);
  }

  /** Marks a due class as late while another one runs. */
  async #wait(record: SessionRecord): Promise<void> {
    if (record.late) return;
    await this.#parts.decisions.decide(record, (tx, { session }) => {
      if (isToBegin(session, tx.now)) setInfo(session, { late: true });
    });
    // The other one may have ended before this was written.
    const holder = await this.holder(record.owner, record.id);
    if (!holder) this.#alarms.set(record.id, this.#parts.clock());
  }

  async #miss(record: SessionRecord): Promise<void> {
    await this.#parts.decisions.decide(record, (tx, { session }) => {
      const endsAt = info(session, "endsAt");
      const isOver = info(session, "state") === "scheduled" &&
        info(session, "undoUntil") === undefined && endsAt <= tx.now;
      if (!isOver) return;
      setInfo(session, { missed: true });
      endNow(tx, record, endsAt);
    });
    const { active, clock } = this.#parts;
    await active.release(record.owner, record.id, clock());
  }

  async *#soon(until: number): AsyncIterable<readonly [string, number]> {
    const end = keys.starts(until);
    const all = this.#parts.kv.list({ prefix: ["starts"], end });
    for await (const { key } of all) yield [String(key[2]), Number(key[1])];
  }
}

// Writes `info`, `breakouts` and `resources` of the session's document, `returning` of the staff's, and a
// line in the main room.

/**
 * Begins a class; false if it has begun, moved or was cancelled. `before`: students of the class before;
 * null: none.
 */
function beginClass(
  tx: Tx,
  docs: ClassDocuments,
  record: SessionRecord,
  startsAt: number,
  before: ReturnType<typeof peopleOf> | null,
): boolean {
  const { session, staff } = docs;
  if (!isToBegin(session, tx.now) || info(session, "startsAt") !== startsAt) {
    return false;
  }
  setInfo(session, { state: "active", startsAt: tx.now, late: undefined });
  const { id, member } = record;
  announce(tx.doc(names.room(id, "main")), "session-started", member, tx.now);
  if (rulesOf(session).auto) openGroups(docs, tx.now);
  const closes = closesAt(session);
  if (closes !== null) tx.fact({ key: keys.roomsDue(id), value: closes });
  const prepared = resources(session).toArray();
  // Only changed ones, as all may exceed a commit.
  for (const it of prepared) {
    if (it.closed) continue;
    const begun = timed(it, tx.now);
    if (begun !== it) replaceShared(session, it.id, begun);
  }
  if (prepared.length > 0) showCode(staff, tx.now);
  // Without rejoin, nobody is recognised.
  if (!info(session, "rejoin")) returning(staff).clear();
  else if (before) renewReturning(staff, before);
  return true;
}

function isToBegin(
  session: ClassDocuments["session"],
  now: number,
): boolean {
  return info(session, "state") === "scheduled" &&
    info(session, "undoUntil") === undefined &&
    info(session, "startsAt") <= now && now < info(session, "endsAt");
}
