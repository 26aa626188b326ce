/**
 * **This is Amy** (J-7): makes a member an alias of another. Messages and answers keep their author. {@link
 * separateMember} undoes it.
 */
import type * as Y from "yjs";
import { z } from "zod";
import { receiptsOf } from "../../sync/outbox.ts";
import { moveFlag } from "../groups/help_flags.ts";
import { assignNewcomer, assignRooms } from "../groups/room_assignment.ts";
import { findActiveRoom } from "../model/breakouts_layout.ts";
import { findFreeName } from "../model/display_names.ts";
import { moveCallRemoval } from "../model/call_changes.ts";
import { idSchema } from "../model/field_schemas.ts";
import { newId } from "../model/ids.ts";
import type { ClassDocuments } from "../model/layout.ts";
import type { Member } from "../model/members.ts";
import { findPerson, membersOfSeat } from "../model/persons.ts";
import { refusal } from "../model/refuse.ts";
import { updateOwnSheets } from "../model/resources_layout.ts";
import { voteKey } from "../model/wall_layout.ts";
import {
  conversationsOf,
  members,
  ownHelpRequest,
  ownNoteThreads,
  ownSubmissions,
  ownWallQuestions,
} from "../model/roots.ts";
import {
  conversationsForStaff,
  studentActivities,
  unconfirmedDevices,
  wallQuestionAuthors,
  wallQuestionVoters,
} from "../model/staff_roots.ts";
import { confusableWith } from "./names/confusables.ts";
import { copyNameToMerged, namesOfOthers } from "./names/names_in_use.ts";

export const mergeMemberBody = z.strictObject({ member: idSchema });

/** `own`: the own document of the alias; `others`: those of the members that it is an alias of. */
interface AliasDocuments extends ClassDocuments {
  own: Y.Doc;
  others: readonly Y.Doc[];
}

/** Makes `m` an alias of `into`, or refuses before any change. */
export function mergeMember(
  docs: AliasDocuments,
  m: string,
  into: string,
  now: number,
): void {
  const { session, staff } = docs;
  const before = student(session, m), other = student(session, into);
  if (m === into) throw refusal("merge-with-self");
  if (before.mergedInto || other.mergedInto) {
    throw refusal("merged-already", { name: other.name });
  }
  // Otherwise a removed student could return as the other one.
  for (const { name, removed } of [before, other]) {
    if (removed) throw refusal("removed-not-merged", { name });
  }
  const { room } = before;
  const gives = room !== null && other.room === null &&
    findActiveRoom(session, room) !== undefined;
  const moves = new Map([[m, null], ...gives ? [[into, room] as const] : []]);
  assignRooms({ session, staff }, "merge", moves, now);
  members(session).set(m, {
    name: other.name,
    joinedAs: before.name,
    role: "student",
    joinedAt: before.joinedAt,
    room: null,
    removed: true,
    mergedInto: into,
  });
  if (before.muted && !other.muted) {
    members(session).set(into, { ...student(session, into), muted: true });
  }
  copyNameToMerged(session, into);
  moveCallRemoval(session, m, into);
  joinOwnData(docs, m);
}

/** Gives what the alias `m` has of its own to the members whose alias it is now. */
export function joinOwnData(
  { session, staff, own, others }: AliasDocuments,
  m: string,
): void {
  const into = findPerson(session, m);
  moveFlag({ session, staff }, { id: m, own }, {
    id: into,
    own: others.at(-1)!,
  });
  for (const theirs of others) {
    forSeparableParts(own, theirs, copyMissingEntries);
    copyMissingEntries(ownWallQuestions(own), ownWallQuestions(theirs));
    updateOwnSheets({ session, staff }, theirs, into);
  }
}

/** Makes an alias a member of its own again, under a free name. */
export function separateMember(
  docs: AliasDocuments,
  m: string,
  now: number,
): void {
  const { session, staff, own, others } = docs;
  const entry = student(session, m);
  const { byName, mergedInto: into, name, joinedAs = name, joinedAt } = entry;
  if (into === undefined) throw refusal("no-merge-to-undo");
  const { muted } = student(session, findPerson(session, into));
  const alone: Member = {
    name: joinedAs,
    role: "student",
    joinedAt,
    room: null,
    ...(muted && { muted }),
  };
  members(session).set(m, alone);
  const free = findFreeName(
    joinedAs,
    confusableWith(namesOfOthers(session, m)),
  );
  members(session).set(m, { ...alone, name: free });
  copyNameToMerged(session, m);
  // An unconfirmed browser has copied nothing yet.
  for (const theirs of byName ? [] : others) {
    forSeparableParts(own, theirs, takeEntriesBack);
  }
  // The flag of an alias went to its member; an unconfirmed browser still has its own.
  if (!byName) ownHelpRequest(own).clear();
  const person = findPerson(session, into);
  const partOwnData = (it: Y.Doc, seat: string) => {
    keepOwnQuestions(docs, it, seat);
    updateOwnSheets(docs, it, seat);
  };
  partOwnData(own, m);
  for (const theirs of others) partOwnData(theirs, person);
  forgetAsked(staff, m);
  unconfirmedDevices(staff).delete(m);
  assignNewcomer(docs, "unmerge", m, newId(), now);
}

/** Deletes questions from a seat's own document that it neither asked nor voted for. */
function keepOwnQuestions(
  { session, staff }: ClassDocuments,
  own: Y.Doc,
  seat: string,
): void {
  const ids = membersOfSeat(session, seat);
  for (const id of [...ownWallQuestions(own).keys()]) {
    const author = wallQuestionAuthors(staff).get(id)?.member;
    const isTheirs = author !== undefined && ids.includes(author) ||
      ids.some((it) => wallQuestionVoters(staff).has(voteKey(id, it)));
    if (!isTheirs) ownWallQuestions(own).delete(id);
  }
}

/** Removes prompts of the alias that the board shows as the other member's last one (M-4). */
function forgetAsked(staff: Y.Doc, id: string): void {
  const students = studentActivities(staff), all = conversationsForStaff(staff);
  for (const [member, { asked, ...rest }] of [...students]) {
    if (asked === undefined || rest.conversation === undefined) continue;
    if (member === id || all.get(rest.conversation)?.member !== id) continue;
    students.set(member, rest);
  }
}

/** Changes the parts of own documents that an alias gives when it joins its member, and gets back when it leaves. */
function forSeparableParts(
  own: Y.Doc,
  theirs: Y.Doc,
  change: <T>(own: Y.Map<T>, theirs: Y.Map<T>) => void,
): void {
  change(conversationsOf(own), conversationsOf(theirs));
  change(ownSubmissions(own), ownSubmissions(theirs));
  change(receiptsOf(own), receiptsOf(theirs));
  change(ownNoteThreads(own), ownNoteThreads(theirs));
}

function copyMissingEntries<T>(from: Y.Map<T>, to: Y.Map<T>): void {
  for (const [key, value] of from) if (!to.has(key)) to.set(key, value);
}

/** Moves the alias's entries back to `target`, as they are now; deleted ones stay deleted. */
function takeEntriesBack<T>(target: Y.Map<T>, others: Y.Map<T>): void {
  for (const [key, value] of [...target]) {
    const now = others.get(key);
    if (now === undefined) target.delete(key);
    else if (JSON.stringify(now) !== JSON.stringify(value)) {
      target.set(key, now);
    }
    others.delete(key);
  }
}

function student(session: Y.Doc, id: string): Member {
  const member = members(session).get(id);
  if (!member) throw refusal("not-found");
  if (member.role === "student") return member;
  throw refusal("students-merged-only");
}
