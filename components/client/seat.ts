import { documentNames } from "../../classroom/model/documents.ts";
import type { MemberRole } from "../../classroom/model/members.ts";

/** A member in a class, by one of the browser's cookies. */
export interface Seat {
  readonly session: string;
  readonly member: string;
  /** The alias that owns the own document, while this device is unconfirmed (J-2). */
  readonly alias?: string;
  /** What the member is in the class: decides what the page shows. */
  readonly role: MemberRole;
  /**
   * The cookie by which requests and sockets are made, as a browser may have both: the account's (`teacher`), also for
   * moderators and observers, or a student's (`member`).
   */
  readonly cookieRole: "teacher" | "member";
  readonly epoch: string;
}

/** The owner of the device's copies: "teacher" or a member, by the cookie with which they were read. */
export function cacheOwnerOf(seat: Seat): string {
  return seat.cookieRole === "teacher" ? "teacher" : seat.alias ?? seat.member;
}

export function ownDocumentName(
  { session, member, alias = member }: Seat,
): string {
  return documentNames.member(session, alias);
}
