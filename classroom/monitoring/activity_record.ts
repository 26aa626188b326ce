/**
 * Reads the activity of a class's students (M-4): counts and times, no contents. Leaves out prompts if collection is
 * off (ACCESS-2), anonymous polls, and erased students.
 */
import type * as Y from "yjs";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import { requireTeacherRole } from "../model/permissions.ts";
import { listGroupStays, listOpenTimes } from "../model/group_stays.ts";
import type { Identity } from "../model/members.ts";
import {
  type ClassDocuments,
  membersWithPlaces,
  readClassDocuments,
  readDocument,
  sessionInfo,
} from "../model/layout.ts";
import { TimeSlices } from "../limits/time_slices.ts";
import { compareListPlaces } from "../model/class_list.ts";
import { findPerson } from "../model/persons.ts";
import {
  isOwnMessage,
  listRooms,
  type RoomHead,
} from "../record/session_record.ts";
import { allResources } from "../resources/resource_view.ts";
import { documentNames as names } from "../model/documents.ts";
import { promptsByMinute } from "../model/monitoring/activity.ts";
import { members, messages, wallQuestions } from "../model/roots.ts";
import {
  activityEventsOf,
  answerSheets,
  placementHistory,
  studentActivities,
  wallQuestionAuthors,
} from "../model/staff_roots.ts";
import type { ActivityCount, ActivityRecord, ClassEvent } from "./activity.ts";

export interface ClassActivity extends ActivityRecord {
  /** In order of the class list, then of joining; removed ones only if they were active. */
  students: { id: string; name: string }[];
  /** All groups, also archived ones. */
  groups: RoomHead[];
}

const minute = 60_000;

/** Refuses observers and students. */
export async function readClassActivity(
  { sync }: { sync: SyncEngine<Identity> },
  who: Identity,
  now: number,
): Promise<ClassActivity> {
  requireTeacherRole(who);
  const s = who.session;
  const rooms = await listRooms(sync, who);
  const activity: RoomActivity = { acts: [], broadcasts: new Map() };
  const slices = new TimeSlices();
  for (const { id } of rooms) {
    await slices.pauseIfLong();
    const name = names.room(s, id);
    await readDocument(sync, name, (room) => readRoom(room, id, activity));
  }
  return await readClassDocuments(sync, s, (docs) => {
    const { session, staff } = docs;
    const from = sessionInfo(session, "startsAt");
    const state = sessionInfo(session, "state");
    const hasBegun = state !== "scheduled" && !sessionInfo(session, "missed") &&
      !sessionInfo(session, "cancelled");
    const isOver = state === "ended";
    const end = sessionInfo(session, "endsAt");
    const isCollected = sessionInfo(session, "collect");
    const people = studentsIn(session);
    const acts = [
      ...activity.acts,
      ...(isCollected ? questionsIn(staff, from) : []),
      ...answersIn(docs),
    ].flatMap((act) => {
      const member = people.get(act.member);
      return member === undefined ? [] : [{ ...act, member }];
    });
    const active = new Set(acts.map(({ member }) => member));
    const record = placementHistory(staff).toArray();
    const to = Math.max(from + minute, isOver ? end : Math.min(now, end));
    const events: ClassEvent[] = [
      { kind: "started", at: from },
      ...record.filter((it) => it.kind === "placed" && it.how === "distribute")
        .map(({ at }): ClassEvent => ({ kind: "distributed", at })),
      ...listOpenTimes(record).flatMap(({ from, until }): ClassEvent[] => [
        { kind: "groups-opened", at: from },
        ...(until === null
          ? []
          : [{ kind: "groups-closed" as const, at: until }]),
      ]),
      ...activity.broadcasts.values(),
      ...shareEvents(docs),
      ...(isOver ? [{ kind: "ended" as const, at: end }] : []),
    ];
    return {
      from,
      to,
      isCollected,
      acts,
      stays: listGroupStays(record).flatMap(({ member, ...stay }) => {
        const person = people.get(member);
        return person === undefined ? [] : [{ member: person, ...stay }];
      }),
      happenings: hasBegun
        ? events.filter(({ at }) => from <= at && at <= to)
        : [],
      students: Object.entries(membersWithPlaces(docs))
        .filter(([id, { removed }]) =>
          people.get(id) === id && (!removed || active.has(id))
        )
        .sort(([, a], [, b]) =>
          compareListPlaces(a, b) || a.joinedAt - b.joinedAt
        )
        .map(([id, { name }]) => ({ id, name })),
      groups: rooms.filter(({ id }) => id !== "main"),
    };
  });
}

interface RoomActivity {
  acts: ActivityCount[];
  /** Broadcasts by id, as a broadcast has copies in several rooms. */
  broadcasts: Map<string, ClassEvent & { rooms: string[] }>;
}

function readRoom(
  room: Y.Doc,
  id: string,
  { acts, broadcasts }: RoomActivity,
): void {
  for (const message of messages(room)) {
    const { at: sentAt, from } = message;
    if (message.kind === "broadcast") {
      const broadcastRooms = broadcasts.get(message.broadcast);
      if (broadcastRooms) broadcastRooms.rooms.push(id);
      else {
        broadcasts.set(message.broadcast, {
          kind: "broadcast",
          at: sentAt,
          rooms: [id],
        });
      }
    }
    if (isOwnMessage(message)) {
      acts.push({
        kind: "messages",
        at: sentAt,
        member: from,
        room: id,
        count: 1,
      });
    }
  }
}

function studentsIn(session: Y.Doc): Map<string, string> {
  return new Map(
    [...members(session)].flatMap(([id, { role }]) =>
      role === "student" ? [[id, findPerson(session, id)]] : []
    ),
  );
}

function questionsIn(staff: Y.Doc, from: number): ActivityCount[] {
  return [...studentActivities(staff)].flatMap(([member, activity]) =>
    [...promptsByMinute(activity)].map((
      [minuteIndex, count],
    ): ActivityCount => ({
      kind: "questions",
      at: from + minuteIndex * minute,
      member,
      count,
    }))
  );
}

/** Counts each person's answers to a check once, at the last change, and each question on a wall. */
function answersIn({ session, staff }: ClassDocuments): ActivityCount[] {
  const countByKey = new Map<string, ActivityCount>();
  for (const [key, answerSheet] of answerSheets(staff)) {
    if (answerSheet === true) continue;
    const [resource, member] = key.split(" ");
    const person = findPerson(session, member);
    const countKey = `${resource} ${person}`;
    const lastAt = Math.max(answerSheet.at, countByKey.get(countKey)?.at ?? 0);
    countByKey.set(countKey, {
      kind: "answers",
      at: lastAt,
      member: person,
      count: 1,
    });
  }
  const posted = [...wallQuestionAuthors(staff)].flatMap(
    ([id, author]): ActivityCount[] => {
      const question = wallQuestions(session).get(id) ?? author.hidden;
      if (!question) return [];
      return [{
        kind: "answers",
        at: question.at,
        member: author.member,
        count: 1,
      }];
    },
  );
  return [...countByKey.values(), ...posted];
}

function shareEvents(docs: ClassDocuments): ClassEvent[] {
  const resources = allResources(docs).map(({ shared }) => shared);
  const byId = new Map(resources.map((shared) => [shared.id, shared]));
  return [
    ...resources.map((resource): ClassEvent => ({
      kind: "shared",
      at: resource.at,
      resource,
      ...(resource.rooms && { rooms: resource.rooms }),
    })),
    ...activityEventsOf(docs.staff).map(
      ({ resource: id = "", ...event }): ClassEvent => {
        const resource = byId.get(id);
        const rooms = resource?.rooms;
        return {
          ...event,
          ...(resource && { resource }),
          ...(rooms && { rooms }),
        };
      },
    ),
  ];
}
