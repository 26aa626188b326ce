/**
 * Signals that change with time (M-4): waiting and idle. Checks classes with people every 5 s (SYNC-6), and writes
 * changes to `students` of `<s>/staff`. With collection off, there are only waiting for a teacher, idle, and worrying
 * words outside of conversations (ACCESS-2). Also releases claims of teachers who left (S-9).
 */
import { z } from "zod";
import type * as Y from "yjs";
import { refusal } from "../model/refuse.ts";
import { isRefusal } from "../../sync/refusal.ts";
import { requireStaffRole, requireTeacherRole } from "../model/permissions.ts";
import type { Identity } from "../model/members.ts";
import {
  type ClassDocuments,
  decideOnClass,
  isClassRunning,
  readClassDocuments,
  sessionInfo,
} from "../model/layout.ts";
import { matchClassList } from "../model/class_list.ts";
import { findPerson, membersOfPerson } from "../model/persons.ts";
import type { Quota } from "../model/assistant.ts";
import {
  idleAfterMs,
  type OverviewData,
  type StudentActivity,
  type StudentIndicator,
} from "../model/monitoring/activity.ts";
import { assistantSettings } from "../sessions/session_changes.ts";
import {
  answerTimes,
  type SharedPoll,
} from "../model/resources/shared_resources.ts";
import { openCauses } from "../model/alerts.ts";
import {
  isIdlenessNotable,
  updateTimedIndicators,
} from "../model/indicators.ts";
import type { LiveWork } from "./live_work.ts";
import {
  claimAttention,
  dueClaimChanges,
  endClaim,
} from "./attention_claims.ts";
import {
  computeClassLimits,
  readClassUsage,
  tokensOfRemovedStudents,
} from "../model/usage.ts";
import { members, sharedResources } from "../model/roots.ts";
import {
  answerSheets,
  attentionClaimsOf,
  classList,
  helpRequests,
  lastActionTimes,
  messageCountsOf,
  studentActivities,
  waitingEntries,
} from "../model/staff_roots.ts";
import type { AppServices } from "../app_services.ts";
import { defineActsFor } from "../define_act.ts";
import {
  type AssistantUsageView,
  assistantUsageViewSchema,
} from "../model/views.ts";

/** Interval of checks, and for how long after the last action a class counts as busy (ms). */
const checkIntervalMs = 5_000;
const recentMs = 20 * 60_000;
/** Precision of the stored times of last actions (ms), so that they are written less often. */
const precisionMs = 30_000;

interface MonitorParts
  extends Pick<AppServices, "sync" | "clock" | "report" | "onCause"> {
  /** The operator's limits of the assistant per class. */
  quota: Quota;
  liveWork: Pick<LiveWork, "keepOnly">;
}

export class Monitor {
  readonly #parts: MonitorParts;
  /** Time of each member's last action, by session, while the class has people. */
  readonly #activeAt = new Map<string, Map<string, number>>();
  #interval: ReturnType<typeof setInterval> | undefined;

  constructor(parts: MonitorParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#interval = setInterval(() => this.checkAll(), checkIntervalMs);
  }

  stop(): void {
    clearInterval(this.#interval);
  }

  /** Notes when a member did something, but not what. */
  noteActivity(session: string, member: string, timeMs: number): void {
    const activeTimes = this.#activeAt.get(session) ??
      new Map<string, number>();
    this.#activeAt.set(session, activeTimes.set(member, timeMs));
  }

  /** A class's use of the assistant, and its limits; also after the class. */
  async assistantUsage(who: Identity): Promise<AssistantUsageView> {
    requireStaffRole(who);
    const { quota, sync } = this.#parts;
    return await readClassDocuments(sync, who.session, (docs) => {
      const { requests, tokens } = readClassUsage(docs.staff);
      const { limits } = assistantSettings(docs.staff);
      return {
        requests,
        tokens: tokens - tokensOfRemovedStudents(docs),
        limits: computeClassLimits(limits, quota),
        most: quota,
      };
    });
  }

  async readBoard(who: Identity): Promise<OverviewData> {
    requireStaffRole(who);
    return await readClassDocuments(
      this.#parts.sync,
      who.session,
      ({ session, staff }) => ({
        students: studentActivities(staff).toJSON(),
        acted: lastActionTimes(staff).toJSON(),
        said: messageCountsOf(staff).toJSON(),
        answered: answerTimes(answerSheets(staff).values()),
        listed: matchClassList(
          classList(staff).toJSON(),
          waitingEntries(staff).values(),
          (id) => members(session).get(id),
        ),
      }),
    );
  }

  /** Checks every class with people. Never throws. */
  async checkAll(): Promise<void> {
    const { liveWork, report, sync } = this.#parts;
    const online = sync.online();
    liveWork.keepOnly((session) => !!online.get(session)?.size);
    for (const session of this.#activeAt.keys()) {
      if (!online.get(session)?.size) this.#activeAt.delete(session);
    }
    for (const [session, people] of online) {
      if (people.size === 0) continue;
      await this.#checkSession(session).catch((error) => {
        const isGone = isRefusal(error, "not-found");
        if (!isGone) report("a class could not be monitored", error);
      });
    }
  }

  /**
   * Removes a student's signals of worrying words, as a teacher has dealt with them. Claims them for this teacher if
   * nobody has.
   */
  async dismissWorries(who: Identity, member: string): Promise<void> {
    requireTeacherRole(who);
    const { sync } = this.#parts;
    await decideOnClass(sync, who, ({ session, staff }, { now }) => {
      const students = studentActivities(staff);
      const memberIds = membersOfPerson(session, member)
        .filter((id) => students.has(id));
      if (memberIds.length === 0) throw refusal("not-found");
      for (const id of memberIds) {
        const activity = students.get(id)!;
        const key = `words-${id}` as const;
        const cause = openCauses(staff).find((it) => it.key === key);
        if (cause) {
          const claim = { by: who.member, at: now, of: cause.of };
          claimAttention({ session, staff }, key, claim);
        }
        const indicators = activity.signals.filter(({ kind }) =>
          kind !== "worrying"
        );
        students.set(id, { ...activity, signals: indicators });
      }
    });
  }

  async #checkSession(s: string): Promise<void> {
    const { sync, clock, onCause } = this.#parts;
    const acts = this.#activeAt.get(s) ?? new Map<string, number>();
    // Avoids empty commits.
    const hasChanges = await readClassDocuments(
      sync,
      s,
      (docs, { online }) =>
        activityChanges(docs, online, clock(), acts).length > 0 ||
        newActivity(docs, acts).length > 0 ||
        dueClaimChanges(docs, online, clock()).length > 0,
    );
    if (!hasChanges) return;
    await decideOnClass(sync, s, (docs, tx) => {
      const { online, now } = tx;
      const students = studentActivities(docs.staff),
        acted = lastActionTimes(docs.staff);
      for (
        const [member, activity] of activityChanges(docs, online, now, acts)
      ) {
        students.set(member, activity);
      }
      for (const [member, timeMs] of newActivity(docs, acts)) {
        acted.set(member, timeMs);
      }
      let hasEnded = false;
      for (const [key, entry] of dueClaimChanges(docs, online, now)) {
        hasEnded ||= entry === null;
        if (entry) attentionClaimsOf(docs.staff).set(key, entry);
        else endClaim(docs.staff, key, now);
      }
      if (hasEnded) onCause(tx, s);
    });
  }
}

function newActivity(
  { session, staff }: ClassDocuments,
  acts: ReadonlyMap<string, number>,
): [member: string, at: number][] {
  const acted = lastActionTimes(staff);
  return [...acts].filter(([member, timeMs]) =>
    members(session).get(member)?.role === "student" &&
    timeMs - (acted.get(member) ?? 0) >= precisionMs
  );
}

function activityChanges(
  { session, staff }: ClassDocuments,
  online: ReadonlySet<string>,
  now: number,
  acts: ReadonlyMap<string, number>,
): [member: string, activity: StudentActivity][] {
  if (!isClassRunning(session, now)) return [];
  const collect = sessionInfo(session, "collect");
  const students = studentActivities(staff);
  const acted = lastActionTimes(staff);
  const actedAt = (id: string) =>
    Math.max(acted.get(id) ?? 0, acts.get(id) ?? 0);
  const isBusy = [...acted.keys(), ...acts.keys()]
    .some((id) => now - actedAt(id) < recentMs);
  const hands = new Map(
    // The first of a student's hands counts.
    helpRequests(staff).toArray().toReversed().map((
      request,
    ) => [findPerson(session, request.member), request.at]),
  );
  const polls = secretPollsSince(session, now - idleAfterMs);
  const votedAt = (id: string) =>
    Math.max(
      0,
      ...polls.filter((poll) => answerSheets(staff).has(`${poll.id} ${id}`))
        .map(({ at }) => at),
    );
  const looks = [...members(session)]
    .filter(([, { role, removed }]) => role === "student" && !removed)
    .map(([id, { joinedAt }]) => {
      const activity = students.get(id) ??
        { lastAt: joinedAt, turns: 0, signals: [] };
      const indicators = updateTimedIndicators(
        activity,
        online.has(id),
        now,
        hands.get(id),
        Math.max(actedAt(id), votedAt(id)),
      ).filter((indicator) =>
        collect || indicator.for === "teacher" || indicator.kind === "idle" ||
        indicator.where !== undefined
      );
      return { id, activity, signals: indicators };
    });
  const isIdle = (
    { signals: indicators }: { signals: readonly StudentIndicator[] },
  ) => indicators.some(({ kind }) => kind === "idle");
  const showsIdle = isIdlenessNotable({
    idle: looks.filter(isIdle).length,
    online: looks.filter(({ id }) => online.has(id)).length,
    isBusy,
  });
  const changed: [string, StudentActivity][] = [];
  for (const { id, activity, ...look } of looks) {
    const indicators = look.signals
      .filter(({ kind }) => kind !== "idle" || showsIdle);
    const kinds = (list: readonly StudentIndicator[]) =>
      list.map((it) => `${it.kind} ${it.for ?? ""}`).join();
    if (kinds(indicators) === kinds(activity.signals)) continue;
    changed.push([id, { ...activity, signals: indicators }]);
  }
  return changed;
}

/** Recent anonymous polls. As times of votes are not kept, a vote counts as given when the poll began. */
function secretPollsSince(session: Y.Doc, since: number): SharedPoll[] {
  return sharedResources(session).toArray().filter((
    resource,
  ): resource is SharedPoll =>
    resource.anonymous === true && resource.at > since
  );
}

const act = defineActsFor<{ monitor: Monitor }>();

export const monitorActs = [
  act("GET /assistant", "observer", async ({ app, who }) => ({
    assistant: await app.monitor.assistantUsage(who),
  }), { result: z.object({ assistant: assistantUsageViewSchema }) }),
  act(
    "DELETE /members/:m/signals",
    "teacher",
    ({ app, who, params }) => app.monitor.dismissWorries(who, params.m),
  ),
] as const;
