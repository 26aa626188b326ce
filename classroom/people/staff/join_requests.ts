/**
 * **Join Online Class** (S-8): a teacher asks to observe a colleague's class, and sees nothing until **Let observe**
 * is pressed or an invitation exists. A request is an entry in `waiting` of the staff's document.
 */
import { z } from "zod";
import type { Tx } from "../../../sync/authority.ts";
import { nullIfNotFound } from "../../../sync/refusal.ts";
import { nonAsciiLetters } from "../../accounts/account_bodies.ts";
import type { Accounts, Teacher } from "../../accounts/accounts.ts";
import {
  requireNotEnded,
  requireRunning,
  requireTeacherRole,
} from "../../model/permissions.ts";
import type { Identities } from "../../identity.ts";
import type { Identity, WaitingEntry } from "../../model/members.ts";
import {
  type ClassDocuments,
  decideOnClass,
  readSessionDocument,
  sessionInfo,
} from "../../model/layout.ts";
import type { Guesser, GuessLimiter } from "../../limits/guesses.ts";
import { refusal } from "../../model/refuse.ts";
import { newId } from "../../model/ids.ts";
import type { Sessions } from "../../sessions/sessions.ts";
import {
  kvKeys,
  readSeatRecord,
  type WaitingRecord,
} from "../../storage/kv_keys.ts";
import type { Colleagues } from "./colleagues.ts";
import { takeSeat } from "./seats.ts";
import { toShowableName } from "../../model/display_names.ts";
import { members } from "../../model/roots.ts";
import {
  colleaguesOf,
  refusedRequestsOf,
  waitingEntries,
} from "../../model/staff_roots.ts";
import { resemblesTeacherName } from "../names/impersonation.ts";
import { markSeen, readWaitingRecord } from "../waiting_list.ts";
import type { AppServices } from "../../app_services.ts";

export const observeBody = z.strictObject({ code: z.string().max(100) });

/**
 * Maximum number of requests to observe one class. Requests of new accounts are counted apart: where anybody can make
 * an account, new ones must not keep colleagues out.
 */
const maxJoinRequests = 10;
/** A refused teacher may ask again after this time (ms). */
const requestAgainMs = 5 * 60_000;

interface JoinRequestsParts extends Pick<AppServices, "kv" | "sync" | "clock"> {
  sessions: Pick<Sessions, "findByCode">;
  identities: Pick<Identities, "findStaff">;
  accounts: Pick<
    Accounts,
    "isOpenToAnyone" | "isNewAccount" | "canProveAddresses"
  >;
  guesses: GuessLimiter;
  colleagues: Colleagues;
}

export type JoinRequestStatus =
  | { kind: "in"; session: string }
  | { kind: "waiting"; session: string; waiting: string };

export class JoinRequests {
  readonly #parts: JoinRequestsParts;

  constructor(parts: JoinRequestsParts) {
    this.#parts = parts;
  }

  /** Lets the teacher in if invited, else makes a request. Counts as a try of the code (S-2). */
  async requestJoin(
    teacher: Teacher,
    { code }: z.output<typeof observeBody>,
    from: Guesser,
  ): Promise<JoinRequestStatus> {
    const { colleagues, guesses, identities, sessions, sync } = this.#parts;
    if (!teacher.plan) throw refusal("plan-needed");
    const session = await guesses.guess(
      from,
      code.trim(),
      () => sessions.findByCode(code),
    );
    if (session === null) throw refusal("no-such-code");
    const who = await identities.findStaff(session, teacher);
    if (who?.owner) throw refusal("own-class");
    if (await this.#isStaff(session, teacher)) return { kind: "in", session };
    if (
      await colleagues.takeInvitedSeat(
        session,
        teacher,
        "observer",
        "moderator",
      )
    ) {
      return { kind: "in", session };
    }
    const newMemberId = newId();
    const comer = await this.#requestingTeacher(teacher);
    const waiting = await decideOnClass(
      sync,
      session,
      (docs, tx) => addJoinRequest(docs, tx, session, comer, newMemberId),
    );
    await this.#requireAccount(teacher);
    return { kind: "waiting", session, waiting };
  }

  /** The status of a request to observe, which each call keeps alive; null: the id is of another kind of request. */
  async status(
    teacher: Teacher | null,
    id: string,
  ): Promise<JoinRequestStatus | null> {
    const { clock, kv, sync } = this.#parts;
    const record = await readWaitingRecord(kv, id);
    if (record?.kind !== "observe") return null;
    if (!teacher || record.teacher !== teacher.id) {
      throw refusal("not-found");
    }
    const { session, outcome } = record;
    if (await this.#isStaff(session, teacher)) {
      await readSessionDocument(sync, session, requireNotEnded);
      return { kind: "in", session };
    }
    if (outcome && "refused" in outcome) throw refusal("not-let-observe");
    // The teacher was let in, but the seat is gone.
    if (outcome && "in" in outcome) throw refusal("seat-gone");
    await markSeen(kv, clock(), id);
    const comer = await this.#requestingTeacher(teacher);
    await decideOnClass(sync, session, (docs, tx) => {
      if (waitingEntries(docs.staff).has(id)) {
        requireRunning(docs.session, tx.now);
      } // Their page was closed.
      else addJoinRequest(docs, tx, session, comer, id);
    });
    await this.#requireAccount(teacher);
    return { kind: "waiting", session, waiting: id };
  }

  /** A teacher's decision on a request to observe. False: this class has no request to observe with this id. */
  async decide(
    who: Identity,
    id: string,
    decision: "let-in" | "make-new" | "refuse",
  ): Promise<boolean> {
    requireTeacherRole(who);
    const { kv, sync } = this.#parts;
    const { session } = who;
    const record = await readWaitingRecord(kv, id);
    const teacher = record?.teacher;
    if (record?.kind !== "observe" || record.session !== session) return false;
    if (teacher === undefined || decision === "make-new") {
      throw refusal("malformed");
    }
    const account = await kv.get<{ name: string; email: string }>(
      kvKeys.account(teacher),
    );
    const former = await readSeatRecord(kv, session, teacher);
    const member = former?.member ?? newId();
    await decideOnClass(sync, who, (docs, tx) => {
      requireNotEnded(docs.session);
      const list = waitingEntries(docs.staff);
      if (!list.has(id)) throw refusal("settled-already");
      list.delete(id);
      const isLetIn = decision === "let-in" && account.value !== null;
      const outcome: WaitingRecord["outcome"] = isLetIn
        ? { in: member, rejoined: false }
        : { refused: "not-allowed" };
      // A moderator keeps the seat.
      if (isLetIn && !colleaguesOf(docs.staff, "teacher").has(teacher)) {
        const { name, email } = account.value!;
        const comer = { id: teacher, name, email };
        takeSeat(docs, tx, session, comer, "observer", member);
      } else if (!isLetIn) {
        refusedRequestsOf(docs.staff).set(teacher, tx.now);
      }
      tx.addFact({ key: kvKeys.waiting(id), value: { ...record, outcome } });
    });
    if (!await this.#parts.colleagues.keepIfAccountExists(teacher)) {
      await this.forgetTeacher(teacher);
    }
    return true;
  }

  async #requestingTeacher(
    { unproved, ...teacher }: Teacher,
  ): Promise<RequestingTeacher> {
    const { accounts, clock } = this.#parts;
    const isAnybody = accounts.isOpenToAnyone &&
      (unproved || !accounts.canProveAddresses);
    return {
      ...teacher,
      ...(isAnybody && { unproved: true }),
      ...(await accounts.isNewAccount(teacher.id, clock()) && { isNew: true }),
    };
  }

  /** Deletes all requests of a deleted account, as they contain name and address (O-3). */
  async forgetTeacher(teacher: string): Promise<void> {
    const { kv, sync } = this.#parts;
    const entries = kv.list<WaitingRecord>({ prefix: kvKeys.waiting() });
    for await (const { key, value } of entries) {
      if (value.kind !== "observe" || value.teacher !== teacher) continue;
      const id = String(key[1]);
      const { session } = value;
      await nullIfNotFound(() =>
        decideOnClass(sync, session, ({ staff }, tx) => {
          waitingEntries(staff).delete(id);
          refusedRequestsOf(staff).delete(teacher);
          tx.addFact({ key: kvKeys.waiting(id), delete: true });
        })
      );
      await kv.atomic().delete(key).delete(kvKeys.waitingSeen(id))
        .delete(kvKeys.waitingOf(session, id)).commit();
    }
  }

  /** Deletes the requests of a deleted account and refuses with `not-signed-in`. */
  async #requireAccount({ id }: Teacher): Promise<void> {
    const account = await this.#parts.kv.get(kvKeys.account(id));
    if (account.value !== null) return;
    await this.forgetTeacher(id);
    throw refusal("not-signed-in");
  }

  async #isStaff(session: string, teacher: Teacher): Promise<boolean> {
    const seat = await readSeatRecord(this.#parts.kv, session, teacher.id);
    return seat !== null && !seat.gone;
  }
}

type RequestingTeacher = Teacher & Pick<JoinRequest, "unproved" | "isNew">;
type JoinRequest = Extract<WaitingEntry, { kind: "observe" }>;

/** Adds a request to observe. Returns its id, or that of the teacher's open request. */
function addJoinRequest(
  { session, staff }: ClassDocuments,
  tx: Tx,
  s: string,
  { id: teacher, name: accountName, email, unproved, isNew }: RequestingTeacher,
  id: string,
): string {
  if (sessionInfo(session, "state") === "scheduled") {
    throw refusal("not-started");
  }
  requireRunning(session, tx.now);
  const refusedAt = refusedRequestsOf(staff).get(teacher) ?? -Infinity;
  if (tx.now - refusedAt < requestAgainMs) throw refusal("not-let-observe");
  const joinRequests = [...waitingEntries(staff)]
    .filter((it): it is [string, JoinRequest] => it[1].kind === "observe");
  const earlierRequest = joinRequests.find(([, request]) =>
    request.teacher === teacher
  );
  if (earlierRequest) return earlierRequest[0];
  const alike = joinRequests.filter(([, request]) => request.isNew === isNew);
  if (alike.length >= maxJoinRequests) {
    throw refusal("waiting-crowded", {}, { retryAfter: 10 });
  }
  const name = toShowableName(accountName);
  const letters = nonAsciiLetters(email);
  const like = [...members(session).values()].find((member) =>
    member.role !== "student" && !member.removed &&
    resemblesTeacherName(name, member.name)
  )?.name;
  const entry: JoinRequest = {
    kind: "observe",
    teacher,
    name,
    email,
    at: tx.now,
    ...(like !== undefined && { like }),
    ...(letters && { letters }),
    ...(unproved && { unproved }),
    ...(isNew && { isNew }),
  };
  waitingEntries(staff).set(id, entry);
  const record: WaitingRecord = { session: s, ...entry };
  tx.addFact({ key: kvKeys.waiting(id), value: record });
  // The deletion of the session finds it by this key.
  tx.addFact({ key: kvKeys.waitingOf(s, id), value: "" });
  return id;
}
