import type { MemberRole } from "./members.ts";

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
