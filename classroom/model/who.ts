/** Who somebody is in a class (A4). */
import type { Role } from "./members.ts";

/** Somebody in one session. */
export interface Who {
  /** A moderator of the session is a `teacher` in it, with a member id of their own. */
  role: Role;
  session: string;
  /** Their member id in it. */
  member: string;
  /** The member that their cookie names, where that one was merged into `member` (J-7). */
  by?: string;
  /**
   * The member whose own document is theirs, if not `member`'s: they came by that member's name, and the teacher has
   * not let them in yet (J-2).
   */
  own?: string;
  /** The id of the teacher's account. */
  teacher?: string;
  /** The session is theirs; who is a `teacher` without it is its moderator (S-9). */
  owner?: true;
  /** The name of their sign-in: when it becomes void, their sockets close. */
  signIn?: string;
}
