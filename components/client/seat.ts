/** Who sits where in a class: what a page gives its islands. */
import { documents } from "../../classroom/model/documents.ts";
import type { Role } from "../../classroom/model/members.ts";

/** One member, in one session, by one of the browser's cookies. */
export interface Seat {
  readonly session: string;
  readonly member: string;
  /** Whose own document is theirs, where that is not `member`'s: they came by its name alone (J-2). */
  readonly own?: string;
  readonly role: Role;
  readonly as: "teacher" | "member";
  readonly epoch: string;
}

/** Whose caches these are, by the cookie that opens them. */
export function holderOf(seat: Seat): string {
  return seat.as === "teacher" ? "teacher" : seat.own ?? seat.member;
}

/** The name of the document that is theirs alone. */
export function ownDocument({ session, member, own = member }: Seat): string {
  return documents.member(session, own);
}
