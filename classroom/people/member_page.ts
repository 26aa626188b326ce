import { z } from "zod";
import { isRefusal } from "../../sync/refusal.ts";
import { refusal } from "../model/refuse.ts";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import { requireNotEnded } from "../model/permissions.ts";
import { type Identities, readSessionCookies } from "../identity.ts";
import {
  type ClassPageHeader,
  findClassPageHeader,
} from "../model/class_page_header.ts";
import { documentNames } from "../model/documents.ts";
import type { Identity, Member } from "../model/members.ts";
import {
  readClassDocuments,
  readSessionDocument,
  sessionInfo,
} from "../model/layout.ts";
import type { SessionState } from "../model/session.ts";
import { members, messages } from "../model/roots.ts";
import { removedRefusal } from "./join_rule.ts";
import {
  kvKeys,
  readSessionRecord,
  type WaitingRecord,
} from "../storage/kv_keys.ts";
import type { AppServices } from "../app_services.ts";
import { namedIdSchema } from "../model/result_schemas.ts";

export interface MemberPageData {
  session: { id: string; name: string; state: SessionState };
  member: { id: string } & Pick<Member, "name" | "role">;
  /** Time of joining (ms). */
  joinedAt: number;
  /** The alias as which the browser writes while it is unconfirmed (J-2); what was the student's before waits. */
  own?: string;
  /** Whether a teacher has confirmed the browser, which joined by the name alone. */
  isLetIn: boolean;
  epoch: string;
  isCollected: boolean;
}

export const ownMembershipSchema = z.object({
  session: namedIdSchema,
  member: namedIdSchema,
  /** As in {@link MemberPageData}. */
  own: namedIdSchema.optional(),
  name: z.string(),
});
type OwnMembership = z.output<typeof ownMembershipSchema>;

/**
 * Reads what a member's page needs, with changes of other server instances. Refuses with `removed`, `ended`, or
 * `not-allowed` for a seat that was taken back.
 */
export async function readMemberPageData(
  sync: SyncEngine<Identity>,
  who: Identity,
): Promise<MemberPageData> {
  await sync.refresh(who.session);
  return await readSessionDocument(sync, who.session, (doc, { epoch }) => {
    const member = members(doc).get(who.member);
    if (!member) throw refusal("not-found");
    if (member.removed) {
      throw who.role === "student" ? removedRefusal() : refusal("seat-gone");
    }
    if (who.role !== "teacher") requireNotEnded(doc);
    const { name, role, joinedAt } = member;
    const { session: id, member: m, own, by = "" } = who;
    return {
      session: {
        id,
        name: sessionInfo(doc, "name"),
        state: sessionInfo(doc, "state"),
      },
      member: { id: m, name, role },
      joinedAt,
      ...(own && { own }),
      isLetIn: isLetIn(members(doc).get(by)),
      epoch,
      isCollected: sessionInfo(doc, "collect"),
    };
  });
}

/** The head of the page, rendered before any script runs (N-6). */
export async function readClassPageHeader(
  sync: SyncEngine<Identity>,
  session: string,
  now: number,
): Promise<ClassPageHeader> {
  const main = documentNames.room(session, "main");
  return await readClassDocuments(
    sync,
    session,
    (docs, reading) =>
      findClassPageHeader(
        Object.fromEntries(members(docs.session).entries()),
        { main: messages(reading.doc(main)).toArray() },
        now,
      ),
    [main],
  );
}

export async function readOwnMemberships(
  { sync, identities }: { sync: SyncEngine<Identity>; identities: Identities },
  cookies: ReadonlyMap<string, string>,
): Promise<OwnMembership[]> {
  const memberships: OwnMembership[] = [];
  for (const [session, token] of readSessionCookies("member", cookies)) {
    const who = await identities.findMember(session, token);
    if (!who) continue;
    // The document must be current, as a browser deletes its data of sessions that are missing here.
    await sync.refresh(session);
    const name = await readSessionDocument(sync, session, (doc) => {
      const member = members(doc).get(who.member);
      return member && !member.removed && sessionInfo(doc, "state") !== "ended"
        ? member.name
        : null;
    });
    if (name === null) continue;
    const { member, own } = who;
    memberships.push({ session, member, ...(own && { own }), name });
  }
  return memberships;
}

export interface RunningSeat extends MemberPageData {
  /** The alias in the cookie, if the browser is confirmed. */
  by?: string;
}

/** The running class that a browser joined last, for the chat on other pages (C-2); null: none. */
export async function readRunningSeat(
  { sync, identities, kv }: Pick<AppServices, "kv"> & {
    sync: SyncEngine<Identity>;
    identities: Identities;
  },
  cookies: ReadonlyMap<string, string>,
): Promise<RunningSeat | null> {
  let latest: RunningSeat | null = null;
  for (const [session, token] of readSessionCookies("member", cookies)) {
    // Skips ended classes without opening their documents.
    if (!isRunning((await readSessionRecord(kv, session))?.state)) continue;
    const who = await identities.findMember(session, token);
    if (!who) continue;
    try {
      const seat = await readMemberPageData(sync, who);
      if (!isRunning(seat.session.state)) continue;
      if (latest && latest.joinedAt > seat.joinedAt) continue;
      const aliasId = seat.own ? undefined : who.by;
      latest = { ...seat, ...(aliasId && { by: aliasId }) };
    } catch (error) {
      // The class has ended, or the member no longer has access.
      if (!isRefusal(error)) throw error;
    }
  }
  return latest;
}

function isRunning(state: SessionState | undefined): boolean {
  return state === "active" || state === "ending";
}

export interface OwnWait {
  waiting: string;
  name: string;
  /** Start of the wait (ms). */
  since: number;
}

/**
 * The browser's wait for the class with this code, to be let in (J-2) or for it to begin (S-7), even if its page was
 * closed. Null: none, or refused.
 */
export async function readOwnWait(
  { kv, tokens }: Pick<AppServices, "kv" | "tokens">,
  cookies: ReadonlyMap<string, string>,
  code: string,
): Promise<OwnWait | null> {
  for (const [session, token] of readSessionCookies("waiting", cookies)) {
    const record = await readSessionRecord(kv, session);
    if (record?.code !== code || record.state === "ended") continue;
    const waitToken = await tokens.find<{ waiting: string }>("waiting", token);
    if (!waitToken) continue;
    const { waiting } = waitToken;
    const { value } = await kv.get<WaitingRecord>(kvKeys.waiting(waiting));
    if (!value || value.outcome && "refused" in value.outcome) continue;
    return { waiting, name: value.name, since: value.at };
  }
  return null;
}

function isLetIn(merged: Member | undefined): boolean {
  return merged !== undefined && !merged.byName &&
    merged.joinedAs === merged.name;
}
