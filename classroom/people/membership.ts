/** Routes for the members of a session (J-2, J-4, J-7). */
import { z } from "zod";
import type { Tx } from "../../sync/authority.ts";
import { refusal } from "../model/refuse.ts";
import {
  requireNotEnded,
  requireStaffRole,
  requireTeacherRole,
} from "../model/permissions.ts";
import {
  membersToRemove,
  removeMembers,
  removeSinceBody,
} from "./bulk_removal.ts";
import type { BulkDeletion } from "../chat/bulk_deletion.ts";
import type { Identity } from "../model/members.ts";
import {
  type ClassDocuments,
  decideOnClass,
  readSessionDocument,
} from "../model/layout.ts";
import {
  allowMember,
  allowMemberBody,
  changeMember,
  changeMemberBody,
  memberView,
  removeMember,
} from "./member_changes.ts";
import { seatsWithFlagUp } from "../groups/help_flags.ts";
import { mergeMember, mergeMemberBody, separateMember } from "./merging.ts";
import { aliasDocumentNames, ownDocumentName } from "../model/persons.ts";
import { kvKeys } from "../storage/kv_keys.ts";
import { documentNames as names } from "../model/documents.ts";
import { deriveId, isId } from "../model/ids.ts";
import { type MemberView, memberViewSchema } from "../model/views.ts";
import { members } from "../model/roots.ts";
import { refuseWaitsFor } from "./waiting_list.ts";
import type { AppServices } from "../app_services.ts";
import { defineActsFor, emptyBody } from "../define_act.ts";

/** Estimated bytes per removed member in a commit. */
const bytesPerRemoval = 800;

interface MembershipParts
  extends Pick<AppServices, "kv" | "sync" | "tokens" | "clock" | "onJoined"> {
  bulkDeletion: BulkDeletion;
  /** Deletes the removed student's uploads that were never posted. Never throws. */
  onRemoved: (session: string, member: string) => Promise<void>;
}

export class Membership {
  readonly #parts: MembershipParts;

  constructor(parts: MembershipParts) {
    this.#parts = parts;
  }

  /** The members in the order of joining, without unconfirmed browsers. */
  async listMembers(who: Identity): Promise<MemberView[]> {
    requireStaffRole(who);
    const { sync } = this.#parts;
    return await readSessionDocument(
      sync,
      who.session,
      (doc, { online }) =>
        [...members(doc)]
          .filter(([, { byName }]) => !byName)
          .sort(([, a], [, b]) => a.joinedAt - b.joinedAt)
          .map(([id]) => memberView(doc, id, online)),
    );
  }

  async changeMember(
    who: Identity,
    id: string,
    ask: z.output<typeof changeMemberBody>,
  ): Promise<MemberView> {
    return await this.#change(
      who,
      id,
      ({ session }) => changeMember(session, id, ask, who),
    );
  }

  /** Removes a student, whose connections close with the commit (J-4). */
  async removeMember(who: Identity, id: string): Promise<MemberView> {
    const { session: s } = who;
    const member = await this.#change(who, id, (docs, tx) => {
      const ownOf = (seat: string) =>
        tx.doc(ownDocumentName(docs.session, s, seat));
      removeMember({ ...docs, ownOf }, id, tx.now);
      refuseWaitsFor(tx, s, id);
    }, (docs) => namesOfFlagged(docs, s, [id]));
    await this.#parts.onRemoved(who.session, id);
    return member;
  }

  /**
   * Removes students in several commits, then, on request, their messages. Those who join meanwhile stay. Returns the
   * removed members and the number of deleted messages.
   */
  async removeJoinedSince(
    who: Identity,
    { joinedSince, keep, messages }: z.output<typeof removeSinceBody>,
  ): Promise<{ members: MemberView[]; deleted: number }> {
    requireTeacherRole(who);
    const { session } = who;
    const { clock, sync } = this.#parts;
    const joined = {
      since: Date.parse(joinedSince),
      until: clock(),
      keep: new Set(keep),
    };
    // A repeated request derives the same id, and so continues an interrupted removal.
    const removal = await deriveId(session, "removal", String(joined.since));
    const gone: string[] = [];
    for (;;) {
      const removedIds = await decideOnClass(
        sync,
        who,
        (docs, tx) => {
          requireNotEnded(docs.session);
          const ids = membersToRemove(docs.session, joined);
          if (ids.length === 0) return ids;
          removeMembers(docs, ids, {
            removal,
            ownOf: (seat) =>
              tx.doc(ownDocumentName(docs.session, session, seat)),
            now: tx.now,
          });
          tx.reserveBytes(bytesPerRemoval * ids.length);
          for (const id of ids) refuseWaitsFor(tx, session, id);
          return ids;
        },
        (docs) =>
          namesOfFlagged(
            docs,
            session,
            membersToRemove(docs.session, joined),
          ),
      );
      gone.push(...removedIds);
      if (removedIds.length === 0) break;
    }
    const deleted = messages
      ? await this.#parts.bulkDeletion.deleteOfMembers(
        who,
        (id, { removedWith }) =>
          removedWith === removal && !joined.keep.has(id),
      )
      : 0;
    return { members: await this.#views(session, gone), deleted };
  }

  async #views(session: string, ids: readonly string[]): Promise<MemberView[]> {
    const { sync } = this.#parts;
    return await readSessionDocument(
      sync,
      session,
      (doc, { online }) =>
        ids.filter((id) => members(doc).has(id))
          .map((id) => memberView(doc, id, online)),
    );
  }

  async allowMember(
    who: Identity,
    id: string,
    ask: z.output<typeof allowMemberBody> = { undo: false },
  ): Promise<MemberView> {
    const member = await this.#change(
      who,
      id,
      (documents, tx) => allowMember(documents, id, ask, tx.now),
    );
    await this.#parts.onJoined(who.session);
    return member;
  }

  /** Makes the member `id` an alias of `member` (J-7). */
  async mergeMember(
    who: Identity,
    id: string,
    { member }: z.output<typeof mergeMemberBody>,
  ): Promise<MemberView> {
    const { session } = who;
    const [aliasName, memberName] = [id, member].map((it) =>
      names.member(session, it)
    );
    return await this.#change(who, id, (documents, tx) => {
      const aliasDocuments = {
        aliasDocument: tx.doc(aliasName),
        memberDocuments: [tx.doc(memberName)],
      };
      mergeMember({ ...documents, ...aliasDocuments }, id, member, tx.now);
      tx.addFact({ key: kvKeys.merged(session, id), value: member });
    }, () => [aliasName, memberName]);
  }

  async separateMember(who: Identity, id: string): Promise<MemberView> {
    const { session: s } = who;
    return await this.#change(who, id, (docs, tx) => {
      const [aliasDocument, ...memberDocuments] = aliasDocumentNames(
        docs.session,
        s,
        id,
      ).map(
        tx.doc,
      );
      separateMember({ ...docs, aliasDocument, memberDocuments }, id, tx.now);
      tx.addFact({ key: kvKeys.merged(s, id), delete: true });
    }, ({ session }) => aliasDocumentNames(session, s, id));
  }

  async #change(
    who: Identity,
    id: string,
    change: (documents: ClassDocuments, tx: Tx) => void,
    extraNames: (docs: ClassDocuments) => readonly string[] = () => [],
  ): Promise<MemberView> {
    requireTeacherRole(who);
    if (!isId(id)) throw refusal("not-found");
    const { sync } = this.#parts;
    return await decideOnClass(sync, who, (docs, tx) => {
      if (!members(docs.session).has(id)) throw refusal("not-found");
      requireNotEnded(docs.session);
      change(docs, tx);
      return memberView(docs.session, id, tx.online);
    }, extraNames);
  }
}

/** Names of the own documents that show a flag of these people. */
function namesOfFlagged(
  docs: ClassDocuments,
  s: string,
  people: readonly string[],
): string[] {
  return seatsWithFlagUp(docs, people)
    .map((seat) => ownDocumentName(docs.session, s, seat));
}

const act = defineActsFor<{ membership: Membership }>();

const memberResult = z.object({ member: memberViewSchema });
const membersSchema = z.array(memberViewSchema);

export const memberActs = [
  act("GET /members", "observer", async ({ app, who }) => ({
    members: await app.membership.listMembers(who),
  }), { result: z.object({ members: membersSchema }) }),
  act("PATCH /members/:m", "teacher", async ({ app, who, params, body }) => ({
    member: await app.membership.changeMember(who, params.m, body),
  }), { body: changeMemberBody, result: memberResult }),
  act("DELETE /members/:m", "teacher", async ({ app, who, params }) => {
    await app.membership.removeMember(who, params.m);
  }),
  act("POST /members/:m/allow", "teacher", async (request) => {
    const { app, who, params, body } = request;
    return { member: await app.membership.allowMember(who, params.m, body) };
  }, { body: allowMemberBody, result: memberResult }),
  act("POST /members/:m/this-is", "teacher", async (request) => {
    const { app, who, params, body } = request;
    return { member: await app.membership.mergeMember(who, params.m, body) };
  }, { body: mergeMemberBody, result: memberResult }),
  act("POST /members/:m/this-is/undo", "teacher", async (request) => ({
    member: await request.app.membership.separateMember(
      request.who,
      request.params.m,
    ),
  }), { body: emptyBody, result: memberResult }),
  act(
    "POST /members/remove",
    "teacher",
    ({ app, who, body }) => app.membership.removeJoinedSince(who, body),
    {
      body: removeSinceBody,
      result: z.object({ members: membersSchema, deleted: z.int() }),
    },
  ),
] as const;
