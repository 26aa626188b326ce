/**
 * Returning by a name alone (J-2). The browser acts as that member, but has its own document until a teacher confirms
 * it. Its entry in `members` is an alias with `byName`.
 */
import type * as Y from "yjs";
import type { Tx } from "../../sync/authority.ts";
import { Refusal } from "../../sync/refusal.ts";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import { requireNotEnded } from "../model/permissions.ts";
import { conversationsOf } from "../model/conversations.ts";
import { documentNames as names } from "../model/documents.ts";
import {
  classDocumentsOf,
  decideOnClass,
  members,
  readSessionDocument,
  unconfirmedDevices,
} from "../model/layout.ts";
import type { Identity, Member } from "../model/members.ts";
import { aliasDocumentNames } from "../model/persons.ts";
import { pagesOfMembers } from "../model/pages_layout.ts";
import { ownNoteThreads } from "../model/staff_notes.ts";
import { kvKeys, type MergedInto } from "../storage/kv_keys.ts";
import { ownAnswerSheets, updateOwnSheets } from "../model/resources_layout.ts";
import {
  copyMissingEntries,
  copySeparateData,
  separateMember,
  sharedByDevices,
} from "./merging.ts";

type Decision = "let-in" | "make-new" | "refuse";

/** Maximum number of unconfirmed browsers of one member. Further ones wait, so that they cannot fill a class. */
export const maxUnconfirmedDevices = 8;

export function countUnconfirmedDevices(
  members: ReadonlyMap<string, Member>,
  member: string,
): number {
  let count = 0;
  for (const { byName, mergedInto } of members.values()) {
    if (byName && mergedInto === member) count++;
  }
  return count;
}

export function unconfirmedDeviceDocuments(
  s: string,
  id: string,
  member: string,
): string[] {
  return [names.member(s, id), names.member(s, member)];
}

export function joinByName(
  tx: Tx,
  s: string,
  id: string,
  member: string,
): void {
  const { session, staff } = classDocumentsOf(tx, s);
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
  const [own, theirs] = unconfirmedDeviceDocuments(s, id, member).map(tx.doc);
  updateOwnSheets({ session, staff }, own, id);
  tx.reserveBytes(JSON.stringify(ownAnswerSheets(own)).length);
  for (const part of sharedByDevices) {
    copyMissingEntries(theirs.getMap(part), own.getMap(part));
  }
  // A teacher decides only if the member has private data.
  const isAsked = conversationsOf(theirs).size > 0 ||
    ownNoteThreads(theirs).size > 0 ||
    pagesOfMembers(session, [member]).length > 0;
  if (isAsked) unconfirmedDevices(staff).set(id, { member, at: tx.now });
  const value: MergedInto = { into: member, byName: true };
  tx.addFact({ key: kvKeys.merged(s, id), value });
}

/**
 * Confirms an unconfirmed browser (**It's Amy**), or makes it a new member (**Not Amy**). False: the browser is not
 * unconfirmed.
 */
export async function decideOnUnconfirmed(
  sync: SyncEngine<Identity>,
  who: Identity,
  id: string,
  decision: Decision,
): Promise<boolean> {
  const { session: s } = who;
  const isByName = (session: Y.Doc) =>
    members(session).get(id)?.byName === true;
  if (!await readSessionDocument(sync, s, isByName)) return false;
  // The browser has joined already, so it cannot be refused.
  if (decision === "refuse") throw new Refusal("not-found");
  return await decideOnClass(sync, who, (docs, tx) => {
    requireNotEnded(docs.session);
    if (!isByName(docs.session)) return false;
    const [own, ...others] = aliasDocumentNames(docs.session, s, id).map(
      tx.doc,
    );
    const key = kvKeys.merged(s, id);
    if (decision === "let-in") {
      const { byName: _, ...alias } = members(docs.session).get(id)!;
      members(docs.session).set(id, alias);
      copySeparateData({ own, others });
      unconfirmedDevices(docs.staff).delete(id);
      tx.addFact({ key, value: alias.mergedInto! satisfies MergedInto });
    } else {
      separateMember({ ...docs, own, others }, id, tx.now);
      tx.addFact({ key, delete: true });
    }
    return true;
  }, ({ session }) => aliasDocumentNames(session, s, id));
}
