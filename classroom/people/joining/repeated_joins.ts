/**
 * Answers a press of **Join** again if its reply was lost (SYNC-3, J-1): the page repeats the secret of the press and
 * gets a new cookie. The secret is valid for ten minutes, while the lost cookie is valid and unused.
 */
import { z } from "zod";
import type { Tx } from "../../../sync/authority.ts";
import { refusal } from "../../model/refuse.ts";
import { hashToken, type Tokens } from "../../tokens.ts";
import {
  type ClassDocuments,
  decideOnClass,
  isClassRunning,
  readClassDocuments,
} from "../../model/layout.ts";
import { deriveId, newId } from "../../model/ids.ts";
import { oneTurnPerGroup, TurnQueue } from "../../limits/turn_queue.ts";
import type { AppServices } from "../../app_services.ts";
import { nameKey } from "../../../formats/name_keys.ts";
import { members } from "../../model/roots.ts";
import { waitingEntries } from "../../model/staff_roots.ts";
import { type JoinRecord, kvKeys } from "../../storage/kv_keys.ts";
import { isBrowserRemoved, removedRefusal } from "../join_rule.ts";
import { type JoinResult, readJoinedResult } from "../join_result.ts";
import type {
  CookiePass,
  RequestSource,
  SessionTokens,
} from "../session_tokens.ts";
import { readWaitingRecord } from "../waiting_list.ts";

/** `press`: 256 random bits from the page, in base64url. */
export const joinBody = z.strictObject({
  code: z.string().max(100),
  name: z.string().max(500),
  press: z.string().regex(/^[\w-]{43}$/).optional(),
});

/** A press of **Join** that the page may repeat. */
export interface JoinKey {
  readonly session: string;
  /** Hash of the page's secret with class and name. */
  readonly key: string;
}

/** A stored press of **Join**. `by`: hash of the cookie's token; `until`: expiry of the press, in ms. */
type EarlierJoin =
  & { session: string; by: string; until: number }
  & RepeatableOutcome;

type RepeatableOutcome = JoinedOutcome | { waiting: string };

interface JoinedOutcome {
  member: string;
  rejoined: boolean;
}

const keyLifetimeMs = 10 * 60_000;

export class RepeatedJoins {
  readonly #parts: Pick<AppServices, "kv" | "sync" | "tokens">;
  readonly #tokens: Tokens;
  readonly #passes: SessionTokens;
  readonly #turns = new TurnQueue(oneTurnPerGroup);

  constructor(
    parts: Pick<AppServices, "kv" | "sync" | "tokens">,
    passes: SessionTokens,
  ) {
    this.#parts = parts;
    this.#tokens = parts.tokens;
    this.#passes = passes;
  }

  /**
   * Runs the requests of one press one after another: two at once would both be taken for the first. {@link chooseId}
   * is for those of other server instances.
   */
  async runInTurn<T>(
    joinKey: JoinKey | null,
    work: () => Promise<T>,
  ): Promise<T> {
    return await (joinKey
      ? this.#turns.run({ group: joinKey.key, member: "" }, work)
      : work());
  }

  /**
   * The id of what a join makes: a member, or a wait. Server instances that get one press at the same time choose the
   * same id, so the later commit finds what the earlier one made (SYNC-3). Choose it before {@link earlierResult}.
   */
  async chooseId(joinKey: JoinKey | null): Promise<string> {
    if (!joinKey) return newId();
    const { kv, sync } = this.#parts;
    const { session, key } = joinKey;
    const id = await deriveId("join", key);
    const isInUse = await readClassDocuments(
      sync,
      session,
      (docs) => hasMade(docs, id),
    ) || await readWaitingRecord(kv, id) !== null;
    // An earlier use of the press made it, as {@link earlierResult} finds; if that is void, the press is a new one.
    return isInUse ? newId() : id;
  }

  /** Stores a pass in a decision's commit, and the join key that it was given for. `until`: the key's expiry, in ms. */
  storePass(
    tx: Pick<Tx, "addFact" | "now">,
    joinKey: JoinKey | null,
    { facts, cookies }: CookiePass,
    outcome: RepeatableOutcome,
    until = tx.now + keyLifetimeMs,
  ): void {
    facts.forEach((fact) => tx.addFact(fact));
    const token = cookies.at(0)?.token;
    if (!joinKey || !token) return;
    const { session, key } = joinKey;
    const subject = { session, by: hashToken(token), until, ...outcome };
    tx.addFact(this.#tokens.adoptToken("press", key, subject, until));
  }

  /**
   * The result of an earlier request of the press; null: none, or the browser has used its cookie.
   * @param standing reads the status of a wait, or returns null to ignore the wait
   */
  async earlierResult(
    joinKey: JoinKey,
    from: RequestSource,
    standing: (waiting: string) => Promise<JoinResult | null>,
  ): Promise<JoinResult | null> {
    for (let tries = 0; tries < 20; tries++) {
      const earlier = await this.#findEarlier(joinKey);
      if (!earlier) return null;
      if ("waiting" in earlier) {
        const entry = await standing(earlier.waiting);
        return entry?.kind === "waiting"
          ? await this.#repeatWait(joinKey, earlier, entry)
          : entry;
      }
      const joined = await this.#repeatMember(joinKey, earlier, from);
      if (joined !== "elsewhere") return joined;
    }
    throw refusal("storage-unavailable");
  }

  /** `entry`, with `rejoined` as in the first reply to the press. */
  async repeatResult(
    joinKey: JoinKey | null,
    entry: JoinResult & { kind: "in" },
  ): Promise<JoinResult> {
    const earlier = joinKey && await this.#findEarlier(joinKey);
    return earlier && "member" in earlier
      ? { ...entry, rejoined: earlier.rejoined }
      : entry;
  }

  /** The stored press. Null: none is stored, or its cookie is void. */
  async #findEarlier({ key }: JoinKey): Promise<EarlierJoin | null> {
    for (let checkedHash = "";;) {
      const earlier = await this.#tokens.find<EarlierJoin>("press", key);
      if (!earlier || earlier.by === checkedHash) return null;
      const kind = "member" in earlier ? "member" : "waiting";
      const storedToken = await this.#parts.kv.get(
        this.#tokens.key(kind, earlier.by),
      );
      if (storedToken.value !== null) return earlier;
      // Another request may have replaced the cookie: reads the press again. If not, the cookie is void.
      checkedHash = earlier.by;
    }
  }

  /**
   * Replaces the lost cookie of a member. Null: the browser has used the cookie; `elsewhere`: another request replaced
   * it meanwhile. Refuses if the class does not run or the member was removed.
   */
  async #repeatMember(
    joinKey: JoinKey,
    { session, by, until, member, rejoined }: EarlierJoin & JoinedOutcome,
    from: RequestSource,
  ): Promise<JoinResult | "elsewhere" | null> {
    const { kv, sync } = this.#parts;
    const lost = kvKeys.entered(session, member, by);
    const { value: entry } = await kv.get<JoinRecord>(lost);
    if (!entry) return "elsewhere";
    // The browser has used the cookie: the reply was not lost.
    const seenEntry = await kv.get<number>(kvKeys.seenOf(entry.browser));
    if ((seenEntry.value ?? 0) >= entry.at) return null;
    // Keeps the browser's id, so that a later removal holds for this browser.
    const subject = { session, member };
    const pass = await this.#passes.issueMember(subject, from, {
      ...(entry.waiting && { waiting: entry.waiting }),
      lost: entry.browser,
    });
    // A removed browser stays out (J-4).
    const allOwnIds = [
      member,
      ...await this.#passes.everTiedMembers(session, from),
    ];
    return await decideOnClass(sync, session, ({ session: doc }, tx) => {
      if (!isClassRunning(doc, tx.now)) throw refusal("no-such-code");
      const entries = members(doc);
      if (isBrowserRemoved({ members: entries, allOwnIds })) {
        throw removedRefusal();
      }
      tx.addFact({ key: this.#tokens.key("member", by), delete: true });
      tx.addFact({ key: lost, delete: true });
      const outcome = { member, rejoined };
      this.storePass(tx, joinKey, pass, outcome, until);
      return readJoinedResult(doc, session, member, rejoined, pass);
    });
  }

  async #repeatWait(
    joinKey: JoinKey,
    { session, by, until, waiting }: EarlierJoin & { waiting: string },
    entry: JoinResult & { kind: "waiting" },
  ): Promise<JoinResult> {
    const pass = this.#passes.prepareWait(session)(waiting, entry.startsAt);
    await decideOnClass(this.#parts.sync, session, (_, tx) => {
      tx.addFact({ key: this.#tokens.key("waiting", by), delete: true });
      this.storePass(tx, joinKey, pass, { waiting }, until);
    });
    return { ...entry, cookies: pass.cookies };
  }
}

/** The press of a request; null: the page sent no secret, so it does not repeat the request. */
export function readJoinKey(
  { press: secret, name }: z.output<typeof joinBody>,
  session: string,
): JoinKey | null {
  if (secret === undefined) return null;
  const text = JSON.stringify([secret, session, nameKey(name)]);
  return { session, key: hashToken(text) };
}

/** Whether the class has the member, or the wait, that a join makes under this id. */
export function hasMade(
  { session, staff }: ClassDocuments,
  id: string,
): boolean {
  return members(session).has(id) || waitingEntries(staff).has(id);
}
