/** Joining and returning (J-1 to J-3, J-5). Every change is a decision in the session's queue. */
import { z } from "zod";
import { refusal } from "../model/refuse.ts";
import { requireRunning, requireTeacherRole } from "../model/permissions.ts";
import { addStudent, removedRefusal } from "./join_rule.ts";
import {
  decideJoin,
  isHeldForTeacher,
  isReturning,
  isWaitUnchanged,
  type JoinOutcome,
  requireWaitUnchanged,
} from "./joining/decide_join.ts";
import { decideOnUnconfirmed, joinByName } from "./unconfirmed_devices.ts";
import type { GuessLimiter } from "../limits/guesses.ts";
import type { Identities } from "../identity.ts";
import type { Identity } from "../model/members.ts";
import {
  type ClassDocuments,
  decideOnClass,
  readClassDocuments,
  readSessionDocument,
} from "../model/layout.ts";
import {
  classInfo,
  joinOutcome,
  type JoinResult,
  makeJoinedResult,
  makeWaitingResult,
  readJoinedResult,
} from "./join_result.ts";
import type { JoinRequests } from "./staff/join_requests.ts";
import {
  hasMade,
  type joinBody,
  type JoinKey,
  readJoinKey,
  RepeatedJoins,
} from "./joining/repeated_joins.ts";
import {
  hasBrowserRemovedMember,
  joinByCookie,
  type KnownBrowser,
  readKnownBrowser,
  storePass,
} from "./joining/known_browser.ts";
import { findKnownStudent } from "./joining/known_student.ts";
import { readMemberPageData } from "./member_page.ts";
import { cleanDisplayName } from "../model/display_names.ts";
import { nameKey } from "../../formats/name_keys.ts";
import {
  type PreparedPass,
  type PreparedWaitPass,
  type RequestSource,
  SessionTokens,
} from "./session_tokens.ts";
import { networkNumber } from "../limits/waiting_networks.ts";
import { newId } from "../model/ids.ts";
import type { Sessions } from "../sessions/sessions.ts";
import type { WaitingRecord } from "../storage/kv_keys.ts";
import {
  addWait,
  readWaitingRecord,
  settleWaiting,
  withdrawWaiting,
} from "./waiting_list.ts";
import {
  decideAllWaitingBody,
  decideWaitingBody,
  type DecisionCount,
  decisionCountSchema,
  type WaitingDecision,
  WaitingRoom,
  type WaitingStatus,
} from "./waiting_room.ts";
import type { AppServices } from "../app_services.ts";
import type { Tx } from "../../sync/authority.ts";
import { defineActsFor } from "../define_act.ts";

interface RosterParts extends
  Pick<
    AppServices,
    | "kv"
    | "sync"
    | "tokens"
    | "clock"
    | "meter"
    | "onJoined"
    | "onCause"
    | "worryingWords"
  > {
  sessions: Sessions;
  identities: Identities;
  guesses: GuessLimiter;
  joinRequests: Pick<JoinRequests, "decide">;
}

export class Roster {
  readonly #parts: RosterParts;
  readonly #passes: SessionTokens;
  readonly #waitingRoom: WaitingRoom;
  readonly #repeatedJoins: RepeatedJoins;

  constructor(parts: RosterParts) {
    this.#parts = parts;
    this.#passes = new SessionTokens(parts);
    this.#repeatedJoins = new RepeatedJoins(parts, this.#passes);
    this.#waitingRoom = new WaitingRoom(parts);
  }

  async sweep(): Promise<void> {
    await this.#waitingRoom.sweep();
  }

  async join(
    ask: z.output<typeof joinBody>,
    from: RequestSource,
  ): Promise<JoinResult> {
    const { guesses, sessions } = this.#parts;
    const session = await guesses.guess(
      from,
      ask.code.trim(),
      () => sessions.findByCode(ask.code),
    );
    if (session === null) throw refusal("no-such-code");
    await this.#parts.sync.refresh(session);
    const joinKey = readJoinKey(ask, session);
    const entry = await joinByCookie(this.#parts, session, from);
    if (entry) return await this.#repeatedJoins.repeatResult(joinKey, entry);
    const name = cleanDisplayName(ask.name);
    return await this.#repeatedJoins.runInTurn(
      joinKey,
      async () => {
        const wait = await this.#findWait(session, name, from);
        if (wait) return wait;
        const id = await this.#repeatedJoins.chooseId(joinKey);
        const earlierResult = joinKey && await this.#repeatJoin(joinKey, from);
        if (earlierResult) return earlierResult;
        return await this.#joinUnder({ session, name, id, joinKey }, from);
      },
    );
  }

  /** The student whom a link to this class lets in at once (J-1). */
  async findKnownStudent(
    session: string,
    from: RequestSource,
  ): Promise<string | null> {
    const parts = { ...this.#parts, passes: this.#passes };
    const knownBrowser = await readKnownBrowser(parts, session, from);
    return await findKnownStudent(parts, session, from, knownBrowser);
  }

  /** The status of a wait, the same for all tabs of a browser. */
  async waitStatus(id: string, from: RequestSource): Promise<JoinResult> {
    const { session, outcome } = await readWaitingRecord(this.#parts.kv, id) ??
      {};
    if (session && outcome && "in" in outcome) {
      const entry = await joinByCookie(this.#parts, session, from);
      if (entry?.member.id === outcome.in) return entry;
    }
    const record = await this.#requireWaiter(id, from);
    return await this.#waitResult(id, record, from);
  }

  /** Joins as a new student: after a minute, or, if the wait was for the start, once the class runs. */
  async joinAsNew(id: string, from: RequestSource): Promise<JoinResult> {
    const record = await this.#requireWaiter(id, from);
    if (record.kind === "start") return await this.#joinEarly(id, record, from);
    await this.#requireNotRemoved(id, from);
    const standing = await this.#waitingRoom.joinAsNew(id);
    await this.#parts.onJoined(standing.session);
    return await this.#joinAfterWait(id, standing, from);
  }

  async decideWaiting(
    who: Identity,
    id: string,
    decision: WaitingDecision,
  ): Promise<void> {
    requireTeacherRole(who);
    const { joinRequests, sync } = this.#parts;
    if (await joinRequests.decide(who, id, decision)) return;
    if (await decideOnUnconfirmed(sync, who, id, decision)) return;
    await this.#waitingRoom.decide(who, id, decision);
    await this.#parts.onJoined(who.session);
  }

  async decideAllWaiting(
    who: Identity,
    ask: z.output<typeof decideAllWaitingBody>,
  ): Promise<DecisionCount> {
    requireTeacherRole(who);
    try {
      return await this.#waitingRoom.decideAll(who, ask);
    } finally {
      await this.#parts.onJoined(who.session);
    }
  }

  /** Makes the browser's earlier cookies void: the page has loaded with the newest. */
  async voidEarlierCookies(from: RequestSource): Promise<void> {
    await this.#passes.browser(from);
  }

  async #findWait(
    session: string,
    name: string,
    from: RequestSource,
  ): Promise<JoinResult | null> {
    const id = await this.#passes.findWait(session, from);
    const record = id === null
      ? null
      : await readWaitingRecord(this.#parts.kv, id);
    if (!id || !record || nameKey(record.name) !== nameKey(name)) return null;
    // A refused browser may ask again.
    if (record.outcome && "refused" in record.outcome) return null;
    return await this.#waitResult(id, record, from);
  }

  async #waitResult(
    id: string,
    record: WaitingRecord,
    from: RequestSource,
  ): Promise<JoinResult> {
    if (record.kind === "start") return await this.#joinEarly(id, record, from);
    await this.#requireNotRemoved(id, from);
    return await this.#joinAfterWait(
      id,
      await this.#waitingRoom.checkWait(id),
      from,
    );
  }

  async #repeatJoin(
    joinKey: JoinKey,
    from: RequestSource,
  ): Promise<JoinResult | null> {
    return await this.#repeatedJoins.earlierResult(
      joinKey,
      from,
      async (id) => {
        const record = await readWaitingRecord(this.#parts.kv, id);
        if (
          !record || record.outcome && "refused" in record.outcome
        ) return null;
        return await this.#waitResult(id, record, from);
      },
    );
  }

  /** Lets a student who waited for the class (S-7) join once it runs. */
  async #joinEarly(
    id: string,
    record: WaitingRecord,
    from: RequestSource,
  ): Promise<JoinResult> {
    const { session, name } = record;
    await this.#parts.sessions.beginIfDue(session);
    const standing = await this.#waitingRoom.checkWait(id);
    if (standing.kind === "in" || standing.as !== "start") {
      return await this.#joinAfterWait(id, standing, from);
    }
    const earlyWait = { id, record };
    return await this.#joinUnder(
      { session, name, id: newId(), joinKey: null, earlyWait },
      from,
    );
  }

  /**
   * Joins under a name, or waits. What takes time and does not depend on the class is prepared first; the decision then
   * names the member, and its commit stores the pass.
   */
  async #joinUnder(
    { session, name, id, joinKey, earlyWait }: JoinRequest,
    from: RequestSource,
  ): Promise<JoinResult> {
    const { clock, sync } = this.#parts;
    const parts = { ...this.#parts, passes: this.#passes };
    const knownBrowser = await readKnownBrowser(parts, session, from);
    if (earlyWait) {
      // Pages of early students ask often, mostly before the class lets them in.
      const stillWaits = await readClassDocuments(
        sync,
        session,
        (docs, { online }) => {
          const moment = { online, now: clock() };
          const { record } = earlyWait;
          const outcome = decideJoin(
            docs,
            moment,
            name,
            knownBrowser,
            record,
          );
          return isWaitForStart(outcome)
            ? waitForStart(docs, session, earlyWait.id)
            : null;
        },
      );
      if (stillWaits) return stillWaits;
    }
    const knownName = earlyWait
      ? null
      : await findKnownStudent(parts, session, from, knownBrowser);
    const join: PreparedJoin = {
      session,
      name,
      id,
      joinKey,
      earlyWait,
      knownBrowser,
      knownName,
      network: networkNumber(session, from.address),
      memberPass: await this.#passes.prepareMember(session, from, {
        waiting: earlyWait?.id,
      }),
      waitPass: this.#passes.prepareWait(session),
    };
    await this.#waitingRoom.learnNetworks(session);
    const decision = await decideOnClass(
      sync,
      session,
      (docs, tx) => this.#commitJoin(docs, tx, join),
    );
    switch (decision.kind) {
      case "waits-on":
        return decision.result;
      case "repeated": {
        const result = await this.#repeatJoin(decision.joinKey, from);
        // If the browser has already used the other request's cookie, its next request finds that.
        if (!result) throw refusal("storage-unavailable");
        return result;
      }
      case "settled": {
        const { wait } = decision;
        return await this.#joinAfterWait(
          wait,
          await this.#waitingRoom.checkWait(wait),
          from,
        );
      }
      case "made":
        await this.#parts.onJoined(session);
        this.#parts.meter?.recordJoin(joinOutcome(decision.result));
        return decision.result;
    }
  }

  #commitJoin(
    docs: ClassDocuments,
    tx: Tx,
    join: PreparedJoin,
  ): CommittedJoin {
    const { session, name, id, joinKey, earlyWait, knownBrowser, memberPass } =
      join;
    if (earlyWait && !isWaitUnchanged(docs, earlyWait)) {
      return { kind: "settled", wait: earlyWait.id };
    }
    if (joinKey && hasMade(docs, id)) return { kind: "repeated", joinKey };
    const earlierWait = earlyWait ? null : knownBrowser.wait;
    requireWaitUnchanged(docs, earlierWait);
    const outcome = decideJoin(
      docs,
      tx,
      name,
      knownBrowser,
      earlyWait?.record,
    );
    if (outcome.kind === "wait") {
      return this.#commitWait(docs, tx, join, outcome);
    }
    const member = outcome.kind === "back" ? outcome.member : id;
    let atOnce: true | undefined;
    if (outcome.kind === "new") {
      const student = { id, name: outcome.name, formerly: outcome.former };
      const { worryingWords } = this.#parts;
      addStudent(docs, student, { now: tx.now, words: worryingWords });
      this.#parts.onCause(tx, session, [id]);
      if (join.knownName === name) atOnce = true;
    } else if (outcome.kind === "by-name") {
      joinByName(tx, session, id, outcome.member);
    }
    const rejoined = isReturning(outcome);
    withdrawWaiting(tx, session, earlierWait?.id ?? null);
    if (earlyWait) settleWaiting(tx, earlyWait, { in: member, rejoined });
    const pass = {
      cookies: memberPass.cookies,
      facts: memberPass.factsFor(member, { atOnce }),
    };
    this.#repeatedJoins.storePass(tx, joinKey, pass, { member, rejoined });
    const result = readJoinedResult(
      docs.session,
      session,
      member,
      rejoined,
      pass,
    );
    return { kind: "made", result };
  }

  #commitWait(
    docs: ClassDocuments,
    tx: Tx,
    { session, name, id, joinKey, earlyWait, ...join }: PreparedJoin,
    outcome: JoinOutcome & { kind: "wait" },
  ): CommittedJoin {
    if (earlyWait && outcome.as === "start") {
      const result = waitForStart(docs, session, earlyWait.id);
      return { kind: "waits-on", result };
    }
    const { presentIds, wait } = join.knownBrowser;
    const earlierWait = earlyWait ? null : wait;
    // A wait under a new name keeps its entry, to leave less data behind.
    const isRenamed = outcome.as === "start" &&
      earlierWait?.record.kind === "start";
    const waiting = earlyWait?.id ?? (isRenamed ? earlierWait.id : id);
    addWait(tx, session, waiting, {
      name,
      requested: "member" in outcome
        ? { kind: outcome.as, member: outcome.member }
        : { kind: outcome.as },
      network: join.network,
      networks: this.#waitingRoom.networks,
      known: "known" in outcome,
      held: isHeldForTeacher(wait?.record),
      tied: presentIds.length > 0,
      earlierWaitId: earlierWait?.id ?? null,
    });
    const info = classInfo(docs.session, session);
    const pass = earlyWait || isRenamed
      ? { facts: [], cookies: [] }
      : join.waitPass(waiting, info.startsAt);
    this.#repeatedJoins.storePass(tx, joinKey, pass, { waiting });
    const result = makeWaitingResult(info, waiting, outcome.as, pass.cookies);
    return { kind: "made", result };
  }

  async #requireWaiter(
    id: string,
    from: RequestSource,
  ): Promise<WaitingRecord> {
    const record = await readWaitingRecord(this.#parts.kv, id);
    const waitingId = record &&
      await this.#passes.findWait(record.session, from);
    if (!record || waitingId !== id) throw refusal("not-found");
    // The wait or the class may have begun at another server instance.
    await this.#parts.sync.refresh(record.session);
    return record;
  }

  /** Takes a browser with a removed member off the waiting list and refuses it, whatever a teacher decides (J-4). */
  async #requireNotRemoved(id: string, from: RequestSource): Promise<void> {
    const record = await readWaitingRecord(this.#parts.kv, id);
    if (!record) return;
    const allOwnIds = await this.#passes.everTiedMembers(record.session, from);
    const isOut = await hasBrowserRemovedMember(
      this.#parts.sync,
      record.session,
      allOwnIds,
    );
    if (!isOut) return;
    await this.#waitingRoom.refuseRemoved(record.session, id);
    throw removedRefusal();
  }

  async #joinAfterWait(
    id: string,
    standing: WaitingStatus,
    from: RequestSource,
  ): Promise<JoinResult> {
    const { session } = standing;
    const { clock, identities, sync } = this.#parts;
    if (standing.kind === "waiting") {
      const info = await readSessionDocument(sync, session, (doc) => {
        requireRunning(doc, clock());
        return classInfo(doc, session);
      });
      return makeWaitingResult(info, id, standing.as, []);
    }
    const { rejoined } = standing;
    const member = await identities.readSeat(session, standing.member);
    const person = await identities.readPerson(session, member);
    const seat = await readMemberPageData(sync, {
      role: "student",
      session,
      member: person,
    });
    const formerSession = standing.former &&
      (await this.#parts.sessions.readRecord(session))?.restartOf;
    const pass = await this.#passes.issueMember({ session, member }, from, {
      waiting: id,
      ...(formerSession && standing.former &&
        { former: { session: formerSession, member: standing.former } }),
    });
    await storePass(sync, pass, session, member);
    // Meanwhile a teacher may have separated the member.
    if (!await readWaitingRecord(this.#parts.kv, id)) {
      await this.#passes.revoke(pass);
      throw refusal("not-found");
    }
    this.#parts.meter?.recordJoin(rejoined ? "returned" : "new");
    const flags = { rejoined, byName: member !== person };
    return makeJoinedResult(
      seat.session,
      person,
      seat.member.name,
      flags,
      pass,
    );
  }
}

interface JoinRequest {
  readonly session: string;
  readonly name: string;
  /** Of the member, or of the wait, that the join makes. */
  readonly id: string;
  readonly joinKey: JoinKey | null;
  /** The student's wait for the class to begin, which the join ends. */
  readonly earlyWait?: { id: string; record: WaitingRecord } | undefined;
}

/** A request to join, with what is read and made before the decision. */
interface PreparedJoin extends JoinRequest {
  readonly knownBrowser: KnownBrowser;
  /** The name under which a link lets the browser in at once; null: none. */
  readonly knownName: string | null;
  readonly network: number;
  readonly memberPass: PreparedPass;
  readonly waitPass: PreparedWaitPass;
}

type CommittedJoin =
  /** The student joined, or began to wait. */
  | { kind: "made"; result: JoinResult }
  /** The student still waits for the class to begin; nothing changed. */
  | { kind: "waits-on"; result: JoinResult }
  /** The wait for the start was decided meanwhile. */
  | { kind: "settled"; wait: string }
  /** Another server instance decided on the press meanwhile. */
  | { kind: "repeated"; joinKey: JoinKey };

function isWaitForStart(outcome: JoinOutcome): boolean {
  return outcome.kind === "wait" && outcome.as === "start";
}

function waitForStart(
  { session }: ClassDocuments,
  id: string,
  waiting: string,
): JoinResult {
  return makeWaitingResult(classInfo(session, id), waiting, "start", []);
}

const act = defineActsFor<{ roster: Roster }>();

export const rosterActs = [
  act(
    "POST /waiting",
    "teacher",
    ({ app, who, body }) => app.roster.decideAllWaiting(who, body),
    { body: decideAllWaitingBody, result: decisionCountSchema },
  ),
  act("POST /waiting/:id", "teacher", async ({ app, who, params, body }) => {
    await app.roster.decideWaiting(who, params.id, body.decision);
  }, { body: decideWaitingBody }),
] as const;
