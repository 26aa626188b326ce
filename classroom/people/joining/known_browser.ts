/** Reads a browser's members, by its cookies: in a class, and in the class that it repeats. */
import { refusal } from "../../model/refuse.ts";
import type { SyncEngine } from "../../../sync/sync_engine.ts";
import type { Identities } from "../../identity.ts";
import { documentNames as names } from "../../model/documents.ts";
import { readSessionDocument } from "../../model/layout.ts";
import type { Identity } from "../../model/members.ts";
import { members } from "../../model/roots.ts";
import type { Sessions } from "../../sessions/sessions.ts";
import { kvKeys, type WaitingRecord } from "../../storage/kv_keys.ts";
import { isBrowserRemoved } from "../join_rule.ts";
import type { JoinResult } from "../join_result.ts";
import { readMemberPageData } from "../member_page.ts";
import type {
  CookiePass,
  RequestSource,
  SessionTokens,
} from "../session_tokens.ts";
import type { Kv } from "../../../sync/kv/kv.ts";

export interface KnownBrowser {
  formerIds: readonly string[];
  allOwnIds: readonly string[];
  presentIds: readonly string[];
  /** The browser's wait to join, open or decided; null: none. */
  wait: { id: string; record: WaitingRecord } | null;
}

export interface KnowingParts {
  kv: Kv;
  sessions: Pick<Sessions, "readRecord">;
  identities: Identities;
  passes: SessionTokens;
}

export async function readKnownBrowser(
  parts: KnowingParts,
  session: string,
  from: RequestSource,
): Promise<KnownBrowser> {
  const id = await parts.passes.findWait(session, from);
  const { value: record } = id === null
    ? { value: null }
    : await parts.kv.get<WaitingRecord>(kvKeys.waiting(id));
  return {
    formerIds: await formerMembers(parts, session, from),
    allOwnIds: await parts.passes.everTiedMembers(session, from),
    presentIds: await parts.passes.tiedMembers(session, from),
    wait: id !== null && record ? { id, record } : null,
  };
}

async function formerMembers(
  { identities, passes, sessions }: KnowingParts,
  session: string,
  from: RequestSource,
): Promise<string[]> {
  const formerSession = (await sessions.readRecord(session))?.restartOf;
  if (!formerSession) return [];
  const tiedIds = await passes.tiedMembers(formerSession, from);
  const who = await identities.findMember(
    formerSession,
    from.member(formerSession),
  );
  const seats = await Promise.all(
    tiedIds.map((member) => identities.readSeat(formerSession, member)),
  );
  const ownMembers = who ? [who.own ?? who.member] : [];
  return [...new Set([...ownMembers, ...seats])];
}

/** Lets a browser with a member's cookie in without a name (J-1), or returns null. */
export async function joinByCookie(
  { identities, sync }: { identities: Identities; sync: SyncEngine<Identity> },
  session: string,
  from: RequestSource,
): Promise<(JoinResult & { kind: "in" }) | null> {
  const who = await identities.findMember(session, from.member(session));
  if (!who) return null;
  const { session: { id, name }, member } = await readMemberPageData(sync, who);
  return {
    kind: "in",
    session: { id, name },
    member: { ...member, role: "student" },
    rejoined: true,
    byName: who.own !== undefined,
    cookies: [],
  };
}

/** Whether one of a browser's members is removed (J-4). */
export function hasBrowserRemovedMember(
  sync: SyncEngine<Identity>,
  session: string,
  allOwnIds: readonly string[],
): Promise<boolean> {
  return readSessionDocument(
    sync,
    session,
    (doc) => isBrowserRemoved({ members: members(doc), allOwnIds }),
  );
}

/** Stores a pass. Refuses with `not-found` for a deleted member. */
export async function storePass(
  sync: SyncEngine<Identity>,
  pass: CookiePass,
  session: string,
  member: string,
): Promise<void> {
  const root = names.session(session);
  await sync.decide(session, [root], (tx) => {
    if (!members(tx.doc(root)).has(member)) throw refusal("not-found");
    pass.facts.forEach((fact) => tx.addFact(fact));
  });
}
