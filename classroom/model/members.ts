/** The people of a session: entries of `members`, and the entries of the staff's document about people. */
export type MemberRole = "student" | "teacher" | "observer";

export interface Member {
  name: string;
  role: MemberRole;
  joinedAt: number;
  /** Kept while the rooms are closed. */
  room: string | null;
  removed?: true;
  /** Id of the bulk removal (J-4). The name is then free for others. */
  removedWith?: string;
  /** The group of a removed member, restored on return where it has room. */
  was?: string;
  muted?: true;
  /**
   * The member into whom this one was merged (J-7); `name` is then that member's, and `removed` prevents counting
   * twice.
   */
  mergedInto?: string;
  /** The name before the merge. */
  joinedAs?: string;
  /**
   * Joined by this name alone, which proves nothing (J-2): conversations stay separate until a teacher confirms. See
   * {@link resolveSeat}.
   */
  byName?: true;
}

/** An unconfirmed device may change only what was said since it joined (J-2). `at` in ms. */
export function mayChangeContent(
  device: Pick<Member, "byName" | "joinedAt"> | undefined,
  at: number,
): boolean {
  return !device?.byName || at >= device.joinedAt;
}

/** Whether a member's name is reserved: false only after a bulk removal (J-4). */
export function isNameReserved(
  entryOf: (member: string) => Member | undefined,
  member: string,
): boolean {
  return entryOf(resolvePerson(entryOf, member))?.removedWith === undefined;
}

/** Follows merges (J-7). */
export function resolvePerson(
  entryOf: (member: string) => Member | undefined,
  member: string,
): string {
  let person = member;
  // Bounds a cycle in a damaged document.
  for (let step = 0; step < 100; step++) {
    const into = entryOf(person)?.mergedInto;
    if (into === undefined) break;
    person = into;
  }
  return person;
}

/** Like {@link resolvePerson}, but stops at an unconfirmed device. */
export function resolveSeat(
  entryOf: (member: string) => Member | undefined,
  member: string,
): string {
  let seat = member;
  for (let step = 0; step < 100; step++) {
    const entry = entryOf(seat);
    if (entry?.mergedInto === undefined || entry.byName) break;
    seat = entry.mergedInto;
  }
  return seat;
}

/** An entry of `waiting` of `<s>/staff`. */
export type WaitingEntry =
  & {
    name: string;
    at: number;
    /**
     * True if the class knows the name or the browser. Such a request has a place of its own, apart from
     * strangers'.
     */
    known?: true;
    /** Refused by a teacher before the start: only a teacher can let them in. */
    held?: true;
  }
  & (
    | {
      /** `return`: for an unclaimed place in the class before (S-6). */
      kind: "rejoin" | "return";
      /** The member with this name; with `return`, their id in the class before. */
      member: string;
    }
    | { kind: "new" }
    /** Waits for the class to begin (S-7); needs no decision. */
    | { kind: "start" }
    /** A teacher who asks to observe (S-8). The address identifies the account; the name does not. */
    | {
      kind: "observe";
      teacher: string;
      email: string;
      /** A staff name that theirs resembles. */
      like?: string;
      /** The unusual letters of the address. */
      letters?: string;
      unproved?: true;
      isNew?: true;
    }
  );

/** An entry of `moderators` and of `observers` of `<s>/staff`, by account id (S-8, S-9). `at` in ms. */
export interface ColleagueEntry {
  member: string;
  at: number;
}

/**
 * An entry of `cameByName` of `<s>/staff`: an unconfirmed device (J-2), by the id of its own member, which is merged
 * into `member`.
 */
export interface UnconfirmedDevice {
  member: string;
  at: number;
}

/** An entry of `classList` of `<s>/staff` (J-8). */
export interface ClassListEntry {
  name: string;
  order: number;
  /** Assigned on joining, unless groups are automatic. */
  room?: string;
  /** The member who joined under this name; absent: missing. */
  member?: string;
}

/** An entry of `returning` of `<s>/staff` (S-6), by the member's id in the class before. */
export interface ReturningMember {
  name: string;
  room?: string;
  /** Absent: not here yet. */
  member?: string;
}

/** The identity behind a request, in one session (ACCESS-4). */
export interface Identity {
  /** A moderator is a `teacher` with a member id of their own. */
  role: MemberRole;
  session: string;
  member: string;
  /** The member in their cookie, if it was merged into `member` (J-7). */
  by?: string;
  /**
   * The member whose own document they use, if not `member`'s: they joined by that member's name, and the
   * teacher has not confirmed them (J-2).
   */
  own?: string;
  teacher?: string;
  /** They own the session; a `teacher` without it is its moderator (S-9). */
  owner?: true;
  /** Id of their sign-in; when it ends, their sockets close. */
  signIn?: string;
}
