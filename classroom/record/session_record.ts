/** The record of a session for teachers (C-9, M-3), read in pieces that fit in memory. */
import type * as Y from "yjs";
import type { Sync } from "../../sync/sync.ts";
import { requireTeacher } from "../model/acting.ts";
import { files } from "../model/attached.ts";
import { attendanceSummary } from "../model/attendance.ts";
import { studentsOf } from "../model/conversations_layout.ts";
import { groupsOf } from "../groups/group_history.ts";
import { heldOf } from "../model/holding.ts";
import type { Who } from "../model/who.ts";
import {
  members,
  messages,
  placedMembers,
  readClass,
  readDocument,
} from "../model/layout.ts";
import { comparePlaces } from "../model/listed.ts";
import { findMessage } from "../model/message_index.ts";
import { membersOf, personIn } from "../model/persons.ts";
import { pins } from "../model/pins.ts";
import { reactionsTo } from "../chat/reactions.ts";
import { sheets } from "../model/resources_layout.ts";
import { documents as names } from "../model/documents.ts";
import { type Attached, isPosted } from "../model/files.ts";
import type { Role } from "../model/members.ts";
import type { Message } from "../model/messages.ts";
import { hasAnswered } from "../model/resources/results.ts";
import { submissionsOf } from "../assistant/sharing.ts";
import { iso } from "../model/times.ts";

/** Messages per read. */
export const batchSize = 200;

export interface RoomHead {
  id: "main" | string;
  /** Null for the main room. */
  name: string | null;
  /** In ms; null: not archived. Archived rooms may share a name. */
  archivedAt: number | null;
}

export interface Person {
  id: string;
  name: string;
  role: Role;
}

/** A message with its author, reactions, pin and the message that it answers. */
export type RecordMessage = Message & Omit<Person, "id"> & {
  reactions?: { emoji: string; by: Person[] }[];
  pinned?: { by: Person; at: number };
  answers?: Person & { at: number };
};

/** The main room, then all groups, including archived ones. */
export async function roomsOf(
  sync: Sync<Who>,
  who: Who,
): Promise<RoomHead[]> {
  const groups = await groupsOf(sync, who);
  return [{ id: "main", name: null, archivedAt: null }, ...groups];
}

/** Number of messages, with held ones, without system lines. */
export async function countMessages(
  sync: Sync<Who>,
  who: Who,
): Promise<number> {
  const staff = names.staff(who.session);
  let count = await readDocument(sync, staff, (doc) => heldOf(doc).size);
  await inAllRooms(sync, who, ({ kind }) => {
    if (kind !== "system") count++;
  });
  return count;
}

async function inAllRooms(
  sync: Sync<Who>,
  who: Who,
  look: (message: Message) => void,
): Promise<void> {
  for (const { id } of await roomsOf(sync, who)) {
    const name = names.room(who.session, id);
    await readDocument(sync, name, (room) => messages(room).forEach(look));
  }
}

/** Messages of a room in order, each once. New ones are included; one inserted meanwhile is not. */
export async function* messagesIn(
  sync: Sync<Who>,
  who: Who,
  room: string,
): AsyncGenerator<RecordMessage> {
  requireTeacher(who);
  const s = who.session;
  const root = names.session(s), name = names.room(s, room);
  let last: string | undefined;
  do {
    const some: RecordMessage[] = await sync.read(s, [name], ({ doc }) => {
      const room = doc(name), all = messages(room);
      // Finds its place by id: an inserted broadcast moves indices.
      const at = last === undefined
        ? 0
        : (findMessage(room, last)?.at ?? all.length) + 1;
      return all.slice(at, Math.min(at + batchSize, all.length))
        .map((message) => asSaid(doc(root), room, message));
    });
    yield* some;
    last = some.at(-1)?.id;
  } while (last !== undefined);
}

function asSaid(session: Y.Doc, room: Y.Doc, message: Message): RecordMessage {
  const { id: _, ...from } = person(session, message.from);
  const said: RecordMessage = { ...message, ...from };
  const reacted = reactionsTo(room, message.id);
  if (reacted.length > 0) {
    said.reactions = reacted.map(({ emoji, members }) => ({
      emoji,
      by: members.map((id) => person(session, id)),
    }));
  }
  const pin = pins(room).get(message.id);
  if (pin) said.pinned = { by: person(session, pin.by), at: pin.at };
  const answered = "replyTo" in message && message.replyTo
    ? findMessage(room, message.replyTo)?.message
    : undefined;
  if (answered) {
    said.answers = {
      ...person(session, answered.from),
      id: answered.id,
      at: answered.at,
    };
  }
  return said;
}

export function person(session: Y.Doc, id: string): Person {
  const { name = "", role = "student" } = members(session).get(id) ?? {};
  return { id, name, role };
}

/** A row of the attendance list. Times in ISO 8601. */
export interface Attendance {
  id: string;
  name: string;
  role: Role;
  in: string;
  /** The last time of leaving, within a minute; null: still in, or not recorded. */
  out: string | null;
  /** Sum of all stays; null: not recorded, such as for teachers. */
  minutes: number | null;
  lastWrote: string | null;
  /** In all rooms, including deleted ones. */
  messages: number;
  questions: number;
  /** Submitted answers of the assistant. */
  answers: number;
  checks: number;
  removed?: true;
}

/**
 * Attendance and counts per person, in class-list order, then of joining. Merged members are one (J-7).
 * @param now milliseconds since 1970
 */
export async function attendance(
  sync: Sync<Who>,
  who: Who,
  now: number,
): Promise<Attendance[]> {
  const counts = new Map<string, { messages: number; last: number }>();
  await inAllRooms(sync, who, (said) => {
    if (!isOwn(said)) return;
    const count = counts.get(said.from) ?? { messages: 0, last: 0 };
    count.messages++;
    count.last = Math.max(count.last, said.at);
    counts.set(said.from, count);
  });
  return await readClass(sync, who.session, ({ session, staff }) => {
    const asked = studentsOf(staff);
    const checks = checksBy(session, staff);
    const answers = new Map<string, number>();
    for (const { member } of submissionsOf(staff).values()) {
      answers.set(member, (answers.get(member) ?? 0) + 1);
    }
    return Object.entries(placedMembers({ session, staff }))
      .filter(([, { mergedInto }]) => mergedInto === undefined)
      // Observers appear only if they wrote something (S-8).
      .filter(([id, { role }]) => role !== "observer" || counts.has(id))
      .sort(([, a], [, b]) => comparePlaces(a, b) || a.joinedAt - b.joinedAt)
      .map(([id, { name, role, removed }]): Attendance => {
        const ids = membersOf(session, id);
        const sum = (of: (member: string) => number | undefined) =>
          ids.reduce((all, member) => all + (of(member) ?? 0), 0);
        const last = Math.max(
          0,
          ...ids.flatMap((member) => [
            counts.get(member)?.last ?? 0,
            // Without questions, `lastAt` is the time of joining.
            asked.get(member)?.turns ? asked.get(member)!.lastAt : 0,
          ]),
        );
        const joined = ids.map((it) => members(session).get(it)!.joinedAt);
        const there = attendanceSummary({ session, staff }, ids, now);
        return {
          id,
          name,
          role,
          in: iso(Math.min(...joined)),
          out: there?.outAt ? iso(there.outAt) : null,
          minutes: there && Math.round(there.ms / 60_000),
          lastWrote: last === 0 ? null : iso(last),
          messages: sum((member) => counts.get(member)?.messages),
          questions: sum((member) => asked.get(member)?.turns),
          answers: sum((member) => answers.get(member)),
          checks: checks.get(id) ?? 0,
          ...(removed && { removed }),
        };
      });
  });
}

export function leftNothing(it: Attendance): boolean {
  return it.removed === true &&
    it.messages + it.questions + it.answers + it.checks === 0;
}

function checksBy(session: Y.Doc, staff: Y.Doc): Map<string, number> {
  const answered = new Set<string>();
  for (const [key, sheet] of sheets(staff)) {
    const [resource, member] = key.split(" ");
    if (!hasAnswered(sheet)) continue;
    answered.add(`${resource} ${personIn(session, member)}`);
  }
  const counts = new Map<string, number>();
  for (const one of answered) {
    const [, person] = one.split(" ");
    counts.set(person, (counts.get(person) ?? 0) + 1);
  }
  return counts;
}

export type PostedFile = Attached & { by: string };

/** Posted files, oldest first, including those of deleted messages. */
export async function postedFiles(
  sync: Sync<Who>,
  who: Who,
): Promise<PostedFile[]> {
  requireTeacher(who);
  const name = names.staff(who.session);
  return await readDocument(sync, name, (staff) =>
    [...files(staff)]
      .filter(([, entry]) => entry.done && isPosted(entry))
      .sort(([, a], [, b]) => a.at - b.at)
      .map(([id, { name, size, type, by }]) => ({ id, name, size, type, by })));
}

/** Whether its author wrote it: not a system line or a message brought back. */
export function isOwn(message: Message): boolean {
  if (message.kind === "system") return false;
  return !(message.kind === "text" && message.brought);
}
