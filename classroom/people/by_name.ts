/**
 * Coming back by a name alone (J-2). A name is no proof: somebody who gives the name of an offline member speaks as
 * that member, in their group, but has a document and conversations apart until the teacher lets them in. They are a
 * member of their own, merged from the start (J-7) and marked `byName`; `seatOf` tells whose private words they see.
 */
import type * as Y from "yjs";
import type { Tx } from "../../sync/authority.ts";
import type { Sync } from "../../sync/sync.ts";
import { requireNotEnded } from "../model/acting.ts";
import {
  conversationsOf,
  staffConversations,
  studentsOf,
} from "../model/conversations_layout.ts";
import type { Who } from "../model/who.ts";
import { boardNames, boardsOf, joinBoards } from "../model/joined_boards.ts";
import {
  decideOnClass,
  docsOf,
  members,
  readSession,
} from "../model/layout.ts";
import {
  handOverCopies,
  handOverUsage,
  type MergeDocuments,
  merges,
  unmerge,
} from "./merging.ts";
import type { PassRevocation } from "./pass_revocation.ts";
import { seatIn } from "../model/persons.ts";
import { copySheets, ownSheets } from "../model/resources_layout.ts";
import { keys, type MergedInto } from "../storage/session_keys.ts";
import { documents as names } from "../model/documents.ts";
import type { CameByName, Member } from "../model/members.ts";

type Decision = "let-in" | "make-new" | "refuse";

/**
 * So many browsers are in by one name at once that the teacher has not let in; the next ones wait for the teacher, so
 * that nobody fills a class with the name of one student.
 */
export const mostByName = 8;

/** `cameByName` of the staff's document. */
export function cameByName(staff: Y.Doc): Y.Map<CameByName> {
  return staff.getMap<CameByName>("cameByName");
}

/** `notThem` of the staff's document: when the teacher last said of a member that it was not them, in ms. */
export function notThem(staff: Y.Doc): Y.Map<number> {
  return staff.getMap<number>("notThem");
}

/** When that was last said of any of these members; -Infinity: never. */
export function lastNotThem(staff: Y.Doc, ids: readonly string[]): number {
  return Math.max(...ids.map((id) => notThem(staff).get(id) ?? -Infinity));
}

/** How many are in by a member's name, and were not let in. */
export function countByName(
  members: ReadonlyMap<string, Member>,
  member: string,
): number {
  let count = 0;
  for (const { byName, mergedInto } of members.values()) {
    if (byName && mergedInto === member) count++;
  }
  return count;
}

/** The documents besides the class's that {@link joinByName} needs: the browser's own, and that of the member. */
export function byNameDocuments(
  s: string,
  id: string,
  member: string,
): string[] {
  return [names.member(s, id), names.member(s, member)];
}

/**
 * Within a decision: a browser comes in by the name of this member, under an id of its own, with their group, chat and
 * answers. Only where there are conversations of before the teacher is asked to let them in to these.
 */
export function joinByName(
  tx: Tx,
  s: string,
  id: string,
  member: string,
): void {
  const docs = docsOf(tx, s), { session, staff } = docs;
  const entry = members(session).get(member);
  if (!entry) throw new Error("nobody can come in by the name of nobody");
  const { name } = entry;
  const alone: Member = {
    name,
    role: "student",
    joinedAt: tx.now,
    room: null,
  };
  members(session).set(id, {
    ...alone,
    joinedAs: name,
    removed: true,
    mergedInto: member,
    byName: true,
  });
  merges(staff).set(id, {
    into: member,
    at: tx.now,
    before: alone,
    byName: true,
    usage: { tokens: 0, conversations: 0 },
  });
  const [own, theirs] = byNameDocuments(s, id, member).map(tx.doc);
  copySheets(docs, own, id);
  tx.weigh(JSON.stringify(ownSheets(own)).length);
  if (conversationsOf(theirs).size > 0) {
    cameByName(staff).set(id, { member, at: tx.now });
  }
  const value: MergedInto = { into: member, byName: true };
  tx.fact({ key: keys.merged(s, id), value });
}

/** Nobody is to be let in any more who came in under this id. */
export function settleByName(staff: Y.Doc, id: string): void {
  cameByName(staff).delete(id);
}

/**
 * Within a decision: whoever came in under this id by a name is out, with every cookie that they have, and nothing counts
 * that still lies in their outbox. Nothing where nobody did.
 */
export function refuseByName(tx: Tx, s: string, id: string): void {
  const { session, staff } = docsOf(tx, s);
  settleByName(staff, id);
  forgetAsked(staff, id);
  const entry = members(session).get(id);
  if (!entry?.byName || entry.mergedInto === undefined) return;
  members(session).set(id, { ...entry, refused: true });
  const { mergedInto: into } = entry;
  const value: MergedInto = { into, byName: true, refused: true };
  tx.fact({ key: keys.merged(s, id), value });
}

/** What they asked by the student's name is no last question of the student's, and leaves the teacher's board (M-4). */
function forgetAsked(staff: Y.Doc, id: string): void {
  const students = studentsOf(staff), all = staffConversations(staff);
  for (const [member, { asked, ...rest }] of [...students]) {
    if (asked === undefined || rest.conversation === undefined) continue;
    if (all.get(rest.conversation)?.member === id) students.set(member, rest);
  }
}

/**
 * **Let in**: they are that member, with all that is theirs. **Make new**: they are a member of their own, with what
 * they have asked since. Refused: their browser is out. False where nobody came in by a name under this id.
 */
export async function decideByName(
  sync: Sync<Who>,
  revocation: PassRevocation,
  who: Who,
  id: string,
  decision: Decision,
): Promise<boolean> {
  const { session: s } = who;
  const theirs = await readSession(sync, s, (session) => {
    const named = namedBy(members(session).get(id));
    return named === undefined ? null : { named, into: seatIn(session, named) };
  });
  if (theirs === null) return false;
  const { named, into } = theirs;
  // The board of a member who was merged further is another's by now: then what was drawn since stays beside it.
  const joining = { session: s, from: id, into };
  const drawn = decision === "let-in" && named === into
    ? await boardsOf(sync, s, id)
    : [];
  const last = decision === "refuse" ? await revocation.last(s, [id]) : null;
  const own = names.member(s, id), others = names.member(s, into);
  const between = names.member(s, named);
  const isDone = await decideOnClass(sync, who, (docs, tx) => {
    requireNotEnded(docs.session);
    const entry = members(docs.session).get(id);
    if (
      !entry || namedBy(entry) !== named ||
      seatIn(docs.session, named) !== into
    ) return false;
    if (decision === "refuse") refuseByName(tx, s, id);
    else settleByName(docs.staff, id);
    const documents = { ...docs, own: tx.doc(own), others: tx.doc(others) };
    const key = keys.merged(s, id);
    if (decision === "let-in") {
      // That member was merged further since: the copies in their own document bring it back when that is undone.
      handOverCopies(documents.own, tx.doc(between));
      letIn(documents, id, entry, into);
      joinBoards(tx, docs.staff, joining, drawn);
      tx.fact({ key, value: named satisfies MergedInto });
    } else if (decision === "make-new") {
      unmerge(documents, id, tx.now);
      forgetAsked(docs.staff, id);
      tx.fact({ key, delete: true });
    }
    last?.facts.forEach((fact) => tx.fact(fact));
    return true;
  }, [own, others, between, ...boardNames(joining, drawn)]);
  if (!isDone || decision !== "refuse") return isDone;
  if (last) await revocation.voidRest(s, [id], last);
  sync.verify(s, (it) => it.by === id);
  return true;
}

/** By whose name somebody is in, and was neither let in nor refused. */
function namedBy(entry: Member | undefined): string | undefined {
  return entry?.byName && !entry.refused ? entry.mergedInto : undefined;
}

/** Whoever came in by a name is that member: what they have asked since is that one's. */
function letIn(
  { session, staff, own, others }: MergeDocuments,
  id: string,
  { byName: _, ...merged }: Member,
  into: string,
): void {
  members(session).set(id, merged);
  handOverCopies(own, others);
  copySheets({ session, staff }, others, into);
  handOverUsage(staff, id, into);
}
