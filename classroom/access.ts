/**
 * Who may read or write which document: one table, by role and by facts of the session's document (A1, A3). A document
 * that was never yours does not exist for you (4404); only a document that was taken away from you is forbidden (A5).
 */
import type { Access, Denial } from "../sync/authority.ts";
import type { Who } from "./model/who.ts";
import type { DocumentName } from "./model/layout.ts";
import type { Member } from "./model/members.ts";
import type { SessionState } from "./model/session.ts";

/** What access depends on. */
export interface Facts {
  state: SessionState;
  /** The entry of whoever asks in `members`; undefined: none. */
  member: Member | undefined;
  /** The person whom their cookie's member stands for now (J-7); undefined: the one who asks. */
  person?: string;
  /** The member whose own document and conversations are theirs (J-2); undefined: whoever asks. */
  seat?: string;
  /** The breakout rooms that there are, archived ones too. */
  rooms: { has(room: string): boolean };
  /** Whether the teacher reads the students' conversations (A2). */
  collect: boolean;
  /** Whose the conversation is that is asked for; undefined: there is none, or it is not what is asked for. */
  owner?: string;
  /** The page that is asked for; undefined: there is none, or it is not what is asked for. */
  page?: PageFacts;
  /** The drawing board that is asked for is a student's, of what the class has. */
  isBoard?: boolean;
  /** The copy of a board that is asked for is before the class, and for them. */
  isShown?: boolean;
  /** The breakout rooms that were theirs and are not any more. */
  former: readonly string[];
}

/** What access to a page depends on (W-1 to W-4). */
export interface PageFacts {
  /** It was not begun anew since. */
  isCurrent: boolean;
  /** The class has it: it was not taken back. */
  isShared: boolean;
  isLocked: boolean;
  /** It is the class's, of the group that they are in, or their own. */
  isTheirs: boolean;
  /** It is before the class, and them, to be read (W-3). */
  isBroughtBack: boolean;
  /** It is of a group that they have left. */
  wasTheirs: boolean;
}

/** For a document that was never yours, or does not exist: the two look the same. */
const notThere: Denial = { code: 4404, reason: "not-found" };
const left: Denial = { code: 4403, reason: "not-in-room" };
/** They are another member now: they have to look again who. */
const another: Denial = { code: 4409, reason: "conflict" };
const removed: Denial = { code: 4403, reason: "removed" };
/** An observer or a moderator whose seat was taken back (S-8, S-9). */
const dismissed: Denial = { code: 4403, reason: "not-allowed" };
const ended: Denial = { code: 4403, reason: "ended" };

/** A cell of the table: what somebody has of one kind of document, as long as nothing is in the way. */
type Cell = (
  document: DocumentName,
  who: Who,
  facts: Facts,
) => Exclude<Access, Denial> | Denial | null;

const read: Cell = () => "read";
const none: Cell = () => null;
const ownMember: Cell = (document, who, { seat = who.member }) =>
  document.kind === "member" && document.member === seat ? "own" : null;

const everyRoom: Cell = (document, _who, { rooms }) =>
  document.kind === "room" &&
    (document.room === "main" || rooms.has(document.room))
    ? "read"
    : null;

const staffPage: Cell = (_document, { role }, { page }) => {
  if (!page) return null;
  if (!page.isCurrent) return another;
  return role === "teacher" && page.isShared ? "shared" : "read";
};

const board: Cell = (_document, _who, { isBoard }) => isBoard ? "read" : null;
const shown: Cell = (_document, _who, { isShown }) => isShown ? "read" : null;

const table: Record<Who["role"], Record<DocumentName["kind"], Cell>> = {
  student: {
    session: read,
    room: (document, _who, { member, former }) => {
      if (document.kind !== "room") return null;
      const { room } = document;
      if (room === "main" || room === member?.room) return "read";
      return former.includes(room) || room === member?.was ? left : null;
    },
    member: ownMember,
    staff: none,
    // A name is no proof: somebody who came by a name reads what they have asked since, and nobody else does (J-2).
    conversation: (_document, who, { owner, seat = who.member }) =>
      owner === seat ? "read" : null,
    page: (_document, _who, { page }) => {
      const isReaders = page?.isShared && page.isBroughtBack;
      if (page?.wasTheirs && !isReaders) return left;
      if (!page?.isShared || !page.isTheirs && !isReaders) return null;
      if (!page.isCurrent) return another;
      return page.isTheirs && !page.isLocked ? "shared" : "read";
    },
    // Nobody else's is seen by classmates (W-5).
    drawing: (document, who, facts) =>
      document.kind === "drawing" && document.member === who.member
        ? board(document, who, facts)
        : null,
    shown,
  },
  // The owner, and each of the session's moderators.
  teacher: {
    session: read,
    room: everyRoom,
    member: ownMember,
    staff: read,
    conversation: (_document, who, { owner, collect }) =>
      owner === who.member || (collect && owner !== undefined) ? "read" : null,
    page: staffPage,
    drawing: board,
    shown,
  },
  // S-8: reads what the owner reads, and writes nothing, so that even their own is only read.
  observer: {
    session: read,
    room: everyRoom,
    member: (document, who) =>
      document.kind === "member" && document.member === who.member
        ? "read"
        : null,
    staff: read,
    conversation: (_document, _who, { owner, collect }) =>
      collect && owner !== undefined ? "read" : null,
    page: staffPage,
    drawing: board,
    shown,
  },
};

/** What somebody may do with a document; `document` null: the name names none. */
export function access(
  who: Who,
  document: DocumentName | null,
  facts: Facts,
): Access {
  if (!document || document.session !== who.session || !facts.member) {
    return notThere;
  }
  if ((facts.person ?? who.member) !== who.member) return another;
  // Who looked on helps by now, or the other way round (S-8, S-9).
  if (facts.member.role !== who.role) return another;
  // They were let in: what was theirs alone stands with the rest now.
  const isMoved = who.own !== undefined && who.own !== facts.seat;
  if (isMoved && document.kind === "member") return another;
  const granted = table[who.role][document.kind](document, who, facts);
  if (granted === null) return notThere;
  if (facts.member.removed) return who.role === "student" ? removed : dismissed;
  if (facts.state !== "ended") return granted;
  if (who.role !== "teacher") return ended;
  // Unsent words of a teacher are refused in their own document, so that no word is lost.
  return granted === "shared" ? "read" : granted;
}
