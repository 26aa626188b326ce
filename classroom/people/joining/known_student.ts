/** Finds the student to whom a browser belongs, for links that let them in at once (J-1). Changes nothing. */
import { isRefusal, nullIfNotFound } from "../../../sync/refusal.ts";
import type { SyncEngine } from "../../../sync/sync_engine.ts";
import { readClassDocuments, readSessionDocument } from "../../model/layout.ts";
import type { Identity } from "../../model/members.ts";
import { nameKey } from "../../../formats/name_keys.ts";
import { members } from "../../model/roots.ts";
import type { RequestSource } from "../session_tokens.ts";
import { decideJoin } from "./decide_join.ts";
import type { KnowingParts, KnownBrowser } from "./known_browser.ts";

/** Bounds the cost of {@link findKnownStudent}: a browser's latest members. */
const maxTies = 20;

/**
 * The name under which a link lets a browser in at once (J-1): its one student in the class that this one repeats, or
 * else in earlier classes of the same teacher. Null: none, several, since left, or without this name free.
 */
export async function findKnownStudent(
  parts: KnowingParts & { sync: SyncEngine<Identity>; clock: () => number },
  session: string,
  from: RequestSource,
  knownBrowser: KnownBrowser,
): Promise<string | null> {
  const { identities, passes, sessions, sync, clock } = parts;
  if (knownBrowser.allOwnIds.length > 0 || knownBrowser.wait) return null;
  const leftAt = await passes.leftAt(from);
  const ties = (await passes.listTies(from)).filter(({ at }) => at > leftAt)
    .slice(0, maxTies);
  const record = ties.length > 0 ? await sessions.readRecord(session) : null;
  if (!record) return null;
  const formerTies = ties.filter((tie) => tie.session === record.restartOf);
  const names = new Map<string, string>();
  for (const tie of formerTies.length > 0 ? formerTies : ties) {
    const tieRecord = await sessions.readRecord(tie.session);
    if (tieRecord?.owner !== record.owner) continue;
    // An unconfirmed browser is no proof (J-2), and a removed student is let in by a teacher.
    const seat = await identities.readSeat(tie.session, tie.member);
    const name = await nullIfNotFound(() =>
      readSessionDocument(sync, tie.session, (doc) => {
        const member = members(doc).get(seat);
        return member && !member.removed ? member.name : null;
      })
    );
    if (name !== null) names.set(nameKey(name), name);
  }
  const [name, ...otherNames] = names.values();
  if (name === undefined || otherNames.length > 0) return null;
  return await readClassDocuments(sync, session, (docs, { online }) => {
    try {
      const moment = { online, now: clock() };
      const { kind, name: joinName } = decideJoin(
        docs,
        moment,
        name,
        knownBrowser,
      );
      const isIn = kind === "back" || kind === "new" && joinName === name;
      return isIn ? name : null;
    } catch (error) {
      if (isRefusal(error)) return null;
      throw error;
    }
  });
}
