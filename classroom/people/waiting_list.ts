/**
 * The waiting list (J-2, J-9), `waiting` of the staff's document. Each kind of request has its own places, so that a
 * crowd cannot keep out a returning member.
 */
import type * as Y from "yjs";
import type { Tx } from "../../sync/authority.ts";
import { refusal } from "../model/refuse.ts";
import {
  type ClassDocuments,
  classDocumentsOf,
  maxStudentsOf,
  members,
  returningMembers,
  waitingEntries,
} from "../model/layout.ts";
import { documentNames as names } from "../model/documents.ts";
import type { Member, WaitingEntry } from "../model/members.ts";
import { isId } from "../model/ids.ts";
import { nameKey } from "../model/name_keys.ts";
import { kvKeys, type WaitingRecord } from "../storage/kv_keys.ts";
import { maxWaitingPlaces } from "./join_pace.ts";
import type { WaitingNetworks } from "../limits/waiting_networks.ts";
import { findPerson, isSamePerson } from "../model/persons.ts";
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
}

interface WaitRequest extends Asker {
  /** The browser's earlier wait, which this one replaces. */
  before: string | null;
}

/** Refuses with `too-often` if no place is left, or if the name changes too soon. */
export function enterWaiting(
  tx: Tx,
  session: string,
  id: string,
  { before, ...asker }: WaitRequest,
): void {
  const docs = classDocumentsOf(tx, session);
  const list = waitingEntries(docs.staff);
  const entry = waitingPlaceFor(docs, asker, tx.now, before);
  if (!entry) {
    throw refusal("waiting-crowded", {}, { retryAfter: 10 });
  }
  const last = before === null ? undefined : list.get(before);
  const left = last ? last.at + renameIntervalMs - tx.now : 0;
  if (left > 0) {
    throw refusal("waiting-as-another", {}, {
      retryAfter: Math.ceil(left / 1000),
    });
  }
  if (before !== id) withdrawWaiting(tx, session, before);
  list.set(id, entry);
  asker.networks.noteNetwork(id, asker.network);
  const record: WaitingRecord = {
    session,
    ...entry,
    network: asker.network,
  };
  tx.addFact({ key: kvKeys.waiting(id), value: record });
}

export function withdrawWaiting(
  tx: Tx,
  session: string,
  id: string | null,
): void {
  const list = waitingEntries(tx.doc(names.staff(session)));
  const entry = id === null ? undefined : list.get(id);
  if (id === null || !entry) return;
  list.delete(id);
  const record: WaitingRecord = {
    session,
    ...entry,
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

/**
 * Makes the entry for a request; null: no place is left. Requests with `known` have separate places for each name.
 * @param ignoredId id of a waiting entry that does not count
 */
export function waitingPlaceFor(
  docs: ClassDocuments,
  asker: Asker,
  at: number,
  ignoredId: string | null = null,
): WaitingEntry | null {
  const { name, requested, held } = asker;
  const isKnown = asker.known === true && hasPlace(docs, asker, ignoredId);
  const isStranger = hasPlace(docs, { ...asker, known: false }, ignoredId);
  if (!isKnown && !isStranger) return null;
  return {
    ...requested,
    name,
    at,
    ...(isKnown && { known: isKnown }),
    ...(held && { held }),
  };
}

function hasPlace(
  { session: doc, staff }: ClassDocuments,
  { name, requested, network, networks, known }: Asker,
  ignoredId: string | null,
): boolean {
  const max = "member" in requested || known
    ? maxUnderOneName
    : maxWaitingPlaces(maxStudentsOf(doc));
  // Computed only if needed, as it is slow for a long name.
  const key = known && nameKey(name);
  const others = [...waitingEntries(staff)].filter(([id, entry]) => {
    if (id === ignoredId || entry.kind === "observe") return false;
    const theirs = requestedEntryOf(staff, entry);
    if (requested.kind !== theirs.kind) return false;
    if ("member" in requested && "member" in theirs) {
      return isSamePerson(doc, requested.member, theirs.member);
    }
    return known
      ? entry.known === true && nameKey(entry.name) === key
      : entry.known !== true;
  });
  const near = others.filter(([id]) => networks.isInNetwork(id, network));
  return others.length < max.all && near.length < max.perNetwork;
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
  const here = kind === "return"
    ? returningMembers(staff).get(member)?.member
    : null;
  return here ? { kind: "rejoin", member: here } : { kind, member };
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
  const seen = (await kv.get<number>(key)).value ?? 0;
  if (now - seen >= seenIntervalMs) {
    await kv.set(key, now, { expireIn: statusKeptMs });
  }
}

export function personEntry(
  session: Y.Doc,
  member: string,
): Member | undefined {
  return members(session).get(findPerson(session, member));
}
