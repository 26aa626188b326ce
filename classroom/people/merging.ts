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
import { updateOwnAnswerSheets } from "../model/resources_layout.ts";
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

/** Own documents: that of the alias, and those of the members that it is an alias of. */
interface AliasDocuments extends ClassDocuments {
  aliasDocument: Y.Doc;
  memberDocuments: readonly Y.Doc[];
}

/** Makes `m` an alias of `into`, or refuses before any change. */
export function mergeMember(
  docs: AliasDocuments,
  m: string,
  into: string,
  now: number,
): void {
  const { session, staff } = docs;
  const alias = student(session, m), target = student(session, into);
  if (m === into) throw refusal("merge-with-self");
  if (alias.mergedInto || target.mergedInto) {
    throw refusal("merged-already", { name: target.name });
  }
  // Otherwise a removed student could return as the other one.
  for (const { name, removed } of [alias, target]) {
    if (removed) throw refusal("removed-not-merged", { name });
  }
  const { room } = alias;
  const gives = room !== null && target.room === null &&
    findActiveRoom(session, room) !== undefined;
  const moves = new Map([[m, null], ...gives ? [[into, room] as const] : []]);
  assignRooms({ session, staff }, "merge", moves, now);
  members(session).set(m, {
    name: target.name,
    joinedAs: alias.name,
    role: "student",
    joinedAt: alias.joinedAt,
    room: null,
    removed: true,
    mergedInto: into,
  });
  if (alias.muted && !target.muted) {
    members(session).set(into, { ...student(session, into), muted: true });
  }
  copyNameToMerged(session, into);
  moveCallRemoval(session, m, into);
  joinOwnData(docs, m);
}

/** Gives what the alias `m` has of its own to the members whose alias it is now. */
export function joinOwnData(
  { session, staff, aliasDocument, memberDocuments }: AliasDocuments,
  m: string,
): void {
  const into = findPerson(session, m);
  moveFlag({ session, staff }, { id: m, ownDocument: aliasDocument }, {
    id: into,
    ownDocument: memberDocuments.at(-1)!,
  });
  for (const memberDocument of memberDocuments) {
    forSeparableParts(aliasDocument, memberDocument, copyMissingEntries);
    copyMissingEntries(
      ownWallQuestions(aliasDocument),
      ownWallQuestions(memberDocument),
    );
    updateOwnAnswerSheets({ session, staff }, memberDocument, into);
  }
}

/** Makes an alias a member of its own again, under a free name. */
export function separateMember(
  docs: AliasDocuments,
  m: string,
  now: number,
): void {
  const { session, staff, aliasDocument, memberDocuments } = docs;
  const entry = student(session, m);
  const { byName, mergedInto, name, joinedAs = name, joinedAt } = entry;
  if (mergedInto === undefined) throw refusal("no-merge-to-undo");
  const { muted } = student(session, findPerson(session, mergedInto));
  const alone: Member = {
    name: joinedAs,
    role: "student",
    joinedAt,
    room: null,
    ...(muted && { muted }),
  };
  members(session).set(m, alone);
  const freeName = findFreeName(
    joinedAs,
    confusableWith(namesOfOthers(session, m)),
  );
  members(session).set(m, { ...alone, name: freeName });
  copyNameToMerged(session, m);
  // An unconfirmed browser has copied nothing yet.
  for (const memberDocument of byName ? [] : memberDocuments) {
    forSeparableParts(aliasDocument, memberDocument, takeEntriesBack);
  }
  // The flag of an alias went to its member; an unconfirmed browser still has its own.
  if (!byName) ownHelpRequest(aliasDocument).clear();
  const person = findPerson(session, mergedInto);
  const partOwnData = (ownDocument: Y.Doc, seat: string) => {
    keepOwnQuestions(docs, ownDocument, seat);
    updateOwnAnswerSheets(docs, ownDocument, seat);
  };
  partOwnData(aliasDocument, m);
  for (const memberDocument of memberDocuments) {
    partOwnData(memberDocument, person);
  }
  forgetAsked(staff, m);
  unconfirmedDevices(staff).delete(m);
  assignNewcomer(docs, "unmerge", m, newId(), now);
}

/** Deletes questions from a seat's own document that it neither asked nor voted for. */
function keepOwnQuestions(
  { session, staff }: ClassDocuments,
  ownDocument: Y.Doc,
  seat: string,
): void {
  const ids = membersOfSeat(session, seat);
  for (const id of [...ownWallQuestions(ownDocument).keys()]) {
    const author = wallQuestionAuthors(staff).get(id)?.member;
    const isTheirs = author !== undefined && ids.includes(author) ||
      ids.some((it) => wallQuestionVoters(staff).has(voteKey(id, it)));
    if (!isTheirs) ownWallQuestions(ownDocument).delete(id);
  }
}

/** Removes prompts of the alias that the board shows as the other member's last one (M-4). */
function forgetAsked(staff: Y.Doc, id: string): void {
  const students = studentActivities(staff),
    conversations = conversationsForStaff(staff);
  for (const [member, { asked, ...rest }] of [...students]) {
    if (asked === undefined || rest.conversation === undefined) continue;
    if (member === id || conversations.get(rest.conversation)?.member !== id) {
      continue;
    }
    students.set(member, rest);
  }
}

/** Changes the parts of own documents that an alias gives when it joins its member, and gets back when it leaves. */
function forSeparableParts(
  aliasDocument: Y.Doc,
  memberDocument: Y.Doc,
  change: <T>(aliasEntries: Y.Map<T>, memberEntries: Y.Map<T>) => void,
): void {
  change(conversationsOf(aliasDocument), conversationsOf(memberDocument));
  change(ownSubmissions(aliasDocument), ownSubmissions(memberDocument));
  change(receiptsOf(aliasDocument), receiptsOf(memberDocument));
  change(ownNoteThreads(aliasDocument), ownNoteThreads(memberDocument));
}

function copyMissingEntries<T>(from: Y.Map<T>, to: Y.Map<T>): void {
  for (const [key, value] of from) if (!to.has(key)) to.set(key, value);
}

/** Moves the alias's entries back to `target`, as they are now; deleted ones stay deleted. */
function takeEntriesBack<T>(target: Y.Map<T>, source: Y.Map<T>): void {
  for (const [key, value] of [...target]) {
    const latestValue = source.get(key);
    if (latestValue === undefined) target.delete(key);
    else if (JSON.stringify(latestValue) !== JSON.stringify(value)) {
      target.set(key, latestValue);
    }
    source.delete(key);
  }
}

function student(session: Y.Doc, id: string): Member {
  const member = members(session).get(id);
  if (!member) throw refusal("not-found");
  if (member.role === "student") return member;
  throw refusal("students-merged-only");
}
