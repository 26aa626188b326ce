/**
 * Moves between groups: moves, Distribute Students, quick groups, Undo, and students' choices (B-6 to B-9,
 * GROUP-4). Each is one commit, and touches only students whose group changes. Writes what `room_assignment.ts`
 * writes, and `undo` of the staff's document.
 */
import { z } from "zod";
import { Refusal } from "../../sync/refusal.ts";
import { refusal, refusalAt } from "../model/refuse.ts";
import { defineCommand } from "../define_command.ts";
import { type Group, hasRoom, newGroup, sizesOf } from "../model/allocator.ts";
import { groupsFor } from "../model/group_count.ts";
import {
  activeRoom,
  activeRooms,
  breakouts,
  placements,
  rulesOf,
  setBreakouts,
  setUndoable,
  students,
  undoable,
} from "../model/breakouts_layout.ts";
import { seededRandom } from "../model/seeded_random.ts";
import { distribute as plan } from "./distribution.ts";
import { id } from "../model/id_schemas.ts";
import { type ClassDocuments, members } from "../model/layout.ts";
import { countMeetings } from "./partners.ts";
import { capacity, openRooms } from "./opening.ts";
import { requireActiveMember, requireRunning } from "../model/acting.ts";
import { bounds } from "../model/bounds.ts";
import {
  archiveRooms,
  assignRooms,
  makeRoom,
  reviveRoom,
  setOpen,
} from "./room_assignment.ts";
import type { Undoable } from "../model/groups.ts";
import { newId } from "../model/ids.ts";
import type { Moved } from "../model/views.ts";
import { fault } from "../model/faults.ts";

const many = 2_000;

export const movesBody = z.strictObject({
  moves: z.array(z.strictObject({ member: id, room: id.nullable() }))
    .max(many)
    .refine(
      (moves) => new Set(moves.map((it) => it.member)).size === moves.length,
      fault("member-twice"),
    ),
});

export const distributeBody = z.strictObject({
  how: z.enum(["shuffle", "even", "new-partners"]),
  onlineOnly: z.boolean().default(false),
  locked: z.array(id).max(many).default([]),
  apart: z.array(z.tuple([id, id])).max(many).default([]),
});

/** Moves students, even into a full room. Refuses missing members and rooms with `not-found`. */
export function move(
  docs: ClassDocuments,
  { moves }: z.output<typeof movesBody>,
  now: number,
): Moved[] {
  const { session } = docs;
  moves.forEach(({ member, room }, at) => {
    const entry = members(session).get(member);
    const missing = !entry || entry.role !== "student" || entry.removed
      ? "member"
      : room !== null && !activeRoom(session, room)
      ? "room"
      : null;
    if (missing === null) return;
    throw refusalAt(`moves.${at}.${missing}`, `no-such-${missing}`);
  });
  const wanted = new Map(moves.map((it) => [it.member, it.room]));
  const moved = assignRooms(docs, "move", wanted, now);
  if (moved.length > 0) rememberUndo(docs, { how: "move", moved, now });
  return moved;
}

export function distributeStudents(
  docs: ClassDocuments,
  ask: z.output<typeof distributeBody>,
  online: ReadonlySet<string>,
  seed: number,
  now: number,
): Moved[] {
  const { session, staff } = docs;
  const all = students(session);
  const { made, archived, moves } = plan(
    {
      groups: activeRooms(session),
      students: all.map((it) => ({ ...it, online: online.has(it.id) })),
      rules: rulesOf(session),
    },
    {
      ...ask,
      locked: new Set(ask.locked),
      met: ask.how === "new-partners"
        ? countMeetings(placements(staff), all)
        : new Map(),
    },
    newId,
    seededRandom(seed),
  );
  made.forEach((group) => makeRoom(session, group));
  const moved = assignRooms(docs, "distribute", moves, now);
  archiveRooms(session, archived, now);
  if (moved.length + archived.length > 0) {
    const ids = made.map((group) => group.id);
    rememberUndo(docs, { how: "distribute", moved, made: ids, archived, now });
  }
  return moved;
}

/** Body of `POST /api/sessions/:s/breakouts/groups`: size of groups, and whether only online students count. */
export const quickGroupsBody = z.strictObject({
  of: capacity,
  onlineOnly: z.boolean().default(false),
});

/**
 * Makes, fills at random and opens groups in a class without any. Refuses with `conflict` if there are
 * groups, or no students.
 */
export function makeQuickGroups(
  docs: ClassDocuments,
  { of, onlineOnly }: z.output<typeof quickGroupsBody>,
  online: ReadonlySet<string>,
  seed: number,
  now: number,
): Moved[] {
  const { session } = docs;
  requireRunning(session, now);
  if (activeRooms(session).length > 0) throw refusal("groups-there-already");
  const all = students(session)
    .filter(({ id }) => !onlineOnly || online.has(id));
  if (all.length === 0) throw refusal("nobody-to-group");
  const before = rulesOf(session);
  const wasOpen = breakouts(session, "open") === true;
  const count = groupsFor(all.length, { auto: before.auto, capacity: of });
  if (count > bounds.rooms && !before.auto) {
    throw refusal("rooms-at-most", { most: bounds.rooms });
  }
  // Later groups get this size too; an unlimited capacity stays.
  if (before.capacity !== null) setBreakouts(session, { capacity: of });
  const made: Group[] = [];
  while (made.length < count) made.push(newGroup(made, newId()));
  const { moves } = plan(
    {
      groups: made,
      students: all.map((it) => ({ ...it, online: true })),
      rules: { ...before, auto: false },
    },
    {
      how: "shuffle",
      onlineOnly: false,
      locked: new Set(),
      apart: [],
      met: new Map(),
    },
    newId,
    seededRandom(seed),
  );
  made.forEach((group) => makeRoom(session, group));
  const moved = assignRooms(docs, "distribute", moves, now);
  openRooms(docs, now, new Set(all.map(({ id }) => id)));
  rememberUndo(docs, {
    how: "distribute",
    moved,
    made: made.map(({ id }) => id),
    before: { open: wasOpen, capacity: before.capacity, of },
    now,
  });
  return moved;
}

/**
 * Undoes the last move or distribution, for students who are still where it put them. Refuses with `conflict`
 * if there is none.
 */
export function undo(docs: ClassDocuments, now: number): Moved[] {
  const { session, staff } = docs;
  const last = undoable(staff);
  if (!last) {
    throw refusal("no-move-to-undo");
  }
  const wanted = new Map<string, string | null>();
  for (const [id, [from, to]] of Object.entries(last.moved)) {
    const member = members(session).get(id);
    if (member && !member.removed && member.room === to) wanted.set(id, from);
  }
  last.archived.forEach((room) => reviveRoom(session, room));
  if (last.before) setBack(docs, last.before, now);
  const moved = assignRooms(docs, "undo", wanted, now);
  const used = new Set(students(session).map(({ room }) => room));
  const empty = last.made.filter((room) => !used.has(room));
  archiveRooms(session, empty, now);
  setUndoable(staff, null);
  return moved;
}

/** Restores capacity and closes groups that were opened with it; ends their countdown. */
function setBack(
  docs: ClassDocuments,
  { open, capacity, of }: NonNullable<Undoable["before"]>,
  now: number,
): void {
  const { session } = docs;
  // An unlimited capacity was not changed, and a later setting stays.
  if (capacity !== null && breakouts(session, "capacity") === of) {
    setBreakouts(session, { capacity });
  }
  setBreakouts(session, { endsAt: undefined, stopsAt: undefined });
  if (!open) setOpen(docs, false, now);
}

export function rememberUndo(
  { staff }: ClassDocuments,
  { how, moved, made = [], archived = [], before, now }:
    & { moved: readonly Moved[]; now: number }
    & Pick<Undoable, "how">
    & Partial<Pick<Undoable, "made" | "archived" | "before">>,
): void {
  const pairs = moved.map(({ member, from, to }) => [member, [from, to]]);
  setUndoable(staff, {
    at: now,
    how,
    moved: Object.fromEntries(pairs),
    made,
    archived,
    ...before && { before },
  });
}

/** Moves a student to a chosen room, in order of commands; refuses a full room. */
export const chooseRoomCommand = defineCommand({
  kind: "choose-room",
  fields: { room: id.nullable() },
  needs: ["staff"],
  pace: { lane: "rooms", uses: { choices: 1 } },
  decide(at, { room }) {
    const { session, member: id, tx } = at;
    const member = requireActiveMember(session, id, tx.now);
    const rules = rulesOf(session);
    if (member.role !== "student") {
      throw refusal("students-in-rooms-only");
    }
    if (rules.auto) {
      throw new Refusal("auto-breakouts");
    }
    if (rules.entry !== "free") {
      throw refusal("teacher-chooses-rooms");
    }
    if (!breakouts(session, "open")) {
      throw refusal("rooms-not-open-yet");
    }
    if (member.room === room) return;
    if (room !== null) {
      if (!activeRoom(session, room)) {
        throw refusal("no-such-room");
      }
      const size = sizesOf(students(session)).get(room) ?? 0;
      if (!hasRoom(size, rules)) {
        throw new Refusal("room-full");
      }
    }
    assignRooms(at, "choice", new Map([[id, room]]), tx.now);
  },
});
