/**
 * Finds the identity behind cookies (ACCESS-4). After removal or the end of the class a cookie still identifies its
 * member, so that the access table can answer `removed` or `ended` instead of `not-found` (ACCESS-5).
 */
import type { Accounts, Teacher } from "./accounts/accounts.ts";
import {
  kvKeys,
  type MergedInto,
  readSessionRecord,
  type SessionRecord,
  type StaffSeat,
} from "./storage/kv_keys.ts";
import type { Identity } from "./model/members.ts";
import { dayMs } from "../formats/times.ts";
import { hashToken, type Tokens } from "./tokens.ts";
import type { Kv } from "../sync/kv/kv.ts";

export type MemberTokenSubject = { session: string; member: string };

/** Finds a teacher's seat, or creates an invited moderator's; null: none. */
type SeatOf = (
  session: string,
  teacher: Teacher,
) => Promise<StaffSeat | null>;

/** The lifetime of a member's cookie after the session, in ms. */
export const memberCookieGraceMs = dayMs;

export interface CookieTokens {
  teacher?: string;
  member?: string;
}

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
   * The identity in `role`; without it the teacher's (owner, moderator or observer), or else the member's.
   * Null: the cookies give none.
   */
  async identify(
    session: string,
    cookies: CookieTokens,
    role?: "teacher" | "member",
  ): Promise<Identity | null> {
    const teacher = role === "member"
      ? null
      : await this.#teacher(session, cookies.teacher);
    if (teacher || role === "teacher") return teacher;
    return await this.findMember(session, cookies.member);
  }

  async findOwner(
    session: string,
    teacher: string,
    knownRecord?: SessionRecord | null,
  ): Promise<Identity | null> {
    const record = knownRecord ?? await readSessionRecord(this.#kv, session);
    if (record?.owner !== teacher) return null;
    const { member } = record;
    return { role: "teacher", session, member, teacher, owner: true };
  }

  /**
   * Finds an owner, moderator or observer, even after access has ended.
   * @param knownRecord the session's record, if already read
   */
  async findStaff(
    session: string,
    teacher: Teacher,
    knownRecord?: SessionRecord | null,
  ): Promise<Identity | null> {
    const owner = await this.findOwner(session, teacher.id, knownRecord);
    if (owner) return owner;
    const seat = await this.#seat(session, teacher);
    if (!seat) return null;
    const { role, member } = seat;
    return { role, session, member, teacher: teacher.id };
  }

  /** Also finds a removed member and, for {@link memberCookieGraceMs}, one of a class that is over. */
  async findMember(
    session: string,
    token: string | undefined,
  ): Promise<Identity | null> {
    const subject = await this.#tokens.find<MemberTokenSubject>(
      "member",
      token,
    );
    if (subject?.session !== session) return null;
    const { member: cookieMember } = subject;
    const [{ value: record }, { value: merged }] = await this.#kv.getMany<
      [SessionRecord, MergedInto]
    >([kvKeys.session(session), kvKeys.merged(session, cookieMember)]);
    if (!record) return null;
    // A version before 0.20 has removed the member.
    if (merged && typeof merged === "object" && "refused" in merged) {
      return null;
    }
    const over = record.state === "ended" &&
      this.#clock() > record.endsAt + memberCookieGraceMs;
    if (over) return null;
    const member = merged === null
      ? cookieMember
      : await this.readPerson(session, cookieMember);
    const seatMember = cookieMember === member
      ? member
      : await this.readSeat(session, cookieMember);
    return {
      role: "student",
      session,
      member,
      ...(cookieMember !== member && { by: cookieMember }),
      ...(seatMember !== member && { own: seatMember }),
    };
  }

  /** Like `findPerson`, from storage instead of the document. */
  async readPerson(session: string, member: string): Promise<string> {
    return await this.#follow(session, member, true);
  }

  /** Like `findSeat`, from storage instead of the document. */
  async readSeat(session: string, member: string): Promise<string> {
    return await this.#follow(session, member, false);
  }

  async #follow(
    session: string,
    member: string,
    shouldFollowNames: boolean,
  ): Promise<string> {
    let id = member;
    for (let step = 0; step < 100; step++) {
      const key = kvKeys.merged(session, id);
      const merged = (await this.#kv.get<MergedInto>(key)).value;
      if (merged === null) break;
      if (typeof merged === "string") id = merged;
      else if (shouldFollowNames) id = merged.into;
      else break;
    }
    return id;
  }

  /** Whether any cookie is valid; without one, no WebSocket is opened. */
  async hasValidCookie(cookies: ReadonlyMap<string, string>): Promise<boolean> {
    if (await this.#accounts.findByToken(cookies.get("teacher"))) return true;
    for (const [session, token] of readSessionCookies("member", cookies)) {
      if (await this.findMember(session, token)) return true;
    }
    return false;
  }

  async #teacher(session: string, token?: string): Promise<Identity | null> {
    const teacher = await this.#accounts.findByToken(token);
    const who = teacher && await this.findStaff(session, teacher);
    return who && { ...who, signIn: hashToken(token ?? "") };
  }
}

/** Cookies of this kind by session; only the last fifty, which bounds the cost of a request. */
export function readSessionCookies(
  kind: "member" | "waiting",
  cookies: ReadonlyMap<string, string>,
): [session: string, token: string][] {
  return [...cookies].flatMap(([name, token]) => {
    const match = /^([a-z]+)_([1-9A-HJ-NP-Za-km-z]{16})$/.exec(name);
    return match?.[1] === kind ? [[match[2], token] as [string, string]] : [];
  }).slice(-50);
}
