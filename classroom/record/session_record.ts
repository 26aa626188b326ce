/** The record of a session for teachers (C-9, M-3), read in pieces that fit in memory. */
import type * as Y from "yjs";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import { requireTeacherRole } from "../model/permissions.ts";
import { summarizeAttendance } from "../model/attendance.ts";
import { listGroups } from "../groups/group_history.ts";
import type { Identity, MemberRole } from "../model/members.ts";
import {
  membersWithPlaces,
  readClassDocuments,
  readDocument,
} from "../model/layout.ts";
import { compareListPlaces } from "../model/class_list.ts";
import { findMessage } from "../model/room_messages.ts";
import { findPerson, membersByPerson } from "../model/persons.ts";
import { reactionsTo } from "../chat/reactions.ts";
import { documentNames as names } from "../model/documents.ts";
import { type Attachment, isFilePosted } from "../model/files.ts";
import type { Message } from "../model/messages.ts";
import { hasAnswered } from "../model/resources/results.ts";
import { toIsoString } from "../../formats/times.ts";
import { members, messages, pins } from "../model/roots.ts";
import {
  answerSheets,
  fileEntries,
  heldMessages,
  studentActivities,
  submissionsOf,
} from "../model/staff_roots.ts";

export const messagesPerRead = 200;

export interface RoomHead {
  id: "main" | string;
  /** Null for the main room. */
  name: string | null;
  /** In ms; null: not archived. Archived rooms may share a name. */
  archivedAt: number | null;
}

export interface RecordPerson {
  id: string;
  name: string;
  role: MemberRole;
}

/** A message with its author, reactions, pin and the message that it answers. */
export type RecordMessage = Message & Omit<RecordPerson, "id"> & {
  reactions?: { emoji: string; members: RecordPerson[] }[];
  pinned?: { by: RecordPerson; at: number };
  answers?: RecordPerson & { at: number };
};

/** The main room, then all groups, including archived ones. */
export async function listRooms(
  sync: SyncEngine<Identity>,
  who: Identity,
): Promise<RoomHead[]> {
  const groups = await listGroups(sync, who);
  return [{ id: "main", name: null, archivedAt: null }, ...groups];
}

/** Number of messages, with held ones, without system lines. */
export async function countMessages(
  sync: SyncEngine<Identity>,
  who: Identity,
): Promise<number> {
  const staff = names.staff(who.session);
  let count = await readDocument(sync, staff, (doc) => heldMessages(doc).size);
  await inAllRooms(sync, who, ({ kind }) => {
    if (kind !== "system") count++;
  });
  return count;
}

async function inAllRooms(
  sync: SyncEngine<Identity>,
  who: Identity,
  look: (message: Message) => void,
): Promise<void> {
  for (const { id } of await listRooms(sync, who)) {
    const name = names.room(who.session, id);
    await readDocument(sync, name, (room) => messages(room).forEach(look));
  }
}

/**
 * Messages of a room in order, each once. Those posted while this runs are included, but not a broadcast that is
 * inserted before others.
 */
export async function* readRoomMessages(
  sync: SyncEngine<Identity>,
  who: Identity,
  room: string,
): AsyncGenerator<RecordMessage> {
  requireTeacherRole(who);
  const s = who.session;
  const root = names.session(s), name = names.room(s, room);
  let last: string | undefined;
  do {
    const batch: RecordMessage[] = await sync.read(s, [name], ({ doc }) => {
      const room = doc(name), roomMessages = messages(room);
      // Finds the place by id, as an inserted broadcast moves indices.
      const start = last === undefined
        ? 0
        : (findMessage(room, last)?.index ?? roomMessages.length) + 1;
      return roomMessages.slice(
        start,
        Math.min(start + messagesPerRead, roomMessages.length),
      )
        .map((message) => toRecordMessage(doc(root), room, message));
    });
    yield* batch;
    last = batch.at(-1)?.id;
  } while (last !== undefined);
}

function toRecordMessage(
  session: Y.Doc,
  room: Y.Doc,
  message: Message,
): RecordMessage {
  const { id: _, ...from } = recordPersonOf(session, message.from);
  const recorded: RecordMessage = { ...message, ...from };
  const reacted = reactionsTo(room, message.id);
  if (reacted.length > 0) {
    recorded.reactions = reacted.map(({ emoji, members }) => ({
      emoji,
      members: members.map((id) => recordPersonOf(session, id)),
    }));
  }
  const pin = pins(room).get(message.id);
  if (pin) {
    recorded.pinned = { by: recordPersonOf(session, pin.by), at: pin.at };
  }
  const repliedTo = "replyTo" in message && message.replyTo
    ? findMessage(room, message.replyTo)?.message
    : undefined;
  if (repliedTo) {
    recorded.answers = {
      ...recordPersonOf(session, repliedTo.from),
      id: repliedTo.id,
      at: repliedTo.at,
    };
  }
  return recorded;
}

export function recordPersonOf(session: Y.Doc, id: string): RecordPerson {
  const { name = "", role = "student" } = members(session).get(id) ?? {};
  return { id, name, role };
}

/** A row of the attendance list. Times in ISO 8601. */
export interface Attendance {
  id: string;
  name: string;
  role: MemberRole;
  in: string;
  /** When the person last left, within a minute; null: still in, or not recorded. */
  out: string | null;
  /** Sum of all stays; null: not recorded, such as for teachers. */
  minutes: number | null;
  lastWrote: string | null;
  /** Number of messages in all rooms, including deleted ones. */
  messages: number;
  questions: number;
  /** Number of submissions (answers of the assistant). */
  answers: number;
  checks: number;
  removed?: true;
}

/**
 * Attendance and counts per person, with all aliases (J-7), in the order of the class list, then of joining.
 * @param now milliseconds since 1970
 */
export async function readAttendance(
  sync: SyncEngine<Identity>,
  who: Identity,
  now: number,
): Promise<Attendance[]> {
  const counts = new Map<string, { messages: number; last: number }>();
  await inAllRooms(sync, who, (message) => {
    if (!isOwnMessage(message)) return;
    const count = counts.get(message.from) ?? { messages: 0, last: 0 };
    count.messages++;
    count.last = Math.max(count.last, message.at);
    counts.set(message.from, count);
  });
  return await readClassDocuments(sync, who.session, ({ session, staff }) => {
    const activities = studentActivities(staff);
    const idsOf = membersByPerson(session);
    const checks = checksBy(session, staff);
    const answers = new Map<string, number>();
    for (const { member } of submissionsOf(staff).values()) {
      answers.set(member, (answers.get(member) ?? 0) + 1);
    }
    return Object.entries(membersWithPlaces({ session, staff }))
      .filter(([, { mergedInto }]) => mergedInto === undefined)
      // Observers appear only if they wrote something (S-8).
      .filter(([id, { role }]) => role !== "observer" || counts.has(id))
      .sort(([, a], [, b]) =>
        compareListPlaces(a, b) || a.joinedAt - b.joinedAt
      )
      .map(([id, { name, role, removed }]): Attendance => {
        const ids = idsOf.get(id) ?? [id];
        const sum = (valueOf: (member: string) => number | undefined) =>
          ids.reduce((total, member) => total + (valueOf(member) ?? 0), 0);
        const last = Math.max(
          0,
          ...ids.flatMap((member) => [
            counts.get(member)?.last ?? 0,
            // Without questions, `lastAt` is the time of joining.
            activities.get(member)?.turns ? activities.get(member)!.lastAt : 0,
          ]),
        );
        const joined = ids.map((it) => members(session).get(it)!.joinedAt);
        const attendance = summarizeAttendance({ session, staff }, ids, now);
        return {
          id,
          name,
          role,
          in: toIsoString(Math.min(...joined)),
          out: attendance?.outAt ? toIsoString(attendance.outAt) : null,
          minutes: attendance && Math.round(attendance.ms / 60_000),
          lastWrote: last === 0 ? null : toIsoString(last),
          messages: sum((member) => counts.get(member)?.messages),
          questions: sum((member) => activities.get(member)?.turns),
          answers: sum((member) => answers.get(member)),
          checks: checks.get(id) ?? 0,
          ...(removed && { removed }),
        };
      });
  });
}

export function isRemovedWithoutTrace(attendance: Attendance): boolean {
  return attendance.removed === true &&
    attendance.messages + attendance.questions + attendance.answers +
          attendance.checks === 0;
}

function checksBy(session: Y.Doc, staff: Y.Doc): Map<string, number> {
  const keys = new Set<string>();
  for (const [key, answerSheet] of answerSheets(staff)) {
    const [resource, member] = key.split(" ");
    if (!hasAnswered(answerSheet)) continue;
    keys.add(`${resource} ${findPerson(session, member)}`);
  }
  const counts = new Map<string, number>();
  for (const key of keys) {
    const [, person] = key.split(" ");
    counts.set(person, (counts.get(person) ?? 0) + 1);
  }
  return counts;
}

export type PostedFile = Attachment & { by: string };

/** Posted files, oldest first, including those of deleted messages. */
export async function listPostedFiles(
  sync: SyncEngine<Identity>,
  who: Identity,
): Promise<PostedFile[]> {
  requireTeacherRole(who);
  const name = names.staff(who.session);
  return await readDocument(sync, name, (staff) =>
    [...fileEntries(staff)]
      .filter(([, entry]) => entry.done && isFilePosted(entry))
      .sort(([, a], [, b]) => a.at - b.at)
      .map(([id, { name, size, type, by: uploader }]) => ({
        id,
        name,
        size,
        type,
        by: uploader,
      })));
}

/** Whether the author wrote the message in this room: it is no system line, and no teacher brought it here. */
export function isOwnMessage(message: Message): boolean {
  if (message.kind === "system") return false;
  return !(message.kind === "text" && message.brought);
}
