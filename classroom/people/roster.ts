/** Joining and returning (J-1 to J-3, J-5). Every change is a decision in the session's queue. */
import { z } from "zod";
import { refusal } from "../model/refuse.ts";
import { requireRunning, requireTeacherRole } from "../model/permissions.ts";
import { addStudent, removedRefusal } from "./admission.ts";
import {
  type Arrival,
  decideArrival,
  isHeldForTeacher,
  isReturning,
  isWaitUnchanged,
  requireWaitUnchanged,
} from "./arriving/arrival.ts";
import { decideOnUnconfirmed, joinByName } from "./unconfirmed_devices.ts";
import type { GuessLimiter } from "../limits/guesses.ts";
import type { Identities } from "../identity.ts";
import type { Identity, WaitingEntry } from "../model/members.ts";
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
  makeSeatedResult,
  makeWaitingResult,
} from "./join_result.ts";
import type { JoinRequests } from "./staff/join_requests.ts";
import {
  isSameArrival,
  type JoinAttempt,
  type joinBody,
  RepeatedJoins,
} from "./arriving/repeated_joins.ts";
import {
  hasBrowserRemovedMember,
  joinByCookie,
  type KnownBrowser,
  readKnownBrowser,
  storePass,
} from "./arriving/known_browser.ts";
import { findKnownStudent } from "./arriving/known_student.ts";
import { readMemberPageData } from "./member_page.ts";
import { cleanDisplayName } from "../model/display_names.ts";
import { nameKey } from "../../formats/name_keys.ts";
import {
  type CookiePass,
  type RequestSource,
  SessionTokens,
} from "./session_tokens.ts";
import { networkNumber } from "../limits/waiting_networks.ts";
import { newId } from "../model/ids.ts";
import type { Sessions } from "../sessions/sessions.ts";
import type { WaitingRecord } from "../storage/kv_keys.ts";
import {
  enterWaiting,
  readWaitingRecord,
  settleWaiting,
  withdrawWaiting,
} from "./waiting_list.ts";
import {
  decideAllWaitingBody,
  decideWaitingBody,
  type DecisionCount,
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
    | "onSeated"
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
    const press = { secret: ask.press, session, name: ask.name };
    const entry = await joinByCookie(this.#parts, session, from);
    if (entry) return await this.#repeatedJoins.repeatResult(press, entry);
    const name = cleanDisplayName(ask.name);
    return await this.#repeatedJoins.runInTurn(
      press,
      async () =>
        await this.#findWait(session, name, from) ??
          await this.#repeatJoin(press, from) ??
          await this.#login(session, name, from, { press }),
    );
  }

  /** The student whom a link with this code lets in at once (J-1). The code has counted as a guess already. */
  async findKnownStudent(
    code: string,
    from: RequestSource,
  ): Promise<string | null> {
    const session = await this.#parts.sessions.findByCode(code);
    const parts = { ...this.#parts, passes: this.#passes };
    if (!session) return null;
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
    await this.#parts.onSeated(standing.session);
    return await this.#enter(id, standing, from);
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
    await this.#parts.onSeated(who.session);
  }

  async decideAllWaiting(
    who: Identity,
    ask: z.output<typeof decideAllWaitingBody>,
  ): Promise<DecisionCount> {
    requireTeacherRole(who);
    try {
      return await this.#waitingRoom.decideAll(who, ask);
    } finally {
      await this.#parts.onSeated(who.session);
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
    return await this.#enter(id, await this.#waitingRoom.checkWait(id), from);
  }

  async #repeatJoin(
    press: JoinAttempt,
    from: RequestSource,
  ): Promise<JoinResult | null> {
    return await this.#repeatedJoins.earlierResult(press, from, async (id) => {
      const record = await readWaitingRecord(this.#parts.kv, id);
      if (!record || record.outcome && "refused" in record.outcome) return null;
      return await this.#waitResult(id, record, from);
    });
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
      return await this.#enter(id, standing, from);
    }
    return await this.#login(session, name, from, {
      earlyWait: { id, record },
    });
  }

  /**
   * Joins under a name, or waits. The pass is stored in the commit that makes or restores the member.
   * @param earlyWait the wait for the class to begin
   */
  async #login(
    session: string,
    name: string,
    from: RequestSource,
    { earlyWait, press }: {
      earlyWait?: { id: string; record: WaitingRecord };
      press?: JoinAttempt;
    },
  ): Promise<JoinResult> {
    const { clock, sync } = this.#parts;
    const parts = { ...this.#parts, passes: this.#passes };
    const knownBrowser = await readKnownBrowser(parts, session, from);
    const knownName = press &&
      await findKnownStudent(parts, session, from, knownBrowser);
    const earlierWait = earlyWait ? null : knownBrowser.wait;
    const network = networkNumber(session, from.address);
    const newMemberId = newId();
    const login: Login = {
      session,
      name,
      knownBrowser,
      earlyWait,
      earlierWait,
      press,
      network,
      newMemberId,
    };
    const ownId = earlyWait?.id ?? newId();
    // The pass is made for the planned member, before the decision. If the decision names another member, tries again.
    for (let tries = 0; tries < 20; tries++) {
      const plan = await readClassDocuments(
        sync,
        session,
        (docs, { online }) => ({
          ...decideOn(login, docs, { online, now: clock() }),
          info: classInfo(docs.session, session),
        }),
      );
      const { admission, info } = plan;
      // Another server instance may have decided on the same press.
      const repeated = press && await this.#repeatJoin(press, from);
      if (repeated) return repeated;
      const waitKind = admission.kind === "wait" ? admission.as : null;
      if (earlyWait && waitKind === "start") {
        return makeWaitingResult(info, ownId, waitKind, []);
      }
      if (waitKind !== null) await this.#waitingRoom.learnNetworks(session);
      // A wait under a new name keeps its entry, to leave less data behind.
      const isRenamed = waitKind === "start" &&
        earlierWait?.record.kind === "start";
      const waitingId = isRenamed ? earlierWait.id : ownId;
      const subject = { session, member: plan.member };
      const pass = waitKind === null
        ? await this.#passes.issueMember(subject, from, {
          waiting: earlyWait?.id,
          ...(admission.kind === "new" && knownName === name &&
            { atOnce: true }),
        })
        : earlyWait || isRenamed
        ? { facts: [], cookies: [] }
        : this.#passes.waiting(session, waitingId, info.startsAt);
      const entry = await decideOnClass(
        sync,
        session,
        (docs, tx) =>
          this.#commitLogin(docs, tx, login, {
            ...plan,
            waitKind,
            waitingId,
            pass,
          }),
      );
      if (!entry) continue;
      if (entry === "settled") {
        const standing = await this.#waitingRoom.checkWait(ownId);
        return await this.#enter(ownId, standing, from);
      }
      await this.#parts.onSeated(session);
      this.#parts.meter?.recordJoin(joinOutcome(entry));
      return entry;
    }
    throw refusal("storage-unavailable");
  }

  /**
   * Commits a plan. Null: the class has changed, so a new plan is needed; `settled`: the wait for the start was
   * decided.
   */
  #commitLogin(
    docs: ClassDocuments,
    tx: Tx,
    login: Login,
    { waitingId, pass, ...plan }: LoginPlan,
  ): JoinResult | "settled" | null {
    const { session, earlyWait, earlierWait, press } = login;
    if (earlyWait && !isWaitUnchanged(docs, earlyWait)) return "settled";
    requireWaitUnchanged(docs, earlierWait);
    const { admission, member } = decideOn(login, docs, tx);
    if (!isAsPlanned(login, { admission, member }, plan)) return null;
    if (admission.kind === "wait") {
      const requested = "member" in admission
        ? { kind: admission.as, member }
        : { kind: admission.as };
      enterWaiting(tx, session, waitingId, {
        name: login.name,
        requested,
        network: login.network,
        networks: this.#waitingRoom.networks,
        known: "known" in admission,
        held: isHeldForTeacher(login.knownBrowser.wait?.record),
        tied: login.knownBrowser.presentIds.length > 0,
        earlierWaitId: earlierWait?.id ?? null,
      });
      const outcome = { waiting: waitingId };
      this.#repeatedJoins.storePass(tx, press, pass, outcome);
      const info = classInfo(docs.session, session);
      return makeWaitingResult(info, waitingId, admission.as, pass.cookies);
    }
    if (admission.kind === "new") {
      const { name, former } = admission;
      const student = { id: member, name, formerly: former };
      const { worryingWords } = this.#parts;
      addStudent(docs, student, { now: tx.now, words: worryingWords });
      this.#parts.onCause(tx, session, [member]);
    } else if (admission.kind === "by-name") {
      joinByName(tx, session, member, admission.member);
    }
    const rejoined = isReturning(admission);
    withdrawWaiting(tx, session, earlierWait?.id ?? null);
    if (earlyWait) settleWaiting(tx, earlyWait, { in: member, rejoined });
    this.#repeatedJoins.storePass(tx, press, pass, { member, rejoined });
    return makeSeatedResult(docs.session, session, member, rejoined, pass);
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

  async #enter(
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

/** A request to join, with what is read before the decision. */
interface Login {
  readonly session: string;
  readonly name: string;
  readonly knownBrowser: KnownBrowser;
  readonly earlyWait?: { id: string; record: WaitingRecord };
  /** The browser's wait, which this request would replace. */
  readonly earlierWait: KnownBrowser["wait"];
  readonly press?: JoinAttempt;
  readonly network: number;
  readonly newMemberId: string;
}

interface PlannedArrival {
  readonly admission: Arrival;
  readonly member: string;
}

interface LoginPlan extends PlannedArrival {
  /** Null: the student does not wait. */
  readonly waitKind: WaitingEntry["kind"] | null;
  readonly waitingId: string;
  readonly pass: CookiePass;
}

function decideOn(
  { name, knownBrowser, earlyWait, newMemberId }: Login,
  docs: ClassDocuments,
  moment: Pick<Tx, "online" | "now">,
): PlannedArrival {
  const admission = decideArrival(
    docs,
    moment,
    name,
    knownBrowser,
    earlyWait?.record,
  );
  const member = admission.kind !== "by-name" && "member" in admission
    ? admission.member
    : newMemberId;
  return { admission, member };
}

/** Whether a decision fits the pass and the documents that were planned. */
function isAsPlanned(
  { press }: Login,
  { admission, member }: PlannedArrival,
  plan: PlannedArrival & Pick<LoginPlan, "waitKind">,
): boolean {
  if (member !== plan.member) return false;
  // The named member determines which documents the decision needs.
  const isOther = admission.kind === "by-name" &&
    (plan.admission.kind !== "by-name" ||
      plan.admission.member !== admission.member);
  if (isOther) return false;
  if (press?.secret && !isSameArrival(admission, plan.admission)) return false;
  return (admission.kind === "wait" ? admission.as : null) === plan.waitKind;
}

const act = defineActsFor<{ roster: Roster }>();

export const rosterActs = [
  act(
    "POST /waiting",
    "teacher",
    ({ app, who, body }) => app.roster.decideAllWaiting(who, body),
    { body: decideAllWaitingBody },
  ),
  act("POST /waiting/:id", "teacher", async ({ app, who, params, body }) => {
    await app.roster.decideWaiting(who, params.id, body.decision);
  }, { body: decideWaitingBody }),
] as const;
