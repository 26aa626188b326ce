/**
 * **Ask for help** and **Raise hand** (B-12): a flag in order of raising, which the student or staff lower. Writes
 * `help` of the staff's document and of the seat's own document. An unconfirmed device has a flag of its own (J-2).
 */
import type * as Y from "yjs";
import { z } from "zod";
import { refusal } from "../model/refuse.ts";
import { requireActiveMember } from "../model/permissions.ts";
import {
  type CommandContext,
  defineCommand,
  noteText,
} from "../define_command.ts";
import { breakoutSetting } from "../model/breakouts_layout.ts";
import type { ClassDocuments } from "../model/layout.ts";
import { findPerson } from "../model/persons.ts";
import { typedTextSchema } from "../model/field_schemas.ts";
import { findMentions } from "../model/mentions.ts";
import { bounds } from "../model/bounds.ts";
import type { HelpRequest } from "../model/groups.ts";
import type { Member } from "../model/members.ts";
import { members, messages, ownHelpRequest } from "../model/roots.ts";
import {
  helpRequests,
  loweredHelpRequests,
  studentActivities,
} from "../model/staff_roots.ts";

/** Time in which lowering can be undone (ms). */
const lowerUndoMs = 10_000;

type FlagContext = CommandContext<"staff" | "ownDocument">;

export const helpCommand = defineCommand({
  kind: "help",
  fields: { on: z.boolean(), note: typedTextSchema.optional() },
  needs: ["staff", "ownDocument"],
  mayCauseAlert: true,
  pace: { lane: "help", uses: { flags: 1 } },
  decide(context, { on, note }) {
    const { session, seat, tx } = context;
    const member = requireActiveMember(session, context.member, tx.now);
    if (on) raiseFlag(context, member, note);
    else lowerFlag(context, seat);
  },
});

function raiseFlag(
  context: FlagContext,
  member: Member,
  note: string | undefined,
): void {
  const { session, staff, ownDocument, seat: id, tx } = context;
  if (member.role !== "student") {
    throw refusal("students-help-only");
  }
  const words = note?.trim();
  if (words && words.length > bounds.helpNote) {
    throw refusal("help-note-too-long", {
      most: bounds.helpNote,
      length: words.length,
    });
  }
  const room = flagRoomOf(session, member);
  const index = indexOf(staff, id);
  const previousFlag = index < 0 ? undefined : helpRequests(staff).get(index);
  const flag: HelpRequest = {
    member: id,
    room,
    at: previousFlag?.at ?? tx.now,
    ...(room !== "main" && { group: true }),
    ...(words && { note: words }),
  };
  if (JSON.stringify(previousFlag) === JSON.stringify(flag)) return;
  if (words) {
    noteText(context, {
      where: "hand",
      of: id,
      text: words,
      previousText: previousFlag?.note,
    });
  }
  if (previousFlag) helpRequests(staff).delete(index);
  helpRequests(staff).insert(
    previousFlag ? index : helpRequests(staff).length,
    [flag],
  );
  loweredHelpRequests(staff).delete(id);
  updateOwnHelp(ownDocument, flag);
}

function flagRoomOf(session: Y.Doc, member: Member | undefined): string {
  return breakoutSetting(session, "open") ? member?.room ?? "main" : "main";
}

function updateOwnHelp(ownDocument: Y.Doc, { at, note }: HelpRequest): void {
  const map = ownHelpRequest(ownDocument);
  map.set("at", at);
  if (note) map.set("note", note);
  else map.delete("note");
}

/** Gives a flag of the seat `from` to the seat `into`, which keeps its own if it has one. */
export function moveFlag(
  { session, staff }: ClassDocuments,
  from: { id: string; ownDocument: Y.Doc },
  into: { id: string; ownDocument: Y.Doc },
): void {
  const index = indexOf(staff, from.id);
  const flag = index < 0 ? undefined : helpRequests(staff).get(index);
  lowerFlag({ session, staff, ownDocument: from.ownDocument }, from.id);
  if (!flag || indexOf(staff, into.id) >= 0) return;
  const room = flagRoomOf(session, members(session).get(into.id));
  const moved: HelpRequest = { ...flag, member: into.id, room };
  helpRequests(staff).insert(index, [moved]);
  updateOwnHelp(into.ownDocument, moved);
}

/** Lowers a flag, and remembers it for undo; forgets those that can no longer be undone. */
export function lowerFlagAsTeacher(
  { session, staff, ownDocument }: ClassDocuments & { ownDocument: Y.Doc },
  { id, teacherId, now }: { id: string; teacherId: string; now: number },
): void {
  const lowered = loweredHelpRequests(staff);
  for (const [member, { at }] of [...lowered]) {
    if (now - at > lowerUndoMs) lowered.delete(member);
  }
  const flag = helpRequests(staff).toArray().find(({ member }) =>
    member === id
  );
  // A second press must not overwrite what the first press can undo.
  const lowering = flag ? { flag, by: teacherId, at: now } : lowered.get(id);
  lowerFlag({ session, staff, ownDocument }, id);
  if (lowering) lowered.set(id, lowering);
}

/**
 * Undoes `lowerFlagAsTeacher`: the flag gets back its place, note and time, in the student's present room. Does nothing
 * if the student has a flag again. Refuses with `too-late-to-undo` after `lowerUndoMs`, for another teacher's lowering,
 * and for a removed student.
 */
export function raiseFlagAgain(
  { session, staff, ownDocument }: ClassDocuments & { ownDocument: Y.Doc },
  { id, teacherId, now }: { id: string; teacherId: string; now: number },
): void {
  if (indexOf(staff, id) >= 0) return;
  const lowered = loweredHelpRequests(staff).get(id);
  const member = members(session).get(findPerson(session, id));
  if (
    !lowered || lowered.by !== teacherId || now - lowered.at > lowerUndoMs ||
    member?.removed
  ) {
    throw refusal("too-late-to-undo");
  }
  const room = flagRoomOf(session, member);
  const flag: HelpRequest = { ...lowered.flag, room };
  const index = helpRequests(staff).toArray().findIndex(({ at }) =>
    at > flag.at
  );
  helpRequests(staff).insert(index < 0 ? helpRequests(staff).length : index, [
    flag,
  ]);
  loweredHelpRequests(staff).delete(id);
  updateOwnHelp(ownDocument, flag);
}

/**
 * Members whose flags a staff member's message answers (B-12): in a group those of all its members, in the main room
 * those of members who are mentioned or replied to.
 */
export function membersAnswered(
  { session, staff, room, member }: Pick<
    CommandContext<"staff" | "room">,
    "session" | "staff" | "room" | "member"
  >,
  message: { room: string; text: string; replyTo?: string },
): string[] {
  if (members(session).get(member)?.role !== "teacher") return [];
  const flags = helpRequests(staff).toArray().filter(({ room }) =>
    room === message.room
  );
  if (message.room !== "main" || flags.length === 0) {
    return flags.map(({ member }) => member);
  }
  const people = [...members(session)].map(([id, { name, removed }]) => ({
    id,
    name,
    removed,
  }));
  const meant = new Set(
    findMentions(message.text, people).map((it) => it.member),
  );
  const to = message.replyTo &&
    messages(room).toArray().find(({ id }) => id === message.replyTo)?.from;
  if (to) meant.add(findPerson(session, to));
  return flags.map(({ member }) => member)
    .filter((it) => meant.has(findPerson(session, it)));
}

/** Lowers the flag of a seat. */
export function lowerFlag(
  { session, staff, ownDocument }: ClassDocuments & { ownDocument: Y.Doc },
  id: string,
): void {
  const index = indexOf(staff, id);
  if (index >= 0) helpRequests(staff).delete(index);
  loweredHelpRequests(staff).delete(id);
  const person = findPerson(session, id);
  const isStillUp = helpRequests(staff).toArray()
    .some(({ member }) => findPerson(session, member) === person);
  if (!isStillUp) stopWaitingForTeacher(staff, person);
  const help = ownHelpRequest(ownDocument);
  for (const key of ["at", "note"]) if (help.has(key)) help.delete(key);
}

/** The seats of these people that have a flag up: their own, and those of their unconfirmed devices. */
export function seatsWithFlagUp(
  { session, staff }: ClassDocuments,
  people: readonly string[],
): string[] {
  const personIds = new Set(people);
  return helpRequests(staff).toArray().map(({ member }) => member)
    .filter((seat) => personIds.has(findPerson(session, seat)));
}

function indexOf(staff: Y.Doc, id: string): number {
  return helpRequests(staff).toArray().findIndex(({ member }) => member === id);
}

/** Ends the signal *waiting* (M-4) at once when a teacher has come or is not needed. */
function stopWaitingForTeacher(staff: Y.Doc, member: string): void {
  const students = studentActivities(staff);
  const activity = students.get(member);
  if (!activity?.signals.some((it) => it.for === "teacher")) return;
  const indicators = activity.signals.filter((it) => it.for !== "teacher");
  students.set(member, { ...activity, signals: indicators });
}
