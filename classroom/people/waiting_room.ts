/**
 * The waiting room.
 * - Early students wait for the class to begin (S-7).
 * - Students under a name in use (J-2) wait for a teacher, or until the member of that name is offline.
 * - Students under a name of the repeated class (S-6) wait for a teacher. Both can join as new after a minute.
 * - In a crowd, newcomers wait for a teacher (J-9).
 */
import { z } from "zod";
import type { Tx } from "../../sync/authority.ts";
import { isRefusal, type Refusal } from "../../sync/refusal.ts";
import { refusal } from "../model/refuse.ts";
import { requireNotOver, requireRunning } from "../model/permissions.ts";
import {
  addJoinedStudent,
  countOpenings,
  decideFormerMember,
  decideLetIn,
  decideNewMember,
  type JoinContext,
  readJoinFacts,
  removedRefusal,
} from "./join_rule.ts";
import {
  countUnconfirmedDevices,
  joinByName,
  maxUnconfirmedDevices,
} from "./unconfirmed_devices.ts";
import type { Identity, WaitingEntry } from "../model/members.ts";
import {
  type ClassDocuments,
  decideOnClass,
  isClassRunning,
  readClassDocuments,
  sessionInfo,
} from "../model/layout.ts";
import { WaitingNetworks } from "../limits/waiting_networks.ts";
import type { KvEntry } from "../../sync/kv/kv.ts";
import { findPerson } from "../model/persons.ts";
import {
  addWait,
  findWaitingPlace,
  inWaitingOrder,
  markSeen,
  personEntry,
  readWaitingRecord,
  type RequestedEntry,
  requestedEntryOf,
  statusKeptMs,
  takeWaitingPlace,
  type WaitingOutcome,
} from "./waiting_list.ts";
import {
  kvKeys,
  readSessionRecord,
  type WaitingRecord,
} from "../storage/kv_keys.ts";
import { newId } from "../model/ids.ts";
import { members } from "../model/roots.ts";
import { returningMembers, waitingEntries } from "../model/staff_roots.ts";
import type { AppServices } from "../app_services.ts";

export const decideWaitingBody = z.strictObject({
  decision: z.enum(["let-in", "make-new", "refuse"]),
});

export const decideAllWaitingBody = z.strictObject({
  decision: z.enum(["let-in", "refuse"]),
  strangers: z.literal(true).optional().describe(
    "spares those whom the class knows, before the start",
  ),
});

export type WaitingDecision = z.output<typeof decideWaitingBody>["decision"];

/** `as`: the kind of wait, as in {@link WaitingEntry}. */
export type WaitingStatus =
  | { kind: "waiting"; session: string; as: RequestedEntry["kind"] }
  | {
    kind: "in";
    session: string;
    member: string;
    rejoined: boolean;
    former?: string;
  };

/** A wait to join as a student; requests to observe are in `staff/join_requests.ts`. */
type StudentWait = WaitingRecord & { kind?: RequestedEntry["kind"] };

export const decisionCountSchema = z.object({
  decided: z.int(),
  waiting: z.int(),
});
export type DecisionCount = z.output<typeof decisionCountSchema>;

const decisionsPerCommit = 50;

/** Wait after which a student can join as new (J-2), in ms. */
export const joinAsNewAfterMs = 60_000;

/** A waiting page counts as closed this long after its last request (ms). */
export const awayAfterMs = 90_000;
/** Maximum number of old early requests with closed pages, per class. */
const maxAsleep = 200;

type WaitingRoomParts = Pick<
  AppServices,
  "kv" | "sync" | "clock" | "tokens" | "onCause" | "worryingWords"
>;

export class WaitingRoom {
  readonly networks: WaitingNetworks;
  readonly #parts: WaitingRoomParts;

  constructor(parts: WaitingRoomParts) {
    this.#parts = parts;
    this.networks = new WaitingNetworks(parts.kv, parts.clock);
  }

  async learnNetworks(session: string): Promise<void> {
    const ids = (
      { staff }: ClassDocuments,
    ) => [...waitingEntries(staff).keys()];
    await this.networks.loadNetworks(
      await readClassDocuments(this.#parts.sync, session, ids),
    );
  }

  /** The status of a wait. Lets the browser in once the member of its name is offline. */
  async checkWait(id: string): Promise<WaitingStatus> {
    const record = await this.#open(id);
    const { session, outcome } = record;
    if (outcome && !("away" in outcome)) return statusOf(record);
    await markSeen(this.#parts.kv, this.#parts.clock(), id);
    if (outcome) await this.#markAwake(id, record);
    else await this.#markAsked(session, id);
    const isNothingNew = await readClassDocuments(
      this.#parts.sync,
      session,
      (docs, { online }) => {
        if (!waitingEntries(docs.staff).has(id)) return false;
        const requested = requestedEntryOf(docs.staff, record);
        if (requested.kind !== "rejoin" || record.held) return true;
        return online.has(findPerson(docs.session, requested.member)) &&
          personEntry(docs.session, requested.member)?.removed !== true;
      },
    );
    if (isNothingNew) return statusOf(record);
    const newMemberId = newId();
    await this.#settle(
      id,
      record,
      ({ session: doc, staff }, tx) => {
        const requested = requestedEntryOf(staff, record);
        if (requested.kind !== "rejoin" || record.held) return null;
        const { member } = requested;
        const entry = personEntry(doc, member);
        if (!entry || entry.removed) return { refused: "removed" };
        const person = findPerson(doc, member);
        const isFull = countUnconfirmedDevices(new Map(members(doc)), person) >=
          maxUnconfirmedDevices;
        if (tx.online.has(person) || isFull) return null;
        // No teacher has confirmed the browser, so it joins by the name alone.
        joinByName(tx, session, newMemberId, person);
        return { in: newMemberId, rejoined: true };
      },
    );
    return statusOf(await this.#open(id));
  }

  /**
   * Lets a browser join as new after a minute; in a crowd it then waits as a newcomer (J-9). Refuses earlier. A
   * wait with `held` goes on.
   */
  async joinAsNew(id: string): Promise<WaitingStatus> {
    const record = await this.#open(id);
    const { session, name, network = 0, held, tied = false } = record;
    const { networks } = this;
    await this.learnNetworks(session);
    await this.#settle(id, record, (docs, tx) => {
      if (held) return null;
      const left = record.at + joinAsNewAfterMs - tx.now;
      if (left > 0) {
        throw refusal("teacher-has-a-minute", {}, {
          waitFor: Math.ceil(left / 1000),
        });
      }
      const join = decideNewMember(readJoinFacts(docs, tx), name);
      if (join.kind === "new") {
        return addJoinedStudent(docs, join, this.#joinContext(tx));
      }
      if (record.kind === "new") return null;
      const requested = { kind: "new" } as const;
      const comer = { name, requested, network, networks, tied };
      addWait(tx, session, id, {
        ...comer,
        asked: true,
        earlierWaitId: null,
      });
      return null;
    });
    return statusOf(await this.#open(id));
  }

  /** Refuses with `conflict` if the wait was decided already. */
  async decide(
    who: Identity,
    id: string,
    decision: WaitingDecision,
  ): Promise<void> {
    const record = await readWaitingRecord(this.#parts.kv, id);
    if (record?.session !== who.session) throw refusal("not-found");
    const settled = await this.#settle(id, record, (docs, tx) => {
      const { now } = tx, context = this.#joinContext(tx);
      // Before the class begins, requests can only be refused.
      if (decision !== "refuse") requireRunning(docs.session, now);
      const facts = {
        members: new Map(members(docs.session)),
        returning: new Map(returningMembers(docs.staff)),
        openings: countOpenings(docs, now),
      };
      switch (decision) {
        case "refuse":
          return { refused: "not-allowed", at: now };
        case "let-in": {
          const requested = requestedEntryOf(docs.staff, record);
          if (!("member" in requested)) {
            return addJoinedStudent(
              docs,
              decideLetIn(facts, record.name),
              context,
            );
          }
          const { kind, member } = requested;
          const outcome: WaitingOutcome = kind === "rejoin"
            ? { in: findPerson(docs.session, member), rejoined: true }
            : addJoinedStudent(
              docs,
              decideFormerMember(facts, member, record.name),
              context,
            );
          return record.kind === "return"
            ? { ...outcome, former: record.member }
            : outcome;
        }
        case "make-new":
          return addJoinedStudent(
            docs,
            decideLetIn(facts, record.name),
            context,
          );
        default:
          return decision satisfies never;
      }
    }, who);
    if (!settled) {
      throw refusal("settled-already");
    }
  }

  /**
   * A teacher's decision on all newcomers, by `waitingRank`; before the start, a refusal of early requests.
   * Refuses with `room-full` if none gets in.
   */
  async decideAll(
    who: Identity,
    ask: z.output<typeof decideAllWaitingBody>,
  ): Promise<DecisionCount> {
    let decided = 0;
    for (;;) {
      const step = await decideOnClass(
        this.#parts.sync,
        who,
        (docs, tx) => {
          const context = { tx, ...this.#joinContext(tx) };
          const step = decideSome(docs, context, who.session, ask);
          this.#parts.onCause(tx, who.session, step.members);
          return step;
        },
      );
      decided += step.decided;
      if (step.full && decided === 0) throw step.full;
      if (step.full || step.waiting === 0) {
        return { decided, waiting: step.waiting };
      }
    }
  }

  #joinContext({ now }: Tx): JoinContext {
    return { now, words: this.#parts.worryingWords };
  }

  async refuseRemoved(session: string, id: string): Promise<void> {
    const record = await this.#open(id);
    if (record.session !== session) throw refusal("not-found");
    await this.#settle(id, record, () => ({ refused: "removed" }));
  }

  /**
   * Withdraws waits whose pages are closed. Deletes those that never had a place, and old ones except early requests of
   * a class to come.
   */
  async sweep(): Promise<void> {
    const now = this.#parts.clock();
    const asleep = new Map<string, number>();
    const entries = this.#parts.kv.list<WaitingRecord>({
      prefix: kvKeys.waiting(),
    });
    const openIds = new Set<string>();
    for await (const entry of entries) {
      const { key, value: record } = entry;
      const id = String(key.at(-1));
      if (record.outcome && "unlisted" in record.outcome) {
        if (await this.#isAway(id, record)) await this.#erase(id, entry);
        continue;
      }
      const isOld = record.at + statusKeptMs < now;
      if (isOld && !await this.#isAhead(record, asleep)) {
        await this.#erase(id, entry);
      }
      if (record.outcome) continue;
      openIds.add(id);
      if (!await this.#isAway(id, record)) continue;
      await this.#settle(id, record, () => ({ away: true }))
        .catch((error) => {
          if (!isRefusal(error)) throw error;
        });
    }
    this.networks.keepOnly(openIds);
  }

  /** Whether the page of a wait has stopped asking, or has not asked. */
  async #isAway(id: string, { at }: WaitingRecord): Promise<boolean> {
    const { value: seenAt } = await this.#parts.kv.get<number>(
      kvKeys.waitingSeen(id),
    );
    return (seenAt ?? at) + awayAfterMs <= this.#parts.clock();
  }

  /** Whether an early request is still valid. `asleep` counts those with closed pages per class, up to `maxAsleep`. */
  async #isAhead(
    { kind, session, outcome }: WaitingRecord,
    asleep: Map<string, number>,
  ): Promise<boolean> {
    if (kind !== "start" || outcome && !("away" in outcome)) return false;
    const record = await readSessionRecord(this.#parts.kv, session);
    if (record === null || record.state === "ended") return false;
    if (!outcome) return true;
    const count = asleep.get(session) ?? 0;
    asleep.set(session, count + 1);
    return count < maxAsleep;
  }

  /** Deletes a wait, unless it has changed meanwhile: its page may have got a place. */
  async #erase(id: string, entry: KvEntry<WaitingRecord>): Promise<void> {
    const key = kvKeys.waitingOf(entry.value.session, id);
    const { value: token } = await this.#parts.kv.get<string>(key);
    const change = this.#parts.kv.atomic().check(entry).delete(key)
      .delete(kvKeys.waiting(id)).delete(kvKeys.waitingSeen(id));
    if (token) change.delete(this.#parts.tokens.key("waiting", token));
    await change.commit();
  }

  async #markAwake(id: string, record: WaitingRecord): Promise<void> {
    const { session, network = 0 } = record;
    const { networks } = this;
    await this.learnNetworks(session);
    await decideOnClass(this.#parts.sync, session, (docs, tx) => {
      const list = waitingEntries(docs.staff);
      const isOpen = isClassRunning(docs.session, tx.now) ||
        sessionInfo(docs.session, "state") === "scheduled";
      if (!isOpen || list.has(id)) return;
      const requested = requestedEntryOf(docs.staff, record);
      // If no place is left, the page asks again later.
      const asker = { ...record, requested, network, networks, asked: true };
      const place = findWaitingPlace(docs, asker, record.at);
      if (place) takeWaitingPlace(tx, session, id, asker, place);
    });
  }

  /** Notes once that a wait's page asks. */
  async #markAsked(session: string, id: string): Promise<void> {
    const { sync } = this.#parts;
    const unaskedEntry = ({ staff }: ClassDocuments) => {
      const entry = waitingEntries(staff).get(id);
      return entry?.asked ? undefined : entry;
    };
    if (!await readClassDocuments(sync, session, unaskedEntry)) return;
    await decideOnClass(sync, session, (docs) => {
      const entry = unaskedEntry(docs);
      if (!entry) return;
      waitingEntries(docs.staff).set(id, { ...entry, asked: true });
    });
  }

  /**
   * Takes a wait off the list with the result of `outcome`. False: the wait was decided already, or `outcome` returns
   * null.
   * @param decider who decides; the session's id: the server
   */
  async #settle(
    id: string,
    record: WaitingRecord,
    outcome: (docs: ClassDocuments, tx: Tx) => WaitingOutcome | null,
    decider: Identity | string = record.session,
  ): Promise<boolean> {
    return await decideOnClass(this.#parts.sync, decider, (docs, tx) => {
      requireNotOver(docs.session, tx.now);
      const list = waitingEntries(docs.staff);
      const decided = list.has(id) ? outcome(docs, tx) : null;
      if (!decided) return false;
      list.delete(id);
      tx.addFact({
        key: kvKeys.waiting(id),
        value: { ...record, outcome: decided },
      });
      if ("in" in decided) {
        this.#parts.onCause(tx, record.session, [decided.in]);
      }
      return true;
    });
  }

  async #open(id: string): Promise<StudentWait> {
    const record = await readWaitingRecord(this.#parts.kv, id);
    if (!record || !isStudentWait(record)) throw refusal("not-found");
    return record;
  }
}

function isStudentWait(record: WaitingRecord): record is StudentWait {
  return record.kind !== "observe";
}

function statusOf(
  { session, kind = "rejoin", outcome }: StudentWait,
): WaitingStatus {
  if (!outcome || "away" in outcome) {
    return { kind: "waiting", session, as: kind };
  }
  if ("in" in outcome) {
    const { in: member, ...rest } = outcome;
    return { kind: "in", session, member, ...rest };
  }
  if (outcome.refused === "removed") throw removedRefusal();
  throw refusal("not-let-in");
}

/** Decides on waits in one commit. `full`: why the others still wait. */
function decideSome(
  docs: ClassDocuments,
  { tx, ...context }: JoinContext & { tx: Tx },
  session: string,
  { decision, strangers }: z.output<typeof decideAllWaitingBody>,
): DecisionCount & { members: string[]; full?: Refusal } {
  const isAhead = sessionInfo(docs.session, "state") === "scheduled" &&
    decision === "refuse";
  if (!isAhead) requireRunning(docs.session, tx.now);
  const kind: WaitingEntry["kind"] = isAhead ? "start" : "new";
  const list = waitingEntries(docs.staff);
  const waits = inWaitingOrder(
    [...list].filter(([, entry]) =>
      entry.kind === kind && !(isAhead && strangers && entry.known)
    ),
  );
  let decided = 0;
  const members: string[] = [];
  for (const [id, entry] of waits.slice(0, decisionsPerCommit)) {
    let outcome: WaitingOutcome = { refused: "not-allowed", at: tx.now };
    if (decision === "let-in") {
      try {
        const facts = readJoinFacts(docs, tx);
        const added = addJoinedStudent(
          docs,
          decideLetIn(facts, entry.name),
          context,
        );
        members.push(added.in);
        outcome = added;
      } catch (error) {
        const kind = isRefusal(error) ? error.kind : "";
        if (!isRefusal(error) || !/^(room-full|name-refused)$/.test(kind)) {
          throw error;
        }
        // A newcomer whose name now resembles a teacher's is refused; the others are let in.
        if (kind === "room-full") {
          const waiting = waits.length - decided;
          return { decided, waiting, members, full: error };
        }
      }
    }
    list.delete(id);
    tx.addFact({
      key: kvKeys.waiting(id),
      value: { session, ...entry, outcome } satisfies WaitingRecord,
    });
    decided++;
  }
  return { decided, waiting: waits.length - decided, members };
}
