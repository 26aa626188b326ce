/**
 * Decides who may read or write which document, by one table of roles (ACCESS-1, ACCESS-3). A document that a member
 * could never open is missing (4404), one that the member has lost forbidden (4403; ACCESS-5).
 */
import type { Access, Denial, Documents } from "../sync/authority.ts";
import type { Identity, Member } from "./model/members.ts";
import type { DocumentAddress } from "./model/layout.ts";
import type { RefusalKind } from "./model/refusals.ts";
import type { SessionState } from "./model/session.ts";

export interface AccessFacts {
  state: SessionState;
  member: Member | undefined;
  /** The person whom the cookie's member is an alias of (J-7); default: the cookie's member. */
  person?: string;
  /** The member whose own document and conversations the cookie's member may open (J-2); default: its own. */
  seat?: string;
  /** Rooms of the class, archived ones included. */
  rooms: { has(room: string): boolean };
  /** Whether the teacher reads the students' conversations (ACCESS-2). */
  isCollected: boolean;
  /** The seat of the owner of the requested conversation, notes to staff or board; absent: it is no student's. */
  owner?: string;
  page?: PageAccessFacts;
  /** The requested document is a board of a resource that is shared. */
  isBoard?: boolean;
  /** The requested copy of a board is shown to the class and to this member. */
  isShown?: boolean;
  /** The breakout rooms that the seat has left. */
  former: readonly string[];
}

export interface PageAccessFacts {
  isCurrent: boolean;
  /** True if the resource is not taken back from the class. */
  isShared: boolean;
  isLocked: boolean;
  /** The page is for the whole class, or of the member or the member's group. */
  isTheirs: boolean;
  isBroughtBack: boolean;
  /** True if the page is of a group that the member has left. */
  wasTheirs: boolean;
}

/** The same for a missing document and one that the member never had access to. */
export interface ClassDenial extends Denial {
  readonly reason: RefusalKind;
}

export type ClassAccess = Exclude<Access, Denial> | ClassDenial;

export interface ClassAuthority {
  access(documents: Documents, who: Identity, document: string): ClassAccess;
}

const notFoundDenial: ClassDenial = { code: 4404, reason: "not-found" };
const notInRoomDenial: ClassDenial = { code: 4403, reason: "not-in-room" };
/** The identity or the page's document has changed, so the client must look it up again. */
const conflictDenial: ClassDenial = { code: 4409, reason: "conflict" };
const removedDenial: ClassDenial = { code: 4403, reason: "removed" };
/** An observer or a moderator whose seat was taken back (S-8, S-9). */
const seatLostDenial: ClassDenial = { code: 4403, reason: "not-allowed" };
const endedDenial: ClassDenial = { code: 4403, reason: "ended" };

/** One role's access to one kind of document, without the checks for removed members and ended classes. */
type AccessRule = (
  document: DocumentAddress,
  who: Identity,
  facts: AccessFacts,
) => ClassAccess | null;

const allowReading: AccessRule = () => "read";
const denyAll: AccessRule = () => null;
const ownDocumentRule: AccessRule = (document, who, { seat = who.member }) =>
  document.kind === "member" && document.member === seat ? "own" : null;

const everyRoomRule: AccessRule = (document, _who, { rooms }) =>
  document.kind === "room" &&
    (document.room === "main" || rooms.has(document.room))
    ? "read"
    : null;

/**
 * Only the owner reads, from any of the owner's devices. An unconfirmed browser and the member whose name it took do
 * not read each other's (ACCESS-6).
 */
const ownedRule: AccessRule = (_document, who, { owner, seat = who.member }) =>
  owner === seat ? "read" : null;
/** All staff read every student's notes (T-1). */
const staffNoteRule: AccessRule = (_document, _who, { owner }) =>
  owner === undefined ? null : "read";

const staffPageRule: AccessRule = (_document, { role }, { page }) => {
  if (!page) return null;
  if (!page.isCurrent) return conflictDenial;
  return role === "teacher" && page.isShared ? "shared" : "read";
};

const boardRule: AccessRule = (_document, _who, { isBoard, owner }) =>
  isBoard && owner !== undefined ? "read" : null;
const shownCopyRule: AccessRule = (_document, _who, { isShown }) =>
  isShown ? "read" : null;

const rulesByRole: Record<
  Identity["role"],
  Record<DocumentAddress["kind"], AccessRule>
> = {
  student: {
    session: allowReading,
    room: (document, _who, { member, former }) => {
      if (document.kind !== "room") return null;
      const { room } = document;
      if (room === "main" || room === member?.room) return "read";
      return former.includes(room) || room === member?.was
        ? notInRoomDenial
        : null;
    },
    member: ownDocumentRule,
    staff: denyAll,
    conversation: ownedRule,
    note: ownedRule,
    page: (_document, _who, { page }) => {
      const isReaders = page?.isShared && page.isBroughtBack;
      if (page?.wasTheirs && !isReaders) return notInRoomDenial;
      if (!page?.isShared || !page.isTheirs && !isReaders) return null;
      if (!page.isCurrent) return conflictDenial;
      return page.isTheirs && !page.isLocked ? "shared" : "read";
    },
    // Classmates do not see each other's drawings (W-5).
    drawing: (document, who, facts) =>
      facts.isBoard ? ownedRule(document, who, facts) : null,
    shown: shownCopyRule,
  },
  // The owner and moderators.
  teacher: {
    session: allowReading,
    room: everyRoomRule,
    member: ownDocumentRule,
    staff: allowReading,
    conversation: (_document, who, { owner, isCollected }) =>
      owner === who.member || (isCollected && owner !== undefined)
        ? "read"
        : null,
    note: staffNoteRule,
    page: staffPageRule,
    drawing: boardRule,
    shown: shownCopyRule,
  },
  // Observers read what the owner reads of the class, and write nothing, not even their own document (S-8).
  observer: {
    session: allowReading,
    room: everyRoomRule,
    member: (document, who) =>
      document.kind === "member" && document.member === who.member
        ? "read"
        : null,
    staff: allowReading,
    conversation: (_document, _who, { owner, isCollected }) =>
      isCollected && owner !== undefined ? "read" : null,
    note: staffNoteRule,
    page: staffPageRule,
    drawing: boardRule,
    shown: shownCopyRule,
  },
};

/**
 * Decides whether a member may read or write a document.
 * @param document null if the name is invalid
 *
 * @example
 * const document = parseDocumentName(`${who.session}/room/main`);
 * const access = decideAccess(who, document, facts);
 */
export function decideAccess(
  who: Identity,
  document: DocumentAddress | null,
  facts: AccessFacts,
): ClassAccess {
  if (!document || document.session !== who.session || !facts.member) {
    return notFoundDenial;
  }
  if ((facts.person ?? who.member) !== who.member) return conflictDenial;
  // An observer became a moderator, or the reverse (S-8, S-9).
  if (facts.member.role !== who.role) return conflictDenial;
  // A teacher confirmed the device: its private data moved to the member's document.
  const isMoved = who.own !== undefined && who.own !== facts.seat;
  if (isMoved && document.kind === "member") return conflictDenial;
  const granted = rulesByRole[who.role][document.kind](document, who, facts);
  if (granted === null) return notFoundDenial;
  if (facts.member.removed) {
    return who.role === "student" ? removedDenial : seatLostDenial;
  }
  if (facts.state !== "ended") return granted;
  if (who.role !== "teacher") return endedDenial;
  // After the end a teacher writes only the own document, where late commands are refused one by one.
  return granted === "shared" ? "read" : granted;
}
