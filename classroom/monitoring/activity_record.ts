/**
 * Reads a class's activity (M-4): counts and times, no contents. No questions with collection off (ACCESS-2),
 * nothing of anonymous polls, nothing of erased students.
 */
import type * as Y from "yjs";
import type { Sync } from "../../sync/sync.ts";
import { requireTeacher } from "../model/acting.ts";
import { studentsOf } from "../model/conversations_layout.ts";
import { placements } from "../model/breakouts_layout.ts";
import { openingsOf, staysOf } from "../model/stays.ts";
import type { Who } from "../model/who.ts";
import {
  type ClassDocuments,
  info,
  members,
  messages,
  placedMembers,
  readClass,
  readDocument,
} from "../model/layout.ts";
import { TimeSlices } from "../limits/time_slices.ts";
import { comparePlaces } from "../model/listed.ts";
import { personIn } from "../model/persons.ts";
import { isOwn, type RoomHead, roomsOf } from "../record/session_record.ts";
import { everShared } from "../sharing/resource_view.ts";
import { sheets } from "../model/resources_layout.ts";
import { wishes, wishOwners } from "../model/wall_layout.ts";
import { documents as names } from "../model/documents.ts";
import { askedByMinute } from "../model/monitoring/activity.ts";
import type { ActivityRecord, DeedCount, Happening } from "./activity.ts";
import { deedsOf } from "../model/activity_events.ts";

export interface ClassActivity extends ActivityRecord {
  /** In order of the class list, then of joining; removed ones only if they were active. */
  students: { id: string; name: string }[];
  /** Includes archived ones. */
  groups: RoomHead[];
}

const minute = 60_000;

/** Teachers only. */
export async function classActivity(
  { sync }: { sync: Sync<Who> },
  who: Who,
  now: number,
): Promise<ClassActivity> {
  requireTeacher(who);
  const s = who.session;
  const rooms = await roomsOf(sync, who);
  const said: Said = { acts: [], broadcasts: new Map() };
  const slices = new TimeSlices();
  for (const { id } of rooms) {
    await slices.between();
    const name = names.room(s, id);
    await readDocument(sync, name, (room) => readRoom(room, id, said));
  }
  return await readClass(sync, s, (docs) => {
    const { session, staff } = docs;
    const from = info(session, "startsAt");
    const state = info(session, "state");
    const hasBegun = state !== "scheduled" && !info(session, "missed") &&
      !info(session, "cancelled");
    const isOver = state === "ended";
    const end = info(session, "endsAt");
    const collect = info(session, "collect");
    const people = studentsIn(session);
    const acts = [
      ...said.acts,
      ...(collect ? questionsIn(staff, from) : []),
      ...answersIn(docs),
    ].flatMap((act) => {
      const by = people.get(act.by);
      return by === undefined ? [] : [{ ...act, by }];
    });
    const active = new Set(acts.map(({ by }) => by));
    const record = placements(staff).toArray();
    const to = Math.max(from + minute, isOver ? end : Math.min(now, end));
    const all: Happening[] = [
      { kind: "started", at: from },
      ...record.filter((it) => it.kind === "placed" && it.how === "distribute")
        .map(({ at }): Happening => ({ kind: "distributed", at })),
      ...openingsOf(record).flatMap(({ from, until }): Happening[] => [
        { kind: "groups-opened", at: from },
        ...(until === null
          ? []
          : [{ kind: "groups-closed" as const, at: until }]),
      ]),
      ...said.broadcasts.values(),
      ...shares(docs),
      ...(isOver ? [{ kind: "ended" as const, at: end }] : []),
    ];
    return {
      from,
      to,
      collect,
      acts,
      stays: staysOf(record).flatMap(({ member, ...stay }) => {
        const by = people.get(member);
        return by === undefined ? [] : [{ by, ...stay }];
      }),
      happenings: hasBegun
        ? all.filter(({ at }) => from <= at && at <= to)
        : [],
      students: Object.entries(placedMembers(docs))
        .filter(([id, { removed }]) =>
          people.get(id) === id && (!removed || active.has(id))
        )
        .sort(([, a], [, b]) => comparePlaces(a, b) || a.joinedAt - b.joinedAt)
        .map(([id, { name }]) => ({ id, name })),
      groups: rooms.filter(({ id }) => id !== "main"),
    };
  });
}

interface Said {
  acts: DeedCount[];
  /** By id: copies in several rooms are one. */
  broadcasts: Map<string, Happening & { rooms: string[] }>;
}

function readRoom(room: Y.Doc, id: string, { acts, broadcasts }: Said): void {
  for (const message of messages(room)) {
    const { at, from } = message;
    if (message.kind === "broadcast") {
      const known = broadcasts.get(message.broadcast);
      if (known) known.rooms.push(id);
      else {
        broadcasts.set(message.broadcast, {
          kind: "broadcast",
          at,
          rooms: [id],
        });
      }
    }
    if (isOwn(message)) {
      acts.push({ kind: "messages", at, by: from, room: id, count: 1 });
    }
  }
}

function studentsIn(session: Y.Doc): Map<string, string> {
  return new Map(
    [...members(session)].flatMap(([id, { role }]) =>
      role === "student" ? [[id, personIn(session, id)]] : []
    ),
  );
}

function questionsIn(staff: Y.Doc, from: number): DeedCount[] {
  return [...studentsOf(staff)].flatMap(([by, activity]) =>
    [...askedByMinute(activity)].map(([at, count]): DeedCount => ({
      kind: "questions",
      at: from + at * minute,
      by,
      count,
    }))
  );
}

/** Each sheet counts once, at its last change; and each question on a wall. */
function answersIn({ session, staff }: ClassDocuments): DeedCount[] {
  const given = new Map<string, DeedCount>();
  for (const [key, sheet] of sheets(staff)) {
    if (sheet === true) continue;
    const [resource, member] = key.split(" ");
    const by = personIn(session, member);
    const one = `${resource} ${by}`;
    const at = Math.max(sheet.at, given.get(one)?.at ?? 0);
    given.set(one, { kind: "answers", at, by, count: 1 });
  }
  const posted = [...wishOwners(staff)].flatMap(([id, of]): DeedCount[] => {
    const wish = wishes(session).get(id) ?? of.hidden;
    if (!wish) return [];
    return [{ kind: "answers", at: wish.at, by: of.member, count: 1 }];
  });
  return [...given.values(), ...posted];
}

function shares(docs: ClassDocuments): Happening[] {
  const all = everShared(docs).map(({ shared }) => shared);
  const byId = new Map(all.map((shared) => [shared.id, shared]));
  return [
    ...all.map((resource): Happening => ({
      kind: "shared",
      at: resource.at,
      resource,
      ...(resource.rooms && { rooms: resource.rooms }),
    })),
    ...deedsOf(docs.staff).map(({ resource: id = "", ...deed }): Happening => {
      const resource = byId.get(id);
      const rooms = resource?.rooms;
      return {
        ...deed,
        ...(resource && { resource }),
        ...(rooms && { rooms }),
      };
    }),
  ];
}
