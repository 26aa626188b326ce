/**
 * The list of those who wait to be let in (J-2, J-9), in `waiting` of the staff's document: who gets on it and who is
 * taken off. Each kind has places of its own, so that no crowd keeps out somebody who was here before. All of it happens
 * within decisions.
 */
import type * as Y from "yjs";
import type { Tx } from "../../sync/authority.ts";
import { refusal } from "../model/refuse.ts";
import {
  type ClassDocuments,
  docsOf,
  members,
  mostStudents,
  returning,
  waitingIn,
} from "../model/layout.ts";
import { documents as names } from "../model/documents.ts";
import type { Member, Waiting } from "../model/members.ts";
import { isId } from "../model/ids.ts";
import { nameKey } from "../model/names.ts";
import { keys, type WaitingRecord } from "../storage/session_keys.ts";
import { waitingPlaces } from "./crowd.ts";
import type { Networks } from "../limits/waiting_networks.ts";
import { isSamePerson, personIn } from "../model/persons.ts";
import type { Kv } from "../../sync/kv/kv.ts";

/**
 * How soon a browser that waits may wait under another name, in ms: what came and went leaves traces in the document
 * that the teacher reads.
 */
export const renameAfter = 10_000;
/** How often it is written down that a page still asks, in ms. */
const seenEvery = 15_000;
/** How long the status can be asked for, in ms: longer than any session lasts. */
export const statusKeptMs = 25 * 60 * 60_000;
/** How many may wait at once under the name of one who was here before, and how many of them from one network. */
const underOneName = { all: 6, perNetwork: 3 };

export type Outcome = NonNullable<WaitingRecord["outcome"]>;
/** Whose name it is that somebody waits under: nobody's where they are new. */
export type Whose =
  | { kind: "rejoin" | "return"; member: string }
  | { kind: "new" | "start" };

interface Asker {
  name: string;
  whose: Whose;
  /** Theirs, and those of all who wait. */
  network: number;
  networks: Networks;
  /** As in {@link Waiting}. */
  known?: boolean;
  held?: boolean;
}

/** Somebody who begins to wait. */
interface WaitRequest extends Asker {
  /** The id under which the same browser has waited until now: it waits once. */
  before: string | null;
}

/** Puts somebody on the list under this id. Refused with `too-often` where there is no place, or they rename too soon. */
export function enterWaiting(
  tx: Tx,
  session: string,
  id: string,
  { before, ...asker }: WaitRequest,
): void {
  const docs = docsOf(tx, session);
  const list = waitingIn(docs.staff);
  const entry = waitingPlaceFor(docs, asker, tx.now, before);
  if (!entry) {
    throw refusal("waiting-crowded", {}, { retryAfter: 10 });
  }
  const last = before === null ? undefined : list.get(before);
  const left = last ? last.at + renameAfter - tx.now : 0;
  if (left > 0) {
    throw refusal("waiting-as-another", {}, {
      retryAfter: Math.ceil(left / 1000),
    });
  }
  if (before !== id) withdrawWaiting(tx, session, before);
  list.set(id, entry);
  asker.networks.note(id, asker.network);
  const record: WaitingRecord = {
    session,
    ...entry,
    network: asker.network,
  };
  tx.fact({ key: keys.waiting(id), value: record });
}

/** Takes a browser off the list: it is in, or asks under another name. `id` null: it has not waited. */
export function withdrawWaiting(
  tx: Tx,
  session: string,
  id: string | null,
): void {
  const list = waitingIn(tx.doc(names.staff(session)));
  const entry = id === null ? undefined : list.get(id);
  if (id === null || !entry) return;
  list.delete(id);
  const record: WaitingRecord = {
    session,
    ...entry,
    outcome: { away: true },
  };
  tx.fact({ key: keys.waiting(id), value: record });
}

/** Takes somebody off the list, whom their page may ask for again: this is what came of it. */
export function settleWaiting(
  tx: Tx,
  { id, record }: { id: string; record: WaitingRecord },
  outcome: Outcome,
): void {
  waitingIn(tx.doc(names.staff(record.session))).delete(id);
  tx.fact({ key: keys.waiting(id), value: { ...record, outcome } });
}

/** Takes everybody off the list who waits for the place of this member; they are told `removed`. */
export function turnAway(tx: Tx, session: string, member: string): void {
  const { session: doc, staff } = docsOf(tx, session);
  const list = waitingIn(staff);
  for (const [id, entry] of list) {
    const whose = whoseOf(staff, entry);
    if (!("member" in whose)) continue;
    if (!isSamePerson(doc, whose.member, member)) continue;
    list.delete(id);
    const { name, at } = entry;
    const outcome: Outcome = { refused: "removed" };
    const record: WaitingRecord = { session, name, member, at, outcome };
    tx.fact({ key: keys.waiting(id), value: record });
  }
}

/**
 * The entry of one more who waits; null: there is no place. Whom the class knows, and who is early, has a place of those
 * of their name, apart from the strangers'. `beside`: who does not count.
 */
export function waitingPlaceFor(
  docs: ClassDocuments,
  asker: Asker,
  at: number,
  beside: string | null = null,
): Waiting | null {
  const { name, whose, held } = asker;
  const known = asker.known === true && hasPlace(docs, asker, beside);
  const isStranger = hasPlace(docs, { ...asker, known: false }, beside);
  if (!known && !isStranger) return null;
  return {
    ...whose,
    name,
    at,
    ...(known && { known }),
    ...(held && { held }),
  };
}

/** Whether one more may wait: of those who are new, or early, or under somebody's name. */
function hasPlace(
  { session: doc, staff }: ClassDocuments,
  { name, whose, network, networks, known }: Asker,
  beside: string | null,
): boolean {
  const most = "member" in whose || known
    ? underOneName
    : waitingPlaces(mostStudents(doc));
  // Made only where it counts: a name can be made to take long.
  const key = known && nameKey(name);
  const others = [...waitingIn(staff)].filter(([id, entry]) => {
    if (id === beside || entry.kind === "observe") return false;
    const theirs = whoseOf(staff, entry);
    if (whose.kind !== theirs.kind) return false;
    if ("member" in whose && "member" in theirs) {
      return isSamePerson(doc, whose.member, theirs.member);
    }
    return known
      ? entry.known === true && nameKey(entry.name) === key
      : entry.known !== true;
  });
  const near = others.filter(([id]) => networks.isIn(id, network));
  return others.length < most.all && near.length < most.perNetwork;
}

/** Whose place somebody waits for: once who it was is here again, it is theirs of this class. */
export function whoseOf(
  staff: Y.Doc,
  { kind = "rejoin", member }: Pick<WaitingRecord, "kind" | "member">,
): Whose {
  if (kind === "start") return { kind };
  // All others come back.
  const isBack = kind === "rejoin" || kind === "return";
  if (!isBack || member === undefined) return { kind: "new" };
  const here = kind === "return" ? returning(staff).get(member)?.member : null;
  return here ? { kind: "rejoin", member: here } : { kind, member };
}

/** The record of somebody who waits or has waited; null: nobody under this id. */
export async function waitingRecord(
  kv: Kv,
  id: string,
): Promise<WaitingRecord | null> {
  if (!isId(id)) return null;
  return (await kv.get<WaitingRecord>(keys.waiting(id))).value;
}

/** Writes down that the page of somebody who waits still asks. */
export async function noteSeen(
  kv: Kv,
  now: number,
  id: string,
): Promise<void> {
  const key = keys.waitingSeen(id);
  const seen = (await kv.get<number>(key)).value ?? 0;
  if (now - seen >= seenEvery) {
    await kv.set(key, now, { expireIn: statusKeptMs });
  }
}

export function entryOf(session: Y.Doc, member: string): Member | undefined {
  return members(session).get(personIn(session, member));
}
