/**
 * Identities: who the holder of cookies is in a session (A4). An old cookie still tells who it was, so that the access
 * table can say `removed` or `ended` instead of `not-found` (A5).
 */
import type { Accounts, Teacher } from "./accounts/accounts.ts";
import {
  keys,
  type MergedInto,
  type SessionRecord,
  sessionRecord,
  type StaffSeat,
} from "./storage/session_keys.ts";
import type { Who } from "./model/who.ts";
import { tokenName, type Tokens } from "./tokens.ts";
import type { Kv } from "../sync/kv/kv.ts";

/** The subject of a member's token. */
export type MemberSubject = { session: string; member: string };

/** The seat of somebody in a session that is not theirs; made where they are invited as a moderator. Null: none. */
type SeatOf = (
  session: string,
  teacher: Teacher,
) => Promise<StaffSeat | null>;

/** How long a member's cookie outlives the session. */
export const memberCookieOutlives = 24 * 60 * 60 * 1000;

/** The tokens that a request carries for one session. */
export interface HeldTokens {
  teacher?: string;
  member?: string;
}

/** Finds out who holds a cookie. */
export class Identities {
  readonly #kv: Kv;
  readonly #tokens: Tokens;
  readonly #accounts: Accounts;
  readonly #seat: SeatOf;
  readonly #clock: () => number;

  constructor(
    kv: Kv,
    tokens: Tokens,
    accounts: Accounts,
    seat: SeatOf,
    clock: () => number = Date.now,
  ) {
    this.#kv = kv;
    this.#seat = seat;
    this.#tokens = tokens;
    this.#accounts = accounts;
    this.#clock = clock;
  }

  /**
   * The identity behind these tokens in a session: as asked for by `as`, else the teacher where they have it or a seat
   * in it, else the member. Null: nobody in this session.
   */
  async who(
    session: string,
    held: HeldTokens,
    as?: "teacher" | "member",
  ): Promise<Who | null> {
    const teacher = as === "member"
      ? null
      : await this.#teacher(session, held.teacher);
    if (teacher || as === "teacher") return teacher;
    return await this.member(session, held.member);
  }

  /**
   * The identity of a teacher in a session; null: they do not own it.
   *
   * @param known its record, where that was read
   */
  async owner(
    session: string,
    teacher: string,
    known?: SessionRecord | null,
  ): Promise<Who | null> {
    const record = known ?? await sessionRecord(this.#kv, session);
    if (record?.owner !== teacher) return null;
    const { member } = record;
    return { role: "teacher", session, member, teacher, owner: true };
  }

  /**
   * The identity of a teacher in a session: its owner, a moderator, an observer, whether or not they still have access;
   * null: none of these.
   *
   * @param known its record, where that was read
   */
  async staff(
    session: string,
    teacher: Teacher,
    known?: SessionRecord | null,
  ): Promise<Who | null> {
    const owner = await this.owner(session, teacher.id, known);
    if (owner) return owner;
    const seat = await this.#seat(session, teacher);
    if (!seat) return null;
    const { role, member } = seat;
    return { role, session, member, teacher: teacher.id };
  }

  /** The identity behind a member's token in a session, whether or not they still have access. */
  async member(
    session: string,
    token: string | undefined,
  ): Promise<Who | null> {
    const subject = await this.#tokens.find<MemberSubject>("member", token);
    if (subject?.session !== session) return null;
    const { member: by } = subject;
    // In one look: every socket's pupil is asked after again and again.
    const [{ value: record }, { value: merged }] = await this.#kv.getMany<
      [SessionRecord, MergedInto]
    >([keys.session(session), keys.merged(session, by)]);
    if (!record) return null;
    // Put out by a version before 0.20.
    if (merged && typeof merged === "object" && "refused" in merged) {
      return null;
    }
    const over = record.state === "ended" &&
      this.#clock() > record.endsAt + memberCookieOutlives;
    if (over) return null;
    const member = merged === null ? by : await this.person(session, by);
    const own = by === member ? member : await this.seat(session, by);
    return {
      role: "student",
      session,
      member,
      ...(by !== member && { by }),
      ...(own !== member && { own }),
    };
  }

  /** The person that a member is now, as {@link personOf} tells it from the document. */
  async person(session: string, member: string): Promise<string> {
    return await this.#follow(session, member, true);
  }

  /** Where a member keeps what is theirs alone, as {@link seatOf} tells it from the document. */
  async seat(session: string, member: string): Promise<string> {
    return await this.#follow(session, member, false);
  }

  async #follow(
    session: string,
    member: string,
    throughNames: boolean,
  ): Promise<string> {
    let at = member;
    for (let step = 0; step < 100; step++) {
      const key = keys.merged(session, at);
      const merged = (await this.#kv.get<MergedInto>(key)).value;
      if (merged === null) break;
      if (typeof merged === "string") at = merged;
      else if (throughNames) at = merged.into;
      else break;
    }
    return at;
  }

  /**
   * Whether any of these cookies is good for anything: who has one is let through the upgrade and
   * told `not-found` by the socket, who has none is refused before.
   */
  async holdsAny(cookies: ReadonlyMap<string, string>): Promise<boolean> {
    if (await this.#accounts.byToken(cookies.get("teacher"))) return true;
    for (const [session, token] of sessionCookies("member", cookies)) {
      if (await this.member(session, token)) return true;
    }
    return false;
  }

  async #teacher(session: string, token?: string): Promise<Who | null> {
    const teacher = await this.#accounts.byToken(token);
    const who = teacher && await this.staff(session, teacher);
    return who && { ...who, signIn: tokenName(token ?? "") };
  }
}

/** The cookies of who is in, or waits, by their sessions: the newest fifty, which bounds what a request costs. */
export function sessionCookies(
  kind: "member" | "waiting",
  cookies: ReadonlyMap<string, string>,
): [session: string, token: string][] {
  return [...cookies].flatMap(([name, token]) => {
    const of = /^([a-z]+)_([1-9A-HJ-NP-Za-km-z]{16})$/.exec(name);
    return of?.[1] === kind ? [[of[2], token] as [string, string]] : [];
  }).slice(-50);
}
