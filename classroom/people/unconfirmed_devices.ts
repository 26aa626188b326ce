/**
 * Returning by a name alone (J-2). The class knows the browser as that member, but it reads and writes only what is its
 * own until a teacher confirms it (ACCESS-6). Its entry in `members` is an alias with `byName`.
 */
import type * as Y from "yjs";
import type { Tx } from "../../sync/authority.ts";
import { refusal } from "../model/refuse.ts";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import { requireNotEnded } from "../model/permissions.ts";
import {
  classDocumentsOf,
  decideOnClass,
  readSessionDocument,
} from "../model/layout.ts";
import type { Identity, Member } from "../model/members.ts";
import { aliasDocumentNames } from "../model/persons.ts";
import { members } from "../model/roots.ts";
import { unconfirmedDevices } from "../model/staff_roots.ts";
import { kvKeys, type MergedInto } from "../storage/kv_keys.ts";
import { joinOwnData, separateMember } from "./merging.ts";

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
  unconfirmedDevices(staff).set(id, { member, at: tx.now });
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
  if (decision === "refuse") throw refusal("not-found");
  return await decideOnClass(sync, who, (docs, tx) => {
    requireNotEnded(docs.session);
    if (!isByName(docs.session)) return false;
    const [aliasDocument, ...memberDocuments] = aliasDocumentNames(
      docs.session,
      s,
      id,
    ).map(
      tx.doc,
    );
    const key = kvKeys.merged(s, id);
    if (decision === "let-in") {
      const { byName: _, ...alias } = members(docs.session).get(id)!;
      members(docs.session).set(id, alias);
      joinOwnData({ ...docs, aliasDocument, memberDocuments }, id);
      unconfirmedDevices(docs.staff).delete(id);
      tx.addFact({ key, value: alias.mergedInto! satisfies MergedInto });
    } else {
      separateMember({ ...docs, aliasDocument, memberDocuments }, id, tx.now);
      tx.addFact({ key, delete: true });
    }
    return true;
  }, ({ session }) => aliasDocumentNames(session, s, id));
}
