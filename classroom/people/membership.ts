/** Routes for the members of a session (J-2, J-4, J-7). */
import { z } from "zod";
import type { Tx } from "../../sync/authority.ts";
import { Refusal } from "../../sync/refusal.ts";
import {
  requireNotEnded,
  requireStaff,
  requireTeacher,
} from "../model/acting.ts";
import {
  nextToRemove,
  removeMany,
  removeSinceBody,
  withFlagUp,
} from "./bulk_removal.ts";
import type { BulkDeletion } from "../chat/bulk_deletion.ts";
import type { Who } from "../model/who.ts";
import {
  type ClassDocuments,
  decideOnClass,
  members,
  readSession,
} from "../model/layout.ts";
import {
  allowMember,
  allowMemberBody,
  changeMember,
  changeMemberBody,
  type MemberDocuments,
  memberView,
  removeMember,
} from "./member_changes.ts";
import { copySheets } from "../model/resources_layout.ts";
import { separate, thisIs, thisIsBody } from "./this_is.ts";
import { aliasDocumentsOf, ownDocumentsOf, ownsOf } from "../model/persons.ts";
import { keys } from "../storage/session_keys.ts";
import { documents as names } from "../model/documents.ts";
import { idFrom, isId } from "../model/ids.ts";
import type { MemberView } from "../model/views.ts";
import { turnAway } from "./waiting_list.ts";
import type { AppServices } from "../app_services.ts";
import { actsWith, nothing } from "../define_act.ts";

/** Estimated bytes per removed member in a commit. */
const removedWeight = 800;

interface MembershipParts
  extends Pick<AppServices, "kv" | "sync" | "tokens" | "clock" | "seated"> {
  bulkDeletion: BulkDeletion;
  /** Deletes the student's unposted work. Never throws. */
  removed: (session: string, member: string) => Promise<void>;
}

export class Membership {
  readonly #parts: MembershipParts;

  constructor(parts: MembershipParts) {
    this.#parts = parts;
  }

  /** In the order of joining, without unconfirmed devices. */
  async members(who: Who): Promise<MemberView[]> {
    requireStaff(who);
    const { sync } = this.#parts;
    return await readSession(
      sync,
      who.session,
      (doc, { online }) =>
        [...members(doc)]
          .filter(([, { byName }]) => !byName)
          .sort(([, a], [, b]) => a.joinedAt - b.joinedAt)
          .map(([id]) => memberView(doc, id, online)),
    );
  }

  async change(
    who: Who,
    id: string,
    ask: z.output<typeof changeMemberBody>,
  ): Promise<MemberView> {
    return await this.#change(
      who,
      id,
      ({ session }) => changeMember(session, id, ask, who),
    );
  }

  /** Connections close as soon as it is stored (J-4). */
  async remove(who: Who, id: string): Promise<MemberView> {
    const member = await this.#change(who, id, (documents, tx) => {
      removeMember(documents, id, tx.now);
      turnAway(tx, who.session, id);
    });
    await this.#parts.removed(who.session, id);
    return member;
  }

  /**
   * Removes students in several commits, then, on request, their messages. Later arrivals stay. Returns the removed
   * members and the number of deleted messages.
   */
  async removeSince(
    who: Who,
    { joinedSince, keep, messages }: z.output<typeof removeSinceBody>,
  ): Promise<{ members: MemberView[]; deleted: number }> {
    requireTeacher(who);
    const { session } = who;
    const { clock, sync } = this.#parts;
    const joined = {
      since: Date.parse(joinedSince),
      until: clock(),
      keep: new Set(keep),
    };
    // Equal for a repeated request, which continues an interrupted removal.
    const removal = await idFrom(session, "removal", String(joined.since));
    const gone: string[] = [];
    for (;;) {
      const done = await decideOnClass(
        sync,
        who,
        (docs, tx) => {
          requireNotEnded(docs.session);
          const ids = nextToRemove(docs.session, joined);
          if (ids.length === 0) return ids;
          removeMany(docs, ids, {
            removal,
            owns: (member) => ownsOf(tx, docs.session, session, member),
            now: tx.now,
          });
          tx.weigh(removedWeight * ids.length);
          for (const id of ids) turnAway(tx, session, id);
          return ids;
        },
        (docs) =>
          withFlagUp(docs.staff, nextToRemove(docs.session, joined))
            .flatMap((id) => ownDocumentsOf(docs.session, session, id)),
      );
      gone.push(...done);
      if (done.length === 0) break;
    }
    const deleted = messages
      ? await this.#parts.bulkDeletion.deleteOf(
        who,
        (id, { removedWith }) =>
          removedWith === removal && !joined.keep.has(id),
      )
      : 0;
    return { members: await this.#views(session, gone), deleted };
  }

  async #views(session: string, ids: readonly string[]): Promise<MemberView[]> {
    const { sync } = this.#parts;
    return await readSession(
      sync,
      session,
      (doc, { online }) =>
        ids.filter((id) => members(doc).has(id))
          .map((id) => memberView(doc, id, online)),
    );
  }

  async allow(
    who: Who,
    id: string,
    ask: z.output<typeof allowMemberBody> = { undo: false },
  ): Promise<MemberView> {
    const member = await this.#change(
      who,
      id,
      (documents, tx) => allowMember(documents, id, ask, tx.now),
    );
    await this.#parts.seated(who.session);
    return member;
  }

  /** Merges a member into another (J-7). */
  async thisIs(
    who: Who,
    id: string,
    { member }: z.output<typeof thisIsBody>,
  ): Promise<MemberView> {
    const { session } = who;
    const [own, others] = [id, member].map((it) => names.member(session, it));
    return await this.#change(who, id, (documents, tx) => {
      const both = { own: tx.doc(own), others: [tx.doc(others)] };
      thisIs({ ...documents, ...both }, id, member, tx.now);
      for (const it of ownsOf(tx, documents.session, session, member)) {
        copySheets(documents, it, member);
      }
      tx.fact({ key: keys.merged(session, id), value: member });
    }, (docs) => [own, ...ownDocumentsOf(docs.session, session, member)]);
  }

  async separate(who: Who, id: string): Promise<MemberView> {
    const { session: s } = who;
    return await this.#change(who, id, (docs, tx) => {
      const [own, ...others] = aliasDocumentsOf(docs.session, s, id).map(
        tx.doc,
      );
      separate({ ...docs, own, others }, id, tx.now);
      tx.fact({ key: keys.merged(s, id), delete: true });
    }, ({ session }) => aliasDocumentsOf(session, s, id));
  }

  async #change(
    who: Who,
    id: string,
    change: (documents: MemberDocuments, tx: Tx) => void,
    more: (docs: ClassDocuments) => readonly string[] = () => [],
  ): Promise<MemberView> {
    requireTeacher(who);
    if (!isId(id)) throw new Refusal("not-found");
    const { sync } = this.#parts;
    const { session: s } = who;
    return await decideOnClass(sync, who, (docs, tx) => {
      if (!members(docs.session).has(id)) throw new Refusal("not-found");
      requireNotEnded(docs.session);
      change({ ...docs, owns: ownsOf(tx, docs.session, s, id) }, tx);
      return memberView(docs.session, id, tx.online);
    }, (docs) => [...ownDocumentsOf(docs.session, s, id), ...more(docs)]);
  }
}

const act = actsWith<{ membership: Membership }>();

export const memberActs = [
  act("GET /members", "observer", async ({ app, who }) => ({
    members: await app.membership.members(who),
  })),
  act("PATCH /members/:m", "teacher", async ({ app, who, params, body }) => ({
    member: await app.membership.change(who, params.m, body),
  }), { body: changeMemberBody }),
  act("DELETE /members/:m", "teacher", async ({ app, who, params }) => {
    await app.membership.remove(who, params.m);
  }),
  act("POST /members/:m/allow", "teacher", async (asked) => {
    const { app, who, params, body } = asked;
    return { member: await app.membership.allow(who, params.m, body) };
  }, { body: allowMemberBody }),
  act("POST /members/:m/this-is", "teacher", async (asked) => {
    const { app, who, params, body } = asked;
    return { member: await app.membership.thisIs(who, params.m, body) };
  }, { body: thisIsBody }),
  act("POST /members/:m/this-is/undo", "teacher", async (asked) => ({
    member: await asked.app.membership.separate(asked.who, asked.params.m),
  }), { body: nothing }),
  act(
    "POST /members/remove",
    "teacher",
    ({ app, who, body }) => app.membership.removeSince(who, body),
    { body: removeSinceBody },
  ),
] as const;
