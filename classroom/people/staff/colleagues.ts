/**
 * Who helps in a session (moderators, S-9) and who may look on (observers, S-8): invitations, seats, and the way back
 * out. Those who knock are in `knocks.ts`.
 */
import { z } from "zod";
import { isRefusal, Refusal } from "../../../sync/refusal.ts";
import { refusal } from "../../refuse.ts";
import { emailSchema } from "../../accounts/account_bodies.ts";
import type { Accounts, Teacher } from "../../accounts/accounts.ts";
import { requireNotEnded, requireOwner, requireTeacher } from "../../acting.ts";
import type { Who } from "../../identity.ts";
import { decideOnClass, info } from "../../layout.ts";
import { isId, newId } from "../../schema/ids.ts";
import { iso } from "../../schema/times.ts";
import type { InvitationView, SessionView } from "../../schema/views.ts";
import {
  type Invitation,
  keys,
  type Seat,
  sessionRecord,
} from "../../sessions/session_keys.ts";
import {
  closeTo,
  colleagues,
  invited,
  leaveSeat,
  openTo,
  roleOf,
  takeSeat,
} from "./seats.ts";
import type { Parts } from "../../parts.ts";

/** Body of `PUT` and `DELETE` of `/api/sessions/:s/moderators` and `…/invitations`. */
export const invitationBody = z.strictObject({ email: emailSchema });

/** How many addresses a session can be open to. */
const mostInvited = 50;

interface ColleaguesParts extends Pick<Parts, "kv" | "sync"> {
  accounts: Pick<Accounts, "byEmail">;
}

/** A session in which somebody has a seat, or may take one. */
export interface Helping {
  session: string;
  role: Seat["role"];
}

/** A class of somebody else, in a teacher's list. */
export interface ColleaguesClass
  extends Pick<SessionView, "id" | "name" | "code" | "state" | "startsAt"> {
  role: Seat["role"];
  /** Whose it is. */
  of: string;
}

/** The colleagues in all sessions. */
export class Colleagues {
  readonly #parts: ColleaguesParts;

  constructor(parts: ColleaguesParts) {
    this.#parts = parts;
  }

  /** Somebody's seat, also one that is gone; who is invited as a moderator takes theirs by coming. */
  async seat(session: string, teacher: Teacher): Promise<Seat | null> {
    if (!isId(session)) return null;
    const known = await this.#seatOf(session, teacher.id);
    if (known && !known.gone) return known;
    return await this.arrive(session, teacher, "moderator") ?? known;
  }

  /** Takes the seat that an invitation gives; null where there is none, the plan is missing, or the session is over. */
  async arrive(
    session: string,
    teacher: Teacher,
    ...as: Invitation["as"][]
  ): Promise<Seat | null> {
    const { sync } = this.#parts;
    if (!teacher.plan) return null;
    const value = await this.#invitation(session, teacher.email);
    if (!value || !as.includes(value.as)) return null;
    const former = await this.#seatOf(session, teacher.id);
    const member = former?.member ?? newId();
    return await decideOnClass(sync, session, (docs, tx) => {
      // It may be withdrawn by now.
      const open = invited(docs.staff).get(value.id);
      if (!open || !as.includes(open.as)) return null;
      if (info(docs.session, "state") === "ended") return null;
      return takeSeat(docs, tx, session, teacher, roleOf(open.as), member);
    });
  }

  /** Opens the session to an address; whether it has an account, nobody learns. */
  async invite(who: Who, email: string, as: Invitation["as"]): Promise<void> {
    requireOwner(who);
    const { session } = who;
    const account = await this.#parts.accounts.byEmail(email);
    if (account?.id === who.teacher) throw refusal("own-class");
    const role = roleOf(as);
    const { id = newId() } = await this.#invitation(session, email) ?? {};
    await decideOnClass(this.#parts.sync, who, (docs, tx) => {
      requireNotEnded(docs.session);
      const all = invited(docs.staff);
      const isNew = !all.has(id);
      if (isNew && all.size >= mostInvited) {
        throw refusal("invitations-full", { most: mostInvited });
      }
      openTo(docs, tx, session, email, { id, as });
      const other = role === "teacher" ? "observer" : "teacher";
      const seated = account && colleagues(docs.staff, other).get(account.id);
      // Their sockets stand for what they were, and close with the commit (A1).
      if (seated) takeSeat(docs, tx, session, account, role, seated.member);
    });
  }

  /** Takes an invitation back, and the seat that it gave, at once. */
  async withdraw(who: Who, email: string, as: Invitation["as"]): Promise<void> {
    requireOwner(who);
    const { session } = who;
    const account = await this.#parts.accounts.byEmail(email);
    const open = await this.#invitation(session, email);
    await decideOnClass(this.#parts.sync, who, (docs, tx) => {
      closeTo(docs, tx, session, email, open && { id: open.id, as });
      if (!account) return;
      leaveSeat(docs, tx, session, account.id, { role: roleOf(as), email });
    });
  }

  /** To whom the session is open, for its owner. */
  async invitations(who: Who): Promise<InvitationView[]> {
    requireOwner(who);
    const all: InvitationView[] = [];
    const prefix = keys.invited(who.session);
    for await (
      const { key, value } of this.#parts.kv.list<Invitation>({ prefix })
    ) {
      const { as, at } = value;
      all.push({ email: String(key[2]), as, at: iso(at) });
    }
    return all;
  }

  /**
   * Ends that somebody looks on: by the owner or a moderator, for good; or by who looks on, who may come again where
   * they are invited. Their sockets close with the commit (A1).
   */
  async stopObserving(who: Who, teacher: string): Promise<void> {
    if (!isId(teacher)) throw new Refusal("not-found");
    const isOwn = who.teacher === teacher;
    if (!isOwn) requireTeacher(who);
    const seat = await this.#seatOf(who.session, teacher);
    if (!seat || seat.role !== "observer") throw new Refusal("not-found");
    await this.#leave(who, teacher, seat, isOwn);
  }

  /** Gives up all seats of an account that is deleted, and the invitations that gave them. */
  async forget(teacher: string): Promise<void> {
    const { kv } = this.#parts;
    for await (const { key } of kv.list({ prefix: keys.helps(teacher) })) {
      const session = String(key[2]);
      const seat = await this.#seatOf(session, teacher);
      if (seat) {
        await this.#leave(session, teacher, seat).catch((thrown) => {
          // The session is gone as well.
          if (!isRefusal(thrown) || thrown.kind !== "not-found") throw thrown;
        });
      }
      await kv.delete(keys.seat(session, teacher));
      await kv.delete(key);
    }
  }

  /** The sessions of others in which a teacher has a seat, or is invited to help. */
  async helping(teacher: Teacher): Promise<Helping[]> {
    const { kv } = this.#parts;
    const found = new Map<string, Helping["role"]>();
    for await (const { key } of kv.list({ prefix: keys.helps(teacher.id) })) {
      const session = String(key[2]);
      const seat = await this.#seatOf(session, teacher.id);
      if (seat && !seat.gone) found.set(session, seat.role);
    }
    const prefix = keys.invitedTo(teacher.email);
    for await (const { key } of kv.list({ prefix })) {
      const session = String(key[2]);
      const { value } = await kv.get<Invitation>(
        keys.invited(session, teacher.email),
      );
      if (value?.as !== "moderator" || found.has(session)) continue;
      const record = await sessionRecord(kv, session);
      if (record && record.state !== "ended") found.set(session, "teacher");
    }
    return [...found].map(([session, role]) => ({ session, role }));
  }

  /** The running classes of others in which a teacher helps. */
  async helpsNow(teacher: Teacher): Promise<string[]> {
    const all = (await this.helping(teacher))
      .filter(({ role }) => role === "teacher");
    const records = await Promise.all(
      all.map(({ session }) => sessionRecord(this.#parts.kv, session)),
    );
    return records.flatMap((record) =>
      record && record.state !== "ended" ? [record.id] : []
    );
  }

  /** The classes of others for a teacher's list: what runs first, then the newest; who looks on has it until it ends. */
  async classes(teacher: Teacher): Promise<ColleaguesClass[]> {
    const { kv } = this.#parts;
    const all = await this.helping(teacher);
    const found = await Promise.all(all.map(async ({ session, role }) => {
      const record = await sessionRecord(kv, session);
      if (!record) return [];
      const { id, name, code, state, startsAt, owner } = record;
      if (state === "ended" && role === "observer") return [];
      const { value } = await kv.get<{ name: string }>(keys.account(owner));
      const of = value?.name ?? "";
      return [{ id, name, code, state, startsAt: iso(startsAt), role, of }];
    }));
    const rank = ({ state }: ColleaguesClass) => state === "ended" ? 1 : 0;
    return found.flat().sort((a, b) =>
      rank(a) - rank(b) || Date.parse(b.startsAt) - Date.parse(a.startsAt)
    );
  }

  async #leave(
    by: Who | string,
    teacher: string,
    seat: Seat,
    mayComeAgain = false,
  ): Promise<void> {
    const session = typeof by === "string" ? by : by.session;
    const open = mayComeAgain
      ? null
      : await this.#invitation(session, seat.email);
    await decideOnClass(this.#parts.sync, by, (docs, tx) => {
      leaveSeat(docs, tx, session, teacher, seat);
      const as = seat.role === "observer" ? "observer" : "moderator";
      closeTo(docs, tx, session, seat.email, open && { id: open.id, as });
    });
  }

  async #invitation(session: string, email: string) {
    const key = keys.invited(session, email);
    return (await this.#parts.kv.get<Invitation>(key)).value;
  }

  async #seatOf(session: string, teacher: string): Promise<Seat | null> {
    return (await this.#parts.kv.get<Seat>(keys.seat(session, teacher))).value;
  }
}
