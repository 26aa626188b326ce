/**
 * Moderators (S-9) and observers (S-8) of a session: invitations and seats. Requests to observe are in
 * `join_requests.ts`.
 */
import { z } from "zod";
import { nullIfNotFound } from "../../../sync/refusal.ts";
import { refusal } from "../../model/refuse.ts";
import { emailSchema } from "../../accounts/account_bodies.ts";
import type { Accounts, Teacher } from "../../accounts/accounts.ts";
import {
  requireNotEnded,
  requireOwnerRole,
  requireTeacherRole,
} from "../../model/permissions.ts";
import type { Identity } from "../../model/members.ts";
import {
  decideOnClass,
  readClassDocuments,
  sessionInfo,
} from "../../model/layout.ts";
import { isId, newId } from "../../model/ids.ts";
import { toIsoString } from "../../../formats/times.ts";
import {
  type InvitationView,
  invitationViewSchema,
  type SessionView,
} from "../../model/views.ts";
import {
  colleaguesOf,
  invitationsOf,
  refusedRequestsOf,
} from "../../model/staff_roots.ts";
import {
  type Invitation,
  kvKeys,
  readSeatRecord,
  type SessionRecord,
  type StaffSeat,
} from "../../storage/kv_keys.ts";
import {
  addInvitation,
  leaveSeat,
  removeInvitation,
  roleOf,
  takeSeat,
} from "./seats.ts";
import type { AppServices } from "../../app_services.ts";
import { readValues } from "../../storage/read_all.ts";
import { type ActRequest, defineActsFor } from "../../define_act.ts";
import type { Mails } from "../../accounts/mail/mails.ts";
import type { KvKey } from "../../../sync/kv/kv.ts";

export const invitationBody = z.strictObject({ email: emailSchema });

const maxInvited = 50;

interface ColleaguesParts extends Pick<AppServices, "kv" | "sync"> {
  accounts: Pick<Accounts, "findByEmail">;
}

/** A class of another teacher, in a teacher's list. */
export interface ColleagueClass
  extends Pick<SessionView, "id" | "name" | "code" | "state" | "startsAt"> {
  role: StaffSeat["role"];
  /** Invited to observe, but has not come yet; the code then lets the teacher in (S-8). */
  invited?: true;
  /** The owner's name. */
  of: string;
}

export class Colleagues {
  readonly #parts: ColleaguesParts;

  constructor(parts: ColleaguesParts) {
    this.#parts = parts;
  }

  /** A teacher's seat, also a former one; null: none. An invited moderator gets a seat here. */
  async findSeat(session: string, teacher: Teacher): Promise<StaffSeat | null> {
    if (!isId(session)) return null;
    const seat = await readSeatRecord(this.#parts.kv, session, teacher.id);
    if (seat && !seat.gone) return seat;
    return await this.takeInvitedSeat(session, teacher, "moderator") ?? seat;
  }

  /**
   * Takes the seat of an invitation. Null without an invitation, without the Teacher plan (S-10), after the end of the
   * class, or if the address must be proved first (D-2).
   */
  async takeInvitedSeat(
    session: string,
    teacher: Teacher,
    ...invitedRoles: Invitation["as"][]
  ): Promise<StaffSeat | null> {
    const { kv, sync } = this.#parts;
    if (!teacher.plan || teacher.unproved) return null;
    const value = await this.#invitation(session, teacher.email);
    if (!value || !invitedRoles.includes(value.as)) return null;
    const former = await readSeatRecord(kv, session, teacher.id);
    const member = former?.member ?? newId();
    // Another instance may have stored the invitation just now.
    await sync.refresh(session);
    const seat = await decideOnClass(sync, session, (docs, tx) => {
      // The invitation may be withdrawn by now.
      const open = invitationsOf(docs.staff).get(value.id);
      if (!open || !invitedRoles.includes(open.as)) return null;
      if (sessionInfo(docs.session, "state") === "ended") return null;
      return takeSeat(docs, tx, session, teacher, roleOf(open.as), member);
    });
    return seat && await this.keepIfAccountExists(teacher.id) ? seat : null;
  }

  /**
   * Called after a decision that gives a seat. Takes the seat back and returns false if the account was deleted
   * meanwhile (O-3).
   */
  async keepIfAccountExists(teacher: string): Promise<boolean> {
    const account = await this.#parts.kv.get(kvKeys.account(teacher));
    if (account.value !== null) return true;
    await this.forgetTeacher(teacher);
    return false;
  }

  /** Invites an address, without revealing whether it has an account. A colleague's role changes to this. */
  async invite(
    who: Identity,
    email: string,
    invitedRole: Invitation["as"],
  ): Promise<void> {
    requireOwnerRole(who);
    const { session } = who;
    const account = await this.#parts.accounts.findByEmail(email);
    if (account?.id === who.teacher) throw refusal("own-class");
    const role = roleOf(invitedRole);
    const otherRole = role === "teacher" ? "observer" : "teacher";
    const { sync } = this.#parts;
    for (;;) {
      const knownIds = await readClassDocuments(
        sync,
        session,
        ({ staff }) => new Set(invitationsOf(staff).keys()),
      );
      const { id = newId() } = await this.#invitation(session, email) ?? {};
      const isDone = await decideOnClass(sync, who, (docs, tx) => {
        requireNotEnded(docs.session);
        const invitations = invitationsOf(docs.staff);
        // An unknown invitation may be for this address: reads again.
        if (
          [...invitations.keys()].some((it) => it !== id && !knownIds.has(it))
        ) {
          return false;
        }
        if (!invitations.has(id) && invitations.size >= maxInvited) {
          throw refusal("invitations-full", { most: maxInvited });
        }
        addInvitation(docs, tx, session, email, { id, as: invitedRole });
        const seated = account && !account.unproved &&
          colleaguesOf(docs.staff, otherRole).get(account.id);
        // A new role closes the teacher's sockets with the commit (ACCESS-1).
        if (seated) takeSeat(docs, tx, session, account, role, seated.member);
        return true;
      });
      if (isDone && account) await this.keepIfAccountExists(account.id);
      if (isDone) return;
    }
  }

  /** Withdraws an invitation, and takes back the seat that it gave. */
  async withdraw(
    who: Identity,
    email: string,
    invitedRole: Invitation["as"],
  ): Promise<void> {
    requireOwnerRole(who);
    const { session } = who;
    const account = await this.#parts.accounts.findByEmail(email);
    const open = await this.#invitation(session, email);
    await decideOnClass(this.#parts.sync, who, (docs, tx) => {
      removeInvitation(
        docs,
        tx,
        session,
        email,
        open && { id: open.id, as: invitedRole },
      );
      if (!account) return;
      const seat = { role: roleOf(invitedRole), email };
      const isOut = leaveSeat(docs, tx, session, account.id, seat);
      if (isOut) refusedRequestsOf(docs.staff).set(account.id, tx.now);
    });
  }

  async listInvitations(who: Identity): Promise<InvitationView[]> {
    requireOwnerRole(who);
    const views: InvitationView[] = [];
    const prefix = kvKeys.invited(who.session);
    for await (
      const { key, value } of this.#parts.kv.list<Invitation>({ prefix })
    ) {
      const { as, at } = value;
      views.push({ email: String(key[2]), as, at: toIsoString(at) });
    }
    return views;
  }

  /**
   * Ends observing. An observer who leaves keeps an invitation; a removed one loses it, and cannot ask again at once.
   * Sockets close with the commit (ACCESS-1).
   */
  async stopObserving(who: Identity, teacher: string): Promise<void> {
    if (!isId(teacher)) throw refusal("not-found");
    const isOwn = who.teacher === teacher;
    if (!isOwn) requireTeacherRole(who);
    const seat = await readSeatRecord(this.#parts.kv, who.session, teacher);
    if (!seat || seat.role !== "observer") throw refusal("not-found");
    await this.#leave(who, teacher, seat, isOwn);
  }

  /** Gives up all seats and invitations of a deleted account. */
  async forgetTeacher(teacher: string): Promise<void> {
    const { kv } = this.#parts;
    for await (const { key } of kv.list({ prefix: kvKeys.helps(teacher) })) {
      const session = String(key[2]);
      const seat = await readSeatRecord(kv, session, teacher);
      if (seat) {
        await nullIfNotFound(() => this.#leave(session, teacher, seat));
      }
      await kv.delete(kvKeys.seat(session, teacher));
      await kv.delete(kvKeys.helpsNow(teacher, session));
      await kv.delete(key);
    }
  }

  /** Ids of the classes in which a teacher is a moderator, without ended ones. */
  async runningModerated({ id }: Pick<Teacher, "id">): Promise<string[]> {
    const { kv } = this.#parts;
    const sessionIds = await this.#sessions(kvKeys.helpsNow(id));
    const records = await readValues<SessionRecord>(
      kv,
      sessionIds.map((s) => kvKeys.session(s)),
    );
    const runningIds = new Set(
      records.flatMap((it) => it && it.state !== "ended" ? [it.id] : []),
    );
    const endedIds = sessionIds.filter((s) => !runningIds.has(s));
    await Promise.all(endedIds.map((s) => kv.delete(kvKeys.helpsNow(id, s))));
    return [...runningIds];
  }

  /**
   * Classes of other teachers in which this one has a seat or an invitation, the newest first, ended ones last.
   * Observers see a class until it ends.
   */
  async listClasses(
    { id: teacher, email, unproved }: Teacher,
  ): Promise<ColleagueClass[]> {
    const { kv } = this.#parts;
    const [seated, requests] = await Promise.all([
      this.#sessions(kvKeys.helps(teacher)),
      unproved ? [] : this.#sessions(kvKeys.invitedTo(email)),
    ]);
    const [seats, invitations] = await Promise.all([
      readValues<StaffSeat>(kv, seated.map((s) => kvKeys.seat(s, teacher))),
      readValues<Invitation>(kv, requests.map((s) => kvKeys.invited(s, email))),
    ]);
    const roles = new Map<string, StaffSeat["role"] | Invitation["as"]>();
    const invitedIds = new Set<string>();
    for (const [i, s] of requests.entries()) {
      const { as } = invitations[i] ?? {};
      if (!as) continue;
      roles.set(s, as);
      if (as === "observer") invitedIds.add(s);
    }
    for (const [i, s] of seated.entries()) {
      const seat = seats[i];
      if (!seat || seat.gone) continue;
      roles.set(s, seat.role);
      invitedIds.delete(s);
    }
    const records = (await readValues<SessionRecord>(
      kv,
      [...roles.keys()].map((s) => kvKeys.session(s)),
    )).filter((it) => it !== null)
      .filter(({ id, state }) =>
        state !== "ended" || roles.get(id) === "teacher"
      );
    const owners = await readValues<{ name: string }>(
      kv,
      records.map(({ owner }) => kvKeys.account(owner)),
    );
    return records.map((record, i): ColleagueClass => {
      const { id, name, code, state, startsAt } = record;
      const role = roles.get(id) === "observer" ? "observer" : "teacher";
      const ownerName = owners[i]?.name ?? "";
      const begins = toIsoString(startsAt);
      return {
        ...{ id, name, code, state, startsAt: begins, role, of: ownerName },
        ...(invitedIds.has(id) && { invited: true }),
      };
    }).sort((a, b) =>
      Number(a.state === "ended") - Number(b.state === "ended") ||
      Date.parse(b.startsAt) - Date.parse(a.startsAt)
    );
  }

  async #sessions(prefix: KvKey): Promise<string[]> {
    const entries = await Array.fromAsync(this.#parts.kv.list({ prefix }));
    return entries.map(({ key }) => String(key.at(-1)));
  }

  async #leave(
    decider: Identity | string,
    teacher: string,
    seat: StaffSeat,
    mayComeAgain = false,
  ): Promise<void> {
    const session = typeof decider === "string" ? decider : decider.session;
    const open = mayComeAgain
      ? null
      : await this.#invitation(session, seat.email);
    await decideOnClass(this.#parts.sync, decider, (docs, tx) => {
      const isOut = leaveSeat(docs, tx, session, teacher, seat);
      const refusedRequests = refusedRequestsOf(docs.staff);
      // A deleted account leaves no entry; a removed observer cannot ask again at once.
      if (typeof decider === "string") refusedRequests.delete(teacher);
      else if (isOut && !mayComeAgain) refusedRequests.set(teacher, tx.now);
      const invitedRole = seat.role === "observer" ? "observer" : "moderator";
      removeInvitation(
        docs,
        tx,
        session,
        seat.email,
        open && { id: open.id, as: invitedRole },
      );
    });
  }

  async #invitation(session: string, email: string) {
    const key = kvKeys.invited(session, email);
    return (await this.#parts.kv.get<Invitation>(key)).value;
  }
}

type Services = {
  colleagues: Colleagues;
  accounts: Pick<Accounts, "isOpenToAnyone" | "canProveAddresses">;
  /** Null: the server sends no mail. */
  mails: Pick<Mails, "mayInvite" | "sendInvitation"> | null;
};
const act = defineActsFor<Services>();

const openedFields = {
  forAnybody: z.boolean(),
  mailed: z.boolean().describe("invitations are sent by mail"),
};

/** The invitations of one kind, whether unproved addresses suffice, and whether mails are sent. */
async function listOpened(
  app: Services,
  who: Identity,
  invitedRole: Invitation["as"],
) {
  const invitations = await app.colleagues.listInvitations(who);
  const { isOpenToAnyone, canProveAddresses } = app.accounts;
  return {
    invitations: invitations.filter((it) => it.as === invitedRole),
    forAnybody: isOpenToAnyone && !canProveAddresses,
    mailed: app.mails !== null,
  };
}

async function inviteByMail(
  { app: { colleagues, mails }, who, teacher, body: { email }, reader }:
    ActRequest<
      Services,
      "PUT /",
      "owner",
      z.output<typeof invitationBody>,
      unknown
    >,
  invitedRole: Invitation["as"],
): Promise<void> {
  const { session } = who;
  const isMailed = await mails?.mayInvite(teacher, session, email);
  await colleagues.invite(who, email, invitedRole);
  if (isMailed) {
    await mails?.sendInvitation(
      { session, email, as: invitedRole },
      teacher,
      reader,
    );
  }
}

const body = invitationBody;

export const colleagueActs = [
  act("GET /invitations", "owner", async ({ app, who }) => {
    const { invitations, ...settings } = await listOpened(app, who, "observer");
    return { invitations, ...settings };
  }, {
    result: z.object({
      invitations: z.array(invitationViewSchema),
      ...openedFields,
    }),
  }),
  act("PUT /invitations", "owner", (it) => inviteByMail(it, "observer"), {
    body,
  }),
  act(
    "DELETE /invitations",
    "owner",
    ({ app, who, body }) =>
      app.colleagues.withdraw(who, body.email, "observer"),
    { body },
  ),
  act("GET /moderators", "owner", async ({ app, who }) => {
    const { invitations, ...settings } = await listOpened(
      app,
      who,
      "moderator",
    );
    return { moderators: invitations, ...settings };
  }, {
    result: z.object({
      moderators: z.array(invitationViewSchema),
      ...openedFields,
    }),
  }),
  act("PUT /moderators", "owner", (it) => inviteByMail(it, "moderator"), {
    body,
  }),
  act(
    "DELETE /moderators",
    "owner",
    ({ app, who, body }) =>
      app.colleagues.withdraw(who, body.email, "moderator"),
    { body },
  ),
  act("DELETE /observers/:teacher", "observer", async (request) => {
    await request.app.colleagues.stopObserving(
      request.who,
      request.params.teacher,
    );
  }),
] as const;
