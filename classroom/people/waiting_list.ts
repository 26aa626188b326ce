/**
 * The waiting list (J-2, J-9), `waiting` of the staff's document. Each kind of request has its own places, so that a
 * crowd cannot keep out a returning member. If all places are taken, a wait of a better rank displaces another.
 *
 * Example: a program joins 300 times without cookies and fills the places. Amy's request gets none, as it is a new
 * browser like the others; her wait is stored off the list. Two seconds later her page asks with its cookie, and
 * displaces a wait of the program. So requests alone change no list that is full.
 */
import type * as Y from "yjs";
import type { Tx } from "../../sync/authority.ts";
import { refusal } from "../model/refuse.ts";
import type { Refusal } from "../../sync/refusal.ts";
import {
  type ClassDocuments,
  classDocumentsOf,
  maxStudentsOf,
} from "../model/layout.ts";
import { documentNames as names } from "../model/documents.ts";
import type { Member, WaitingEntry } from "../model/members.ts";
import { isId } from "../model/ids.ts";
import { nameKey } from "../../formats/name_keys.ts";
import { kvKeys, type WaitingRecord } from "../storage/kv_keys.ts";
import { maxWaitingPlaces, waitingRank } from "./join_pace.ts";
import type { WaitingNetworks } from "../limits/waiting_networks.ts";
import { findPerson, isSamePerson } from "../model/persons.ts";
import { members } from "../model/roots.ts";
import { returningMembers, waitingEntries } from "../model/staff_roots.ts";
import type { Kv } from "../../sync/kv/kv.ts";

/** Minimum time between two names of a waiting browser (ms), as each change lets the document grow. */
export const renameIntervalMs = 10_000;
/** Interval of noting that a waiting page is open (ms). */
const seenIntervalMs = 15_000;
/** Lifetime of a wait's status (ms): longer than any session. */
export const statusKeptMs = 25 * 60 * 60_000;
/** Maximum number of waits for one returning member or known name: in all, and from one network. */
const maxUnderOneName = { all: 6, perNetwork: 3 };

export type WaitingOutcome = NonNullable<WaitingRecord["outcome"]>;
export type RequestedEntry =
  | { kind: "rejoin" | "return"; member: string }
  | { kind: "new" | "start" };

interface Asker {
  name: string;
  requested: RequestedEntry;
  /** The network of this request, and those of all waits. */
  network: number;
  networks: WaitingNetworks;
  known?: boolean;
  held?: boolean;
  asked?: boolean;
  tied?: boolean;
}

interface WaitRequest extends Asker {
  /** The browser's earlier wait, which this one replaces. */
  earlierWaitId: string | null;
}

/** Refuses with `too-often` if no place is left for a page that asks, or if the name changes too soon. */
export function addWait(
  tx: Tx,
  session: string,
  id: string,
  { earlierWaitId, ...request }: WaitRequest,
): void {
  const docs = classDocumentsOf(tx, session);
  const list = waitingEntries(docs.staff);
  const earlierEntry = earlierWaitId === null
    ? undefined
    : list.get(earlierWaitId);
  const replaced = earlierEntry ?? list.get(id);
  const asker = { ...request, asked: request.asked || replaced?.asked };
  const place = findWaitingPlace(docs, asker, tx.now, earlierWaitId);
  if (!place && !replaced) return storeUnlisted(tx, session, id, asker);
  if (!place) throw crowdedRefusal();
  const left = earlierEntry ? earlierEntry.at + renameIntervalMs - tx.now : 0;
  if (left > 0) {
    throw refusal("waiting-as-another", {}, {
      retryAfter: Math.ceil(left / 1000),
    });
  }
  if (earlierWaitId !== id) withdrawWaiting(tx, session, earlierWaitId);
  takeWaitingPlace(tx, session, id, asker, place);
}

/** Lists a wait at its place, and withdraws the one that it displaces. */
export function takeWaitingPlace(
  tx: Tx,
  session: string,
  id: string,
  { network, networks }: Pick<Asker, "network" | "networks">,
  { entry, displaced }: WaitingPlace,
): void {
  withdrawWaiting(tx, session, displaced, networks);
  waitingEntries(tx.doc(names.staff(session))).set(id, entry);
  networks.noteNetwork(id, network);
  const record: WaitingRecord = { session, ...entry, network };
  tx.addFact({ key: kvKeys.waiting(id), value: record });
}

/** Stores a wait that gets a place once its page asks; refuses it if it would get none. */
function storeUnlisted(
  tx: Tx,
  session: string,
  id: string,
  asker: Asker,
): void {
  const docs = classDocumentsOf(tx, session);
  const { network, networks } = asker;
  const later = findWaitingPlace(docs, { ...asker, asked: true }, tx.now);
  if (!later || !networks.takeUnlisted(session, network)) {
    throw crowdedRefusal();
  }
  const record: WaitingRecord = {
    session,
    ...later.entry,
    network,
    outcome: { away: true, unlisted: true },
  };
  tx.addFact({ key: kvKeys.waiting(id), value: record });
}

function crowdedRefusal(): Refusal {
  return refusal("waiting-crowded", {}, { retryAfter: 10 });
}

/** @param networks keeps the network of the wait, if it may come back */
export function withdrawWaiting(
  tx: Tx,
  session: string,
  id: string | null,
  networks?: WaitingNetworks,
): void {
  const list = waitingEntries(tx.doc(names.staff(session)));
  const entry = id === null ? undefined : list.get(id);
  if (id === null || !entry) return;
  list.delete(id);
  const network = networks?.networkOf(id);
  const record: WaitingRecord = {
    session,
    ...entry,
    ...(network !== undefined && { network }),
    outcome: { away: true },
  };
  tx.addFact({ key: kvKeys.waiting(id), value: record });
}

/** Takes a request off the list, and stores the outcome for the page that asks. */
export function settleWaiting(
  tx: Tx,
  { id, record }: { id: string; record: WaitingRecord },
  outcome: WaitingOutcome,
): void {
  waitingEntries(tx.doc(names.staff(record.session))).delete(id);
  tx.addFact({ key: kvKeys.waiting(id), value: { ...record, outcome } });
}

/** Refuses all waits to come in as a removed member. */
export function refuseWaitsFor(tx: Tx, session: string, member: string): void {
  const { session: doc, staff } = classDocumentsOf(tx, session);
  const list = waitingEntries(staff);
  for (const [id, entry] of list) {
    const requested = requestedEntryOf(staff, entry);
    if (!("member" in requested)) continue;
    if (!isSamePerson(doc, requested.member, member)) continue;
    list.delete(id);
    const { name, at } = entry;
    const outcome: WaitingOutcome = { refused: "removed" };
    const record: WaitingRecord = { session, name, member, at, outcome };
    tx.addFact({ key: kvKeys.waiting(id), value: record });
  }
}

/** `displaced`: id of the wait that loses the place; null: the place is free. */
export interface WaitingPlace {
  readonly entry: WaitingEntry;
  readonly displaced: string | null;
}

/**
 * The place for a request; null: none is left. Requests with `known` have separate places for each name.
 * @param ignoredId id of a waiting entry that does not count
 */
export function findWaitingPlace(
  docs: ClassDocuments,
  asker: Asker,
  listedAt: number,
  ignoredId: string | null = null,
): WaitingPlace | null {
  const { name, requested, held, asked, tied } = asker;
  const displacedUnderName = asker.known
    ? displacedBy(docs, asker, ignoredId)
    : undefined;
  const displaced = displacedUnderName !== undefined
    ? displacedUnderName
    : displacedBy(docs, { ...asker, known: false }, ignoredId);
  if (displaced === undefined) return null;
  const entry: WaitingEntry = {
    ...requested,
    name,
    at: listedAt,
    ...(displacedUnderName !== undefined && { known: true }),
    ...(held && { held }),
    ...(asked && { asked }),
    ...(tied && { tied }),
  };
  return { entry, displaced };
}

/** The wait that a request displaces: the last one in order. Null: a place is free; undefined: none is left. */
function displacedBy(
  { session: doc, staff }: ClassDocuments,
  { name, requested, network, networks, known, asked, tied }: Asker,
  ignoredId: string | null,
): string | null | undefined {
  const max = "member" in requested || known
    ? maxUnderOneName
    : maxWaitingPlaces(maxStudentsOf(doc));
  // Computed only if needed, as it is slow for a long name.
  const key = known && nameKey(name);
  const otherWaits = [...waitingEntries(staff)].filter(([id, entry]) => {
    if (id === ignoredId || entry.kind === "observe") return false;
    const otherRequest = requestedEntryOf(staff, entry);
    if (requested.kind !== otherRequest.kind) return false;
    if ("member" in requested && "member" in otherRequest) {
      return isSamePerson(doc, requested.member, otherRequest.member);
    }
    return known
      ? entry.known === true && nameKey(entry.name) === key
      : entry.known !== true;
  });
  const nearWaits = otherWaits.filter(([id]) =>
    networks.networkOf(id) === network
  );
  const isNearFull = nearWaits.length >= max.perNetwork;
  if (!isNearFull && otherWaits.length < max.all) return null;
  const last = inWaitingOrder(isNearFull ? nearWaits : otherWaits).at(-1);
  const isBetter = last && waitingRank({ asked, tied }) < waitingRank(last[1]);
  return isBetter ? last[0] : undefined;
}

/** Waits by rank; within a rank the longest waiting first. */
export function inWaitingOrder(
  waits: readonly [id: string, entry: WaitingEntry][],
): [id: string, entry: WaitingEntry][] {
  return waits.toSorted(([, a], [, b]) =>
    waitingRank(a) - waitingRank(b) || a.at - b.at
  );
}

/**
 * As what a request asks to come in. A student of the repeated class who has joined since counts as that member.
 */
export function requestedEntryOf(
  staff: Y.Doc,
  { kind = "rejoin", member }: Pick<WaitingRecord, "kind" | "member">,
): RequestedEntry {
  if (kind === "start") return { kind };
  // Records of other kinds name no member.
  const isBack = kind === "rejoin" || kind === "return";
  if (!isBack || member === undefined) return { kind: "new" };
  const joinedId = kind === "return"
    ? returningMembers(staff).get(member)?.member
    : null;
  return joinedId ? { kind: "rejoin", member: joinedId } : { kind, member };
}

export async function readWaitingRecord(
  kv: Kv,
  id: string,
): Promise<WaitingRecord | null> {
  if (!isId(id)) return null;
  return (await kv.get<WaitingRecord>(kvKeys.waiting(id))).value;
}

export async function markSeen(
  kv: Kv,
  now: number,
  id: string,
): Promise<void> {
  const key = kvKeys.waitingSeen(id);
  const lastSeenMs = (await kv.get<number>(key)).value ?? 0;
  if (now - lastSeenMs >= seenIntervalMs) {
    await kv.set(key, now, { expireIn: statusKeptMs });
  }
}

export function personEntry(
  session: Y.Doc,
  member: string,
): Member | undefined {
  return members(session).get(findPerson(session, member));
}
