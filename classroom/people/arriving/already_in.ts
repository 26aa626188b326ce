/** What holds for browsers that have been in a class before: by their cookies, and by whom these stand for. */
import { Refusal } from "../../../sync/refusal.ts";
import type { Sync } from "../../../sync/sync.ts";
import type { Identities } from "../../identity.ts";
import type { Who } from "../../model/who.ts";
import type { JoinResult } from "../join_result.ts";
import { memberPage } from "../member_page.ts";
import { members, readSession } from "../../model/layout.ts";
import { documents as names } from "../../model/documents.ts";
import { isBrowserRemoved } from "../admission.ts";
import type { Pass, RequestSource } from "../session_tokens.ts";

/** Somebody who is in by the cookie of this browser is asked nothing, not even their name (J-1). Null: nobody is. */
export async function alreadyIn(
  { identities, sync }: { identities: Identities; sync: Sync<Who> },
  session: string,
  from: RequestSource,
): Promise<(JoinResult & { kind: "in" }) | null> {
  const who = await identities.member(session, from.member(session));
  if (!who) return null;
  const { session: { id, name }, member } = await memberPage(sync, who);
  return {
    kind: "in",
    session: { id, name },
    member: { ...member, role: "student" },
    rejoined: true,
    byName: who.own !== undefined,
    cookies: [],
  };
}

/** Whether one of these members, whom a browser is or was, is removed (J-4). */
export function isPutOut(
  sync: Sync<Who>,
  session: string,
  here: readonly string[],
): Promise<boolean> {
  return readSession(
    sync,
    session,
    (doc) => isBrowserRemoved({ members: members(doc), here }),
  );
}

/** Makes a pass good in the session's queue: none is for somebody who was deleted meanwhile. */
export async function keepPass(
  sync: Sync<Who>,
  pass: Pass,
  session: string,
  member: string,
): Promise<void> {
  const root = names.session(session);
  await sync.decide(session, [root], (tx) => {
    if (!members(tx.doc(root)).has(member)) throw new Refusal("not-found");
    pass.facts.forEach((fact) => tx.fact(fact));
  });
}
