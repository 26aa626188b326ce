/**
 * Signals that change with time (M-4): waiting and idle. Checks classes with people every 5 s (SYNC-6), and
 * writes changes to `students` of `<s>/staff`. With collection off, only waiting for a teacher and idleness
 * (ACCESS-2). Also releases calls taken by teachers who left (S-9).
 */
import type * as Y from "yjs";
import { isRefusal, Refusal } from "../../sync/refusal.ts";
import { requireStaff, requireTeacher } from "../model/acting.ts";
import { studentsOf } from "../model/conversations_layout.ts";
import type { Who } from "../model/who.ts";
import {
  type ClassDocuments,
  classList,
  decideOnClass,
  info,
  isRunning,
  members,
  readClass,
  waitingIn,
} from "../model/layout.ts";
import { listedAmong } from "../model/listed.ts";
import { membersOf, personIn } from "../model/persons.ts";
import type { AssistantUsageView } from "../model/assistant.ts";
import {
  type BoardFacts,
  idleAfter,
  type StudentActivity,
  type StudentSignal,
} from "../model/monitoring/activity.ts";
import { assistantSettings } from "../sessions/session_changes.ts";
import { help } from "../model/breakouts_layout.ts";
import { answeredAt } from "../model/resources/shared.ts";
import type { SharedPoll } from "../model/resources/shared.ts";
import { resources, sheets } from "../model/resources_layout.ts";
import { signalsAt, tellsIdle } from "../model/signals.ts";
import { saidOf } from "./figures.ts";
import { changesOfTaken, takenIn } from "./signal_claims.ts";
import type { Quota } from "../model/assistant.ts";
import { classLimits, classUsageOf, tokensOfRemoved } from "../model/usage.ts";
import type { AppServices } from "../app_services.ts";
import { actsWith } from "../define_act.ts";

/** Interval of checks, and the time since the last action in which a class counts as busy (ms). */
const every = 5_000;
const lately = 20 * 60_000;
/** Precision of stored last actions (ms), to write less often. */
const exactly = 30_000;

interface MonitorParts extends Pick<AppServices, "sync" | "clock" | "report"> {
  /** The operator's limits of the assistant per class. */
  most: Quota;
}

export class Monitor {
  readonly #parts: MonitorParts;
  /** Actions since the last check, by session and member. */
  readonly #acted = new Map<string, Map<string, number>>();
  #round: ReturnType<typeof setInterval> | undefined;

  constructor(parts: MonitorParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#round = setInterval(() => this.look(), every);
  }

  stop(): void {
    clearInterval(this.#round);
  }

  /** Notes the time of any action of a member; not what it was. */
  acted(session: string, member: string, at: number): void {
    const all = this.#acted.get(session) ?? new Map<string, number>();
    this.#acted.set(session, all.set(member, at));
  }

  /** The class's use and limits of the assistant; also after the class. */
  async usage(who: Who): Promise<AssistantUsageView> {
    requireStaff(who);
    const { most, sync } = this.#parts;
    return await readClass(sync, who.session, (docs) => {
      const { requests, tokens } = classUsageOf(docs.staff);
      const { limits } = assistantSettings(docs.staff);
      return {
        requests,
        tokens: tokens - tokensOfRemoved(docs),
        limits: classLimits(limits, most),
        most,
      };
    });
  }

  async board(who: Who): Promise<BoardFacts> {
    requireStaff(who);
    return await readClass(
      this.#parts.sync,
      who.session,
      ({ session, staff }) => ({
        students: studentsOf(staff).toJSON(),
        acted: actedOf(staff).toJSON(),
        said: saidOf(staff).toJSON(),
        answered: answeredAt(sheets(staff).values()),
        listed: listedAmong(
          classList(staff).toJSON(),
          waitingIn(staff).values(),
          (id) => members(session).get(id),
        ),
      }),
    );
  }

  /** Checks every class with people. Never throws. */
  async look(): Promise<void> {
    const { report, sync } = this.#parts;
    const online = sync.online();
    // Forgets classes without people.
    for (const session of this.#acted.keys()) {
      if (!online.get(session)?.size) this.#acted.delete(session);
    }
    for (const [session, people] of online) {
      if (people.size === 0) continue;
      await this.#lookAt(session).catch((error) => {
        const isGone = isRefusal(error) && error.kind === "not-found";
        if (!isGone) report("a class could not be monitored", error);
      });
    }
  }

  /** Removes a student's signals of worrying words, which the teacher has dealt with. */
  async settle(who: Who, member: string): Promise<void> {
    requireTeacher(who);
    const { sync } = this.#parts;
    await decideOnClass(sync, who, ({ session, staff }) => {
      const students = studentsOf(staff);
      const theirs = membersOf(session, member)
        .filter((id) => students.has(id));
      if (theirs.length === 0) throw new Refusal("not-found");
      for (const id of theirs) {
        const activity = students.get(id)!;
        const signals = activity.signals.filter((it) => it.kind !== "worrying");
        students.set(id, { ...activity, signals });
      }
    });
  }

  async #lookAt(s: string): Promise<void> {
    const { sync, clock } = this.#parts;
    const acts = this.#acted.get(s) ?? new Map<string, number>();
    // Avoids empty commits.
    const some = await readClass(
      sync,
      s,
      (docs, { online }) =>
        changes(docs, online, clock(), acts).length > 0 ||
        newActs(docs, acts).length > 0 ||
        changesOfTaken(docs, online, clock()).length > 0,
    );
    if (!some) return;
    await decideOnClass(sync, s, (docs, { online, now }) => {
      const students = studentsOf(docs.staff), acted = actedOf(docs.staff);
      for (const [member, activity] of changes(docs, online, now, acts)) {
        students.set(member, activity);
      }
      for (const [member, at] of newActs(docs, acts)) acted.set(member, at);
      const taken = takenIn(docs.staff);
      for (const [key, entry] of changesOfTaken(docs, online, now)) {
        if (entry) taken.set(key, entry);
        else taken.delete(key);
      }
    });
  }
}

/** `acted` of the staff's document: time of each student's last action, within {@link exactly}. */
function actedOf(staff: Y.Doc): Y.Map<number> {
  return staff.getMap<number>("acted");
}

function newActs(
  { session, staff }: ClassDocuments,
  acts: ReadonlyMap<string, number>,
): [member: string, at: number][] {
  const acted = actedOf(staff);
  return [...acts].filter(([member, at]) =>
    members(session).get(member)?.role === "student" &&
    at - (acted.get(member) ?? 0) >= exactly
  );
}

/** Entries whose signals have changed. */
function changes(
  { session, staff }: ClassDocuments,
  online: ReadonlySet<string>,
  now: number,
  acts: ReadonlyMap<string, number>,
): [member: string, activity: StudentActivity][] {
  if (!isRunning(session, now)) return [];
  const collect = info(session, "collect");
  const students = studentsOf(staff);
  const acted = actedOf(staff);
  const actedAt = (id: string) =>
    Math.max(acted.get(id) ?? 0, acts.get(id) ?? 0);
  const isBusy = [...acted.keys(), ...acts.keys()]
    .some((id) => now - actedAt(id) < lately);
  const hands = new Map(
    help(staff).toArray().map((it) => [personIn(session, it.member), it.at]),
  );
  const polls = secretPollsSince(session, now - idleAfter);
  const votedAt = (id: string) =>
    Math.max(
      0,
      ...polls.filter((poll) => sheets(staff).has(`${poll.id} ${id}`))
        .map(({ at }) => at),
    );
  const looks = [...members(session)]
    .filter(([, { role, removed }]) => role === "student" && !removed)
    .map(([id, { joinedAt }]) => {
      const before = students.get(id) ??
        { lastAt: joinedAt, turns: 0, signals: [] };
      const signals = signalsAt(
        before,
        online.has(id),
        now,
        hands.get(id),
        Math.max(actedAt(id), votedAt(id)),
      ).filter((it) => collect || it.for === "teacher" || it.kind === "idle");
      return { id, before, signals };
    });
  const isIdle = ({ signals }: { signals: readonly StudentSignal[] }) =>
    signals.some(({ kind }) => kind === "idle");
  const showsIdle = tellsIdle({
    idle: looks.filter(isIdle).length,
    online: looks.filter(({ id }) => online.has(id)).length,
    isBusy,
  });
  const changed: [string, StudentActivity][] = [];
  for (const { id, before, ...look } of looks) {
    const signals = look.signals
      .filter(({ kind }) => kind !== "idle" || showsIdle);
    const kinds = (list: readonly StudentSignal[]) =>
      list.map((it) => `${it.kind} ${it.for ?? ""}`).join();
    if (kinds(signals) === kinds(before.signals)) continue;
    changed.push([id, { ...before, signals }]);
  }
  return changed;
}

/** Recent anonymous polls: times of votes are not kept, so a vote counts from the poll's start. */
function secretPollsSince(session: Y.Doc, since: number): SharedPoll[] {
  return resources(session).toArray().filter((it): it is SharedPoll =>
    it.anonymous === true && it.at > since
  );
}

const act = actsWith<{ monitor: Monitor }>();

export const monitorActs = [
  act("GET /assistant", "observer", async ({ app, who }) => ({
    assistant: await app.monitor.usage(who),
  })),
  act(
    "DELETE /members/:m/signals",
    "teacher",
    ({ app, who, params }) => app.monitor.settle(who, params.m),
  ),
] as const;
