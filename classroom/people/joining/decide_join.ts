/**
 * Decides on requests to join. A student who comes before the class begins (S-7) waits under a valid name, and joins by
 * `decideRunningJoin` once it runs; one whom a teacher refused before then needs a teacher's decision.
 */
import type * as Y from "yjs";
import { bounds } from "../../model/bounds.ts";
import type { Tx } from "../../../sync/authority.ts";
import { requireRunning } from "../../model/permissions.ts";
import { type ClassDocuments, sessionInfo } from "../../model/layout.ts";
import { refusal } from "../../model/refuse.ts";
import { nameKey } from "../../../formats/name_keys.ts";
import { members } from "../../model/roots.ts";
import {
  classList,
  returningMembers,
  waitingEntries,
} from "../../model/staff_roots.ts";
import { findReturningMember } from "../../sessions/returning.ts";
import type { WaitingRecord } from "../../storage/kv_keys.ts";
import {
  decideRunningJoin,
  readJoinFacts,
  type RunningJoin,
} from "../join_rule.ts";
import type { KnownBrowser } from "./known_browser.ts";
import { requireAllowedName } from "../names/impersonation.ts";

/**
 * Time after the start (ms) in which early students wait for the pace of joining (J-9). Later they wait for a teacher.
 */
export const earlyTurnsMs = 60_000;
/** Time (ms) after which a browser that a teacher refused before the start may ask again. */
export const waitAgainAfterMs = bounds.refusedMinutes * 60_000;

export type JoinOutcome =
  | RunningJoin
  /**
   * `known`: the name is on the class list and nobody has picked it, or name and browser are those of a student of the
   * repeated class. A crowd cannot take such a place.
   */
  | { kind: "wait"; as: "start"; name: string; known?: true };

/**
 * Decides on a request to join, or refuses it.
 * @param earlyRecord the student's wait for the class to begin
 */
export function decideJoin(
  docs: ClassDocuments,
  moment: Pick<Tx, "online" | "now">,
  name: string,
  { formerIds, allOwnIds, presentIds, wait }: KnownBrowser,
  earlyRecord?: WaitingRecord,
): JoinOutcome {
  const { session, staff } = docs;
  const { now } = moment;
  const startWait = { kind: "wait", as: "start", name } as const;
  const isHeld = isHeldForTeacher(wait?.record);
  if (sessionInfo(session, "state") === "scheduled") {
    if (refusedAt(wait?.record) + waitAgainAfterMs > now) {
      throw refusal("not-let-in");
    }
    const former = findReturningMember(
      new Map(returningMembers(staff)),
      name,
      formerIds,
    )?.by;
    // A student of the repeated class had this name checked there.
    if (!former || !sessionInfo(session, "rejoin")) {
      // A locked class admits no newcomer (S-11). Those who wait already are refused at the start.
      if (!earlyRecord && sessionInfo(session, "joinLocked")) {
        throw refusal("join-locked");
      }
      const nameFilter = sessionInfo(session, "nameFilter");
      requireAllowedName({ nameFilter, members: members(session) }, name);
    }
    const isKnown = former === "both" || isListed(staff, name);
    return isKnown && !isHeld ? { ...startWait, known: isKnown } : startWait;
  }
  if (earlyRecord) requireRunning(session, now);
  const facts = readJoinFacts(
    docs,
    moment,
    formerIds,
    allOwnIds,
    presentIds,
  );
  // Students of the repeated class go before unknown ones, even if names are not restored.
  if (earlyRecord?.known && formerIds.length > 0) {
    const { openings } = facts;
    const listed = new Set([...openings.listed, nameKey(name)]);
    facts.openings = { ...openings, listed };
  }
  const join = decideRunningJoin(
    { ...facts, waitedSince: earlyRecord?.at },
    name,
  );
  if (isHeld) return holdBack(join, name);
  const isCrowd = join.kind === "wait" && join.as === "new";
  const hasTurn = earlyRecord &&
    now < sessionInfo(session, "startsAt") + earlyTurnsMs;
  return isCrowd && hasTurn ? startWait : join;
}

/** Whether the student needs a teacher's decision because of a refusal before the start. */
export function isHeldForTeacher(record?: WaitingRecord): boolean {
  if (!record || record.outcome && "in" in record.outcome) return false;
  return record.held === true || refusedAt(record) > -Infinity;
}

/** Time of a refusal before the start (ms); -Infinity: none. */
function refusedAt({ kind, at, outcome }: Partial<WaitingRecord> = {}): number {
  if (kind !== "start" || !outcome || !("refused" in outcome)) return -Infinity;
  return outcome.at ?? at ?? -Infinity;
}

/** Turns a join into a wait for a teacher, except for a browser that has joined already. */
function holdBack(join: RunningJoin, name: string): RunningJoin {
  switch (join.kind) {
    case "new":
      return join.former === undefined
        ? { kind: "wait", as: "new", name }
        : { kind: "wait", as: "return", member: join.former, name };
    case "by-name":
      return { kind: "wait", as: "rejoin", member: join.member, name };
    case "back":
    case "wait":
      return join;
  }
}

/** Whether this name is on the class list, and no student has picked it. */
function isListed(staff: Y.Doc, name: string): boolean {
  const key = nameKey(name);
  return [...classList(staff).values()]
    .some((it) => it.member === undefined && nameKey(it.name) === key);
}

/**
 * Whether a wait for the start still exists under the name that was read. Of several requests with its id only the
 * first may use it, and none after a refusal.
 */
export function isWaitUnchanged(
  { staff }: ClassDocuments,
  { id, record }: { id: string; record: WaitingRecord },
): boolean {
  const entry = waitingEntries(staff).get(id);
  return entry?.kind === "start" && entry.name === record.name;
}

/**
 * Refuses with `waiting-as-another` if the browser's wait was decided or withdrawn since it was read. The next request
 * gets the outcome.
 */
export function requireWaitUnchanged(
  { staff }: ClassDocuments,
  wait: KnownBrowser["wait"],
): void {
  if (!wait || wait.record.outcome || waitingEntries(staff).has(wait.id)) {
    return;
  }
  throw refusal("waiting-as-another", {}, { retryAfter: 2 });
}

export function isReturning(outcome: JoinOutcome): boolean {
  if (outcome.kind === "new") return outcome.rejoined === true;
  return outcome.kind !== "wait";
}
