import { documentNames } from "../../classroom/model/documents.ts";
import type { MemberRole } from "../../classroom/model/members.ts";

/** One member in one session, with one of the browser's cookies. */
export interface Seat {
  readonly session: string;
  readonly member: string;
  /** The owner of the member's own document, if not `member`: they joined by name alone (J-2). */
  readonly own?: string;
  readonly role: MemberRole;
  readonly as: "teacher" | "member";
  readonly epoch: string;
}

/** Owner of the caches, by the cookie that opens them. */
export function cacheOwnerOf(seat: Seat): string {
  return seat.as === "teacher" ? "teacher" : seat.own ?? seat.member;
}

export function ownDocumentName(
  { session, member, own = member }: Seat,
): string {
  return documentNames.member(session, own);
}
