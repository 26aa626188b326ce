/**
 * Finds the identity behind cookies (ACCESS-4). An old cookie still identifies its member, so that the access table can
 * answer `removed` or `ended` instead of `not-found` (ACCESS-5).
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

export type MemberSubject = { session: string; member: string };

/** Creates the seat of an invited moderator. Null: none. */
type SeatOf = (
  session: string,
  teacher: Teacher,
) => Promise<StaffSeat | null>;

/** The lifetime of a member's cookie after the session, in ms. */
export const memberCookieOutlives = 24 * 60 * 60 * 1000;

export interface HeldTokens {
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

  /** The identity that `as` asks for, else the teacher (owner or seat), else the member. */
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

  /** @param known the session's record, if already read */
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
   * Finds an owner, moderator or observer, even after their access ended. @param known the session's record, if
   * already read
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

  /** Also after their access ended. */
  async member(
    session: string,
    token: string | undefined,
  ): Promise<Who | null> {
    const subject = await this.#tokens.find<MemberSubject>("member", token);
    if (subject?.session !== session) return null;
    const { member: by } = subject;
    // One read for both: every student's socket repeats this check.
    const [{ value: record }, { value: merged }] = await this.#kv.getMany<
      [SessionRecord, MergedInto]
    >([keys.session(session), keys.merged(session, by)]);
    if (!record) return null;
    // Removed by a version before 0.20.
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

  /** Like {@link personOf}, from storage instead of the document. */
  async person(session: string, member: string): Promise<string> {
    return await this.#follow(session, member, true);
  }

  /** Like {@link seatOf}, from storage instead of the document. */
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

  /** Whether any cookie is valid: only then is the upgrade to a WebSocket accepted. */
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

/** Only the last fifty cookies count, which bounds the cost of a request. */
export function sessionCookies(
  kind: "member" | "waiting",
  cookies: ReadonlyMap<string, string>,
): [session: string, token: string][] {
  return [...cookies].flatMap(([name, token]) => {
    const of = /^([a-z]+)_([1-9A-HJ-NP-Za-km-z]{16})$/.exec(name);
    return of?.[1] === kind ? [[of[2], token] as [string, string]] : [];
  }).slice(-50);
}
