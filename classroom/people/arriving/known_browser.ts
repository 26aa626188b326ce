/** What is known of a browser that logs in: by this an admission tells a stranger from somebody who comes back. */
import type { Identities } from "../../identity.ts";
import type { Sessions } from "../../sessions/sessions.ts";
import { keys, type WaitingRecord } from "../../storage/session_keys.ts";
import type { RequestSource, SessionTokens } from "../session_tokens.ts";

/** What of a browser an admission depends on, as in `AdmissionFacts`. */
export interface Known {
  tied: readonly string[];
  here: readonly string[];
  mine: readonly string[];
  /** Under which id it waits or has waited, and how; null: it has not. */
  waits: { id: string; record: WaitingRecord } | null;
}

interface KnowingParts {
  kv: Deno.Kv;
  sessions: Pick<Sessions, "record">;
  identities: Identities;
  passes: SessionTokens;
}

/** Who a browser is and was, in a class and in the one before. */
export async function knownBrowser(
  parts: KnowingParts,
  session: string,
  from: RequestSource,
): Promise<Known> {
  const id = await parts.passes.waits(session, from);
  const { value: record } = id === null
    ? { value: null }
    : await parts.kv.get<WaitingRecord>(keys.waiting(id));
  return {
    tied: await formerly(parts, session, from),
    here: await parts.passes.ever(session, from),
    mine: await parts.passes.tied(session, from),
    waits: id !== null && record ? { id, record } : null,
  };
}

/** The members that a browser was in the class that is held again; none where it is not. */
async function formerly(
  { identities, passes, sessions }: KnowingParts,
  session: string,
  from: RequestSource,
): Promise<string[]> {
  const before = (await sessions.record(session))?.restartOf;
  if (!before) return [];
  const tied = await passes.tied(before, from);
  const who = await identities.member(before, from.member(before));
  const people = await Promise.all(
    tied.map((member) => identities.seat(before, member)),
  );
  const own = who ? [who.own ?? who.member] : [];
  return [...new Set([...own, ...people])];
}
