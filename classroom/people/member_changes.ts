/** Changes of one member by a teacher (J-4, J-7). Writes `members` of the session's document. */
import { markNamePicked } from "./class_list.ts";
import type * as Y from "yjs";
import { z } from "zod";
import { refusal } from "../model/refuse.ts";
import { forgetMemberInCalls } from "../model/call_changes.ts";
import { confusableWith } from "./names/confusables.ts";
import { resemblesTeacherName } from "./names/impersonation.ts";
import { lowerFlag, seatsWithFlagUp } from "../groups/help_flags.ts";
import type { ClassDocuments } from "../model/layout.ts";
import { copyNameToMerged, namesOfOthers } from "./names/names_in_use.ts";
import {
  cleanDisplayName,
  findFreeName,
  isSameName,
} from "../model/display_names.ts";
import { findActiveRoom } from "../model/breakouts_layout.ts";
import { assignNewcomer, assignRooms } from "../groups/room_assignment.ts";
import type { Identity, Member, MemberRole } from "../model/members.ts";
import { newId } from "../model/ids.ts";
import type { MemberView } from "../model/views.ts";
import { toIsoString } from "../../formats/times.ts";
import { members } from "../model/roots.ts";

export const changeMemberBody = z.strictObject({
  name: z.string().max(1000),
  muted: z.boolean(),
}).partial();

export const allowMemberBody = z.strictObject({
  undo: z.boolean().default(false).describe(
    "undoes a removal: back into the group, even where it is full",
  ),
});

/** Renames or mutes a member. Only that teacher and the owner of the class may change a teacher's name (S-9). */
export function changeMember(
  session: Y.Doc,
  id: string,
  ask: z.output<typeof changeMemberBody>,
  { member, owner }: Pick<Identity, "member" | "owner">,
): void {
  const { muted: wasMuted, ...rest } = requireUnmergedMember(session, id);
  if (rest.role !== "student" && id !== member && !owner) {
    throw refusal("owner-only");
  }
  if (ask.muted && rest.role !== "student") {
    throw refusal("students-muted-only");
  }
  const name = ask.name === undefined ? undefined : cleanDisplayName(ask.name);
  if (name !== undefined) requireNameFor(session, id, rest.role, name);
  const muted = ask.muted ?? wasMuted;
  members(session).set(id, {
    ...rest,
    ...(name && { name }),
    ...(muted && { muted: true }),
  });
  if (name) copyNameToMerged(session, id);
}

/** Refuses a taken name, and for staff one that resembles a student's: that student must be renamed first. */
function requireNameFor(
  session: Y.Doc,
  id: string,
  role: MemberRole,
  name: string,
) {
  if (namesOfOthers(session, id).some((it) => isSameName(it, name))) {
    throw refusal("member-name-taken");
  }
  if (role === "student") return;
  for (const [, member] of members(session)) {
    if (member.role !== "student" || member.removed) continue;
    if (!resemblesTeacherName(member.name, name)) continue;
    throw refusal("name-like-student", { name: member.name });
  }
}

/**
 * Removes a student. The group, kept in `was`, no longer counts the student (B-2).
 * @param ownOf the own document of a seat that has asked for help
 */
export function removeMember(
  { session, staff, ownOf }: ClassDocuments & {
    ownOf: (seat: string) => Y.Doc;
  },
  id: string,
  now: number,
): void {
  const { role, removed, room } = requireUnmergedMember(session, id);
  if (role !== "student") {
    throw refusal("students-removed-only");
  }
  if (removed) return;
  assignRooms({ session, staff }, "remove", new Map([[id, null]]), now);
  members(session).set(id, {
    ...entryOf(session, id),
    removed: true,
    ...(room !== null && { was: room }),
  });
  for (const seat of seatsWithFlagUp({ session, staff }, [id])) {
    lowerFlag({ session, staff, ownDocument: ownOf(seat) }, seat);
  }
  forgetMemberInCalls(session, id);
}

/**
 * Lets a removed student return (J-4), into the former group if that has room; with `undo`, also into a full one.
 * Refuses for staff.
 */
export function allowMember(
  { session, staff }: ClassDocuments,
  id: string,
  { undo }: z.output<typeof allowMemberBody>,
  now: number,
): void {
  const { name, joinedAs = name, role, removed, removedWith, was } =
    requireUnmergedMember(session, id);
  // Colleagues get a seat back only by invitation or request.
  if (role !== "student") throw refusal("students-removed-only");
  if (!removed) return;
  // A bulk removal freed the student's place in the class list.
  if (removedWith !== undefined) markNamePicked(staff, id, joinedAs);
  restoreEntry(session, id);
  if (was === undefined) return;
  if (undo && findActiveRoom(session, was)) {
    const back = new Map([[id, was]]);
    return void assignRooms({ session, staff }, "undo", back, now);
  }
  assignNewcomer({ session, staff }, "allow", id, newId(), now, was);
}

/** Removes the marks of a removal. After a bulk removal, which freed the name, adds a number if the name is taken. */
function restoreEntry(session: Y.Doc, id: string): void {
  const { removed: _, removedWith, was: __, ...member } = requireUnmergedMember(
    session,
    id,
  );
  const name = removedWith === undefined
    ? member.name
    : findFreeName(member.name, confusableWith(namesOfOthers(session, id)));
  members(session).set(id, { ...member, name });
  if (name !== member.name) copyNameToMerged(session, id);
}

export function memberView(
  session: Y.Doc,
  id: string,
  online: ReadonlySet<string>,
): MemberView {
  const { joinedAt, was: _, ...member } = entryOf(session, id);
  return {
    id,
    ...member,
    joinedAt: toIsoString(joinedAt),
    online: online.has(id),
  };
}

function entryOf(session: Y.Doc, id: string): Member {
  const member = members(session).get(id);
  if (!member) throw refusal("not-found");
  return member;
}

/** The member's entry. Refuses an alias with `now-somebody-else`: it can only be separated. */
export function requireUnmergedMember(session: Y.Doc, id: string): Member {
  const member = entryOf(session, id);
  if (member.mergedInto === undefined) return member;
  throw refusal("now-somebody-else", { name: member.name });
}
