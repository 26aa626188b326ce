/**
 * The people of a session: entries of `members`, and what staff know of those who wait, were merged, removed or listed.
 */
/** The role of somebody in a session. */
export type Role = "student" | "teacher" | "observer";

/** An entry of `members` of `<s>/session`. */
export interface Member {
  name: string;
  role: Role;
  joinedAt: number;
  /** The assigned breakout room, also while the rooms are closed. */
  room: string | null;
  removed?: true;
  /** The removal of many at once that they were part of (J-4): others may bear their name from then on. */
  removedWith?: string;
  /** The room that a removed member had, and gets back where it has room when they are allowed back. */
  was?: string;
  muted?: true;
  /**
   * This member and that one are one child (J-7): then `name` is that one's, and `removed` is set, so that nobody is
   * counted twice. Their messages count as that one's; see {@link personOf}.
   */
  mergedInto?: string;
  /** Of a merged one: the name under which they joined. */
  joinedAs?: string;
  /**
   * Of a merged one: a browser that came back by this name alone, which is no proof (J-2). It speaks as the one whose
   * name it is, and has a document and conversations apart until the teacher lets it in; see {@link seatOf}.
   */
  byName?: true;
}

/** Whether a device may change what a member said at a time (ms): an unconfirmed one only what was said since it came (J-2). */
export function mayChangeSaid(
  device: Pick<Member, "byName" | "joinedAt"> | undefined,
  at: number,
): boolean {
  return !device?.byName || at >= device.joinedAt;
}

/** Whether nobody else may bear a member's name: true of all but those who were removed with many (J-4). */
export function keepsName(
  entryOf: (member: string) => Member | undefined,
  member: string,
): boolean {
  return entryOf(personOf(entryOf, member))?.removedWith === undefined;
}

/** The person that a member is now: the one they were merged into (J-7), or they themselves. */
export function personOf(
  entryOf: (member: string) => Member | undefined,
  member: string,
): string {
  let person = member;
  // So often at most: nothing that a document says makes this go on forever.
  for (let step = 0; step < 100; step++) {
    const into = entryOf(person)?.mergedInto;
    if (into === undefined) break;
    person = into;
  }
  return person;
}

/**
 * The member who keeps a member's private things: as {@link personOf}, but somebody who came by a name alone is nobody
 * else yet.
 */
export function seatOf(
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

/** An entry of `waiting` of `<s>/staff`: somebody who asks to be let in. */
export type Waiting =
  & {
    name: string;
    at: number;
    /** Of who is early: the class has their name or their browser, so that they have a place apart from strangers'. */
    known?: true;
    /** They were refused when they were early: they get in by a teacher only. */
    held?: true;
  }
  & (
    | {
      /** `return`: as somebody of the class before who is not here yet (S-6). */
      kind: "rejoin" | "return";
      /** Whose name it is; with `return`, their id in the class before. */
      member: string;
    }
    /** As somebody new, while many are joining (J-9). */
    | { kind: "new" }
    /** For the class to begin (S-7): nobody has to let them in. */
    | { kind: "start" }
    /** A teacher, by their account, who wants to look on (S-8): a name can be anybody's, an address is one account's. */
    | {
      kind: "observe";
      teacher: string;
      email: string;
      /** Of the staff's names the one that theirs reads like. */
      like?: string;
      /** The letters of the address that are none of the plain ones, each once. */
      letters?: string;
      /** Anybody can make an account with any address. */
      unproved?: true;
      /** Theirs is one of the first day of those. */
      isNew?: true;
    }
  );

/** An entry of `moderators` and of `observers` of `<s>/staff`, by the account (S-8, S-9). `at` in ms. */
export interface Colleague {
  member: string;
  at: number;
}

/**
 * An entry of `cameByName` of `<s>/staff`: somebody who is in by a name alone, and not to what was kept under it before
 * (J-2); by the id of their own member, which is merged into `member`.
 */
export interface CameByName {
  member: string;
  at: number;
}

/** An entry of `classList` of `<s>/staff` (J-8), by an id of its own. */
export interface Listed {
  name: string;
  order: number;
  /** The room that they get when they join; by hand only. */
  room?: string;
  /** The member who joined under this name; absent: missing. */
  member?: string;
}

/** An entry of `returning` of `<s>/staff` (S-6), by the member's id in the class before. */
export interface Returning {
  name: string;
  /** The group that is theirs again. */
  room?: string;
  /** The member they are now; absent: not here yet. */
  member?: string;
}
