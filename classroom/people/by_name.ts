/**
 * Returning by a name alone (J-2). The device acts as that member, but keeps a document of its own until a teacher
 * confirms it. Its entry in `members` is an alias marked `byName`.
 */
import type * as Y from "yjs";
import type { Tx } from "../../sync/authority.ts";
import { Refusal } from "../../sync/refusal.ts";
import type { Sync } from "../../sync/sync.ts";
import { requireNotEnded } from "../model/acting.ts";
import { conversationsOf } from "../model/conversations_layout.ts";
import { documents as names } from "../model/documents.ts";
import {
  decideOnClass,
  docsOf,
  members,
  readSession,
} from "../model/layout.ts";
import type { Member } from "../model/members.ts";
import { aliasDocumentsOf } from "../model/persons.ts";
import { pagesOf } from "../model/pages_layout.ts";
import { cameByName } from "../model/people_layout.ts";
import type { Who } from "../model/who.ts";
import { keys, type MergedInto } from "../storage/session_keys.ts";
import { copySheets, ownSheets } from "../model/resources_layout.ts";
import { giveApart, handOver, separate, shared } from "./this_is.ts";

type Decision = "let-in" | "make-new" | "refuse";

/** Per member; further devices wait, so that one name cannot fill a class. */
export const mostByName = 8;

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

/** The device's own document, and the member's. */
export function byNameDocuments(
  s: string,
  id: string,
  member: string,
): string[] {
  return [names.member(s, id), names.member(s, member)];
}

/** Adds a device as an alias of the member. */
export function joinByName(
  tx: Tx,
  s: string,
  id: string,
  member: string,
): void {
  const { session, staff } = docsOf(tx, s);
  const entry = members(session).get(member);
  if (!entry) throw new Error("nobody can come in by the name of nobody");
  const { name } = entry;
  members(session).set(id, {
    name,
    joinedAs: name,
    role: "student",
    joinedAt: tx.now,
    room: null,
    removed: true,
    mergedInto: member,
    byName: true,
  });
  const [own, theirs] = byNameDocuments(s, id, member).map(tx.doc);
  copySheets({ session, staff }, own, id);
  tx.weigh(JSON.stringify(ownSheets(own)).length);
  for (const part of shared) handOver(theirs.getMap(part), own.getMap(part));
  // The teacher decides only where private data exists.
  const isAsked = conversationsOf(theirs).size > 0 ||
    pagesOf(session, [member]).length > 0;
  if (isAsked) cameByName(staff).set(id, { member, at: tx.now });
  const value: MergedInto = { into: member, byName: true };
  tx.fact({ key: keys.merged(s, id), value });
}

/** **It's Amy** merges a device with the member; **Not Amy** makes it a new member. False: no such device. */
export async function decideByName(
  sync: Sync<Who>,
  who: Who,
  id: string,
  decision: Decision,
): Promise<boolean> {
  const { session: s } = who;
  const isByName = (session: Y.Doc) =>
    members(session).get(id)?.byName === true;
  if (!await readSession(sync, s, isByName)) return false;
  // It has joined already.
  if (decision === "refuse") throw new Refusal("not-found");
  return await decideOnClass(sync, who, (docs, tx) => {
    requireNotEnded(docs.session);
    if (!isByName(docs.session)) return false;
    const [own, ...others] = aliasDocumentsOf(docs.session, s, id).map(tx.doc);
    const key = keys.merged(s, id);
    if (decision === "let-in") {
      const { byName: _, ...alias } = members(docs.session).get(id)!;
      members(docs.session).set(id, alias);
      giveApart({ own, others });
      cameByName(docs.staff).delete(id);
      tx.fact({ key, value: alias.mergedInto! satisfies MergedInto });
    } else {
      separate({ ...docs, own, others }, id, tx.now);
      tx.fact({ key, delete: true });
    }
    return true;
  }, ({ session }) => aliasDocumentsOf(session, s, id));
}
