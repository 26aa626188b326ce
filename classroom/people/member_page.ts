/** The beginning of a member's page, and the memberships of a browser. */
import { Refusal } from "../../sync/refusal.ts";
import { refusal } from "../refuse.ts";
import type { Sync } from "../../sync/sync.ts";
import { requireNotEnded } from "../acting.ts";
import { type Identities, memberCookies, type Who } from "../identity.ts";
import { info, members, readSession } from "../layout.ts";
import type { Member } from "../schema/members.ts";
import type { SessionState } from "../schema/session.ts";
import { removedRefusal } from "./admission.ts";

/** The beginning of a member's page. */
export interface MemberPage {
  session: { id: string; name: string; state: SessionState };
  member: { id: string } & Pick<Member, "name" | "role">;
  /** When they joined, in ms. */
  joinedAt: number;
  /** The member whose own document is theirs, if not this one's: they came by its name (J-2). */
  own?: string;
  /** They came by their name, and the teacher has let them in since. */
  letIn: boolean;
  epoch: string;
  collect: boolean;
}

/** A browser's membership in a session. */
export interface OwnMembership {
  session: string;
  member: string;
  /** As in {@link MemberPage}. */
  own?: string;
  name: string;
}

/**
 * The beginning of a member's page. Refused with `removed`, `ended`, or `not-allowed` where a seat was taken back, where
 * they have no access any more.
 */
export async function memberPage(
  sync: Sync<Who>,
  who: Who,
): Promise<MemberPage> {
  return await readSession(sync, who.session, (doc, { epoch }) => {
    const member = members(doc).get(who.member);
    if (!member) throw new Refusal("not-found");
    if (member.removed) {
      throw who.role === "student" ? removedRefusal() : refusal("seat-gone");
    }
    if (who.role !== "teacher") requireNotEnded(doc);
    const { name, role, joinedAt } = member;
    const { session: id, member: m, own, by = "" } = who;
    return {
      session: { id, name: info(doc, "name"), state: info(doc, "state") },
      member: { id: m, name, role },
      joinedAt,
      ...(own && { own }),
      letIn: isLetIn(members(doc).get(by)),
      epoch,
      collect: info(doc, "collect"),
    };
  });
}

/** The members that a browser is now, by its cookies. */
export async function ownMemberships(
  { sync, identities }: { sync: Sync<Who>; identities: Identities },
  cookies: ReadonlyMap<string, string>,
): Promise<OwnMembership[]> {
  const mine: OwnMembership[] = [];
  for (const [session, token] of memberCookies(cookies)) {
    const who = await identities.member(session, token);
    if (!who) continue;
    const name = await readSession(sync, session, (doc) => {
      const member = members(doc).get(who.member);
      return member && !member.removed && info(doc, "state") !== "ended"
        ? member.name
        : null;
    });
    if (name === null) continue;
    const { member, own } = who;
    mine.push({ session, member, ...(own && { own }), name });
  }
  return mine;
}

/** Of a merged member: whether it was by a name that they came, and they were let in. */
function isLetIn(merged: Member | undefined): boolean {
  return merged !== undefined && !merged.byName &&
    merged.joinedAs === merged.name;
}
