export type MemberRole = "student" | "teacher" | "observer";

export interface Member {
  name: string;
  role: MemberRole;
  joinedAt: number;
  /** The student's group, kept while the groups are closed; null: none. */
  room: string | null;
  removed?: true;
  /** Id of the bulk removal (J-4), which frees the name for others. */
  removedWith?: string;
  /** The group before removal, restored on return if it has room. */
  was?: string;
  muted?: true;
  /**
   * The member whose alias this one is (J-7). `name` is then that member's, and `removed` keeps the student from
   * counting twice.
   */
  mergedInto?: string;
  /** The name under which an alias joined. */
  joinedAs?: string;
  /** An unconfirmed browser (J-2): what it writes is its own until a teacher confirms it (ACCESS-6). */
  byName?: true;
}

/** Whether a member's name is reserved: false only after a bulk removal (J-4). */
export function isNameReserved(
  entryOf: (member: string) => Member | undefined,
  member: string,
): boolean {
  return entryOf(resolvePerson(entryOf, member))?.removedWith === undefined;
}

/** The person whose alias a member is, or the member itself (J-7). */
export function resolvePerson(
  entryOf: (member: string) => Member | undefined,
  member: string,
): string {
  return followAlias(entryOf, member, false);
}

/** Like {@link resolvePerson}, but stops at an unconfirmed device. */
export function resolveSeat(
  entryOf: (member: string) => Member | undefined,
  member: string,
): string {
  return followAlias(entryOf, member, true);
}

function followAlias(
  entryOf: (member: string) => Member | undefined,
  member: string,
  isSeat: boolean,
): string {
  let id = member;
  // The bound ends a cycle in a damaged document.
  for (let step = 0; step < 100; step++) {
    const entry = entryOf(id);
    if (entry?.mergedInto === undefined || isSeat && entry.byName) break;
    id = entry.mergedInto;
  }
  return id;
}

/** An entry of `waiting` of `<s>/staff`. */
export type WaitingEntry =
  & {
    name: string;
    at: number;
    /** The class list has the name, or the repeated class name and browser. Unknown students cannot take this place. */
    known?: true;
    /** A teacher refused the request before the start, so that only a teacher can let the student in. */
    held?: true;
    /** The page has asked for its status, so its browser keeps the cookie. */
    asked?: true;
    /** The browser had another member in this class. */
    tied?: true;
  }
  & (
    | {
      /** `rejoin`: for the name of a member; `return`: for an unclaimed name of the repeated class (S-6). */
      kind: "rejoin" | "return";
      /** The member with this name; for `return`, the id in the repeated class. */
      member: string;
    }
    | { kind: "new" }
    /** Waits for the class to begin (S-7); needs no decision. */
    | { kind: "start" }
    /** A teacher who asks to observe (S-8). `email` identifies the account; the name does not. */
    | {
      kind: "observe";
      teacher: string;
      email: string;
      /** The name of staff that the requester's name resembles. */
      like?: string;
      /** Letters of the address outside ASCII. */
      letters?: string;
      unproved?: true;
      isNew?: true;
    }
  );

/** An entry of `invited` of `<s>/staff`, by the invitation's id. `at` in ms. */
export interface StoredInvitation {
  as: "moderator" | "observer";
  at: number;
}

/** An entry of `moderators` and of `observers` of `<s>/staff`, by account id (S-8, S-9). `at` in ms. */
export interface ColleagueEntry {
  member: string;
  at: number;
}

/**
 * An entry of `cameByName` of `<s>/staff`: an unconfirmed device (J-2), by the id of its own member, which is an alias
 * of `member`.
 */
export interface UnconfirmedDevice {
  member: string;
  at: number;
}

/** An entry of `classList` of `<s>/staff` (J-8). */
export interface ClassListEntry {
  name: string;
  order: number;
  /** The group assigned on joining, unless groups are automatic. */
  room?: string;
  /** The member who joined under this name; absent: missing. */
  member?: string;
}

/** An entry of `returning` of `<s>/staff` (S-6), by the student's id in the repeated class. */
export interface ReturningMember {
  name: string;
  room?: string;
  /** The id in this class; absent: not here yet. */
  member?: string;
}

/** The identity behind a request, in one session (ACCESS-4). */
export interface Identity {
  /** A moderator is a `teacher` with a member id of their own. */
  role: MemberRole;
  session: string;
  member: string;
  /** The member in the cookie, if it is an alias of `member` (J-7). */
  by?: string;
  /** The alias whose own document an unconfirmed browser uses (J-2); absent: that of `member`. */
  own?: string;
  teacher?: string;
  /** The owner of the session; a `teacher` without this is a moderator (S-9). */
  owner?: true;
  /** Id of the teacher's sign-in, at whose end the sockets close. */
  signIn?: string;
}
