/**
 * Changes of students' groups: moves, Distribute Students, quick groups, Undo, and students' choices (B-6 to B-9,
 * GROUP-4). Each is one commit, and writes only students whose group changes. Writes what `room_assignment.ts` writes,
 * and `undo` of the staff's document.
 */
import { z } from "zod";
import { refusal, refusalForField } from "../model/refuse.ts";
import { defineCommand } from "../define_command.ts";
import {
  type ActiveGroup,
  countGroupSizes,
  hasRoom,
  makeGroup,
} from "../model/allocator.ts";
import { countGroups, type UndoableChange } from "../model/groups.ts";
import {
  breakoutSetting,
  findActiveRoom,
  groupRulesOf,
  listActiveRooms,
  listStudents,
  setBreakoutSettings,
  setUndoableChange,
  undoableChange,
} from "../model/breakouts_layout.ts";
import { makeSeededRandom } from "../model/seeded_random.ts";
import { planDistribution as plan } from "./distribution.ts";
import { idSchema } from "../model/field_schemas.ts";
import type { ClassDocuments } from "../model/layout.ts";
import { countMeetings } from "./partners.ts";
import { capacitySchema, openRooms } from "./breakout_opening.ts";
import {
  requireActiveMember,
  requireConfirmed,
  requireRunning,
} from "../model/permissions.ts";
import { bounds } from "../model/bounds.ts";
import {
  archiveRooms,
  assignRooms,
  makeRoom,
  restoreRoom,
  setRoomsOpen,
} from "./room_assignment.ts";
import { newId } from "../model/ids.ts";
import type { MovedMember } from "../model/views.ts";
import { faultMessage } from "../model/faults.ts";
import { members } from "../model/roots.ts";
import { placementHistory } from "../model/staff_roots.ts";

const maxMoves = 2_000;

export const movesBody = z.strictObject({
  moves: z.array(
    z.strictObject({ member: idSchema, room: idSchema.nullable() }),
  )
    .max(maxMoves)
    .refine(
      (moves) => new Set(moves.map((it) => it.member)).size === moves.length,
      faultMessage("member-twice"),
    ),
});

export const distributeBody = z.strictObject({
  how: z.enum(["shuffle", "even", "new-partners"]),
  onlineOnly: z.boolean().default(false),
  locked: z.array(idSchema).max(maxMoves).default([]),
  apart: z.array(z.tuple([idSchema, idSchema])).max(maxMoves).default([]),
});

/** Moves students, even into a full room. Refuses missing members and rooms with `not-found`. */
export function moveStudents(
  docs: ClassDocuments,
  { moves }: z.output<typeof movesBody>,
  now: number,
): MovedMember[] {
  const { session } = docs;
  moves.forEach(({ member, room }, index) => {
    const entry = members(session).get(member);
    const missing = !entry || entry.role !== "student" || entry.removed
      ? "member"
      : room !== null && !findActiveRoom(session, room)
      ? "room"
      : null;
    if (missing === null) return;
    throw refusalForField(`moves.${index}.${missing}`, `no-such-${missing}`);
  });
  const placements = new Map(moves.map((it) => [it.member, it.room]));
  const moved = assignRooms(docs, "move", placements, now);
  if (moved.length > 0) storeUndo(docs, { how: "move", moved, now });
  return moved;
}

export function distributeStudents(
  docs: ClassDocuments,
  ask: z.output<typeof distributeBody>,
  online: ReadonlySet<string>,
  seed: number,
  now: number,
): MovedMember[] {
  const { session, staff } = docs;
  const students = listStudents(session);
  const { newGroups, archived, moves } = plan(
    {
      groups: listActiveRooms(session),
      students: students.map((it) => ({ ...it, isOnline: online.has(it.id) })),
      rules: groupRulesOf(session),
    },
    {
      ...ask,
      mode: ask.how,
      locked: new Set(ask.locked),
      met: ask.how === "new-partners"
        ? countMeetings(placementHistory(staff), students)
        : new Map(),
    },
    newId,
    makeSeededRandom(seed),
  );
  newGroups.forEach((group) => makeRoom(session, group));
  const moved = assignRooms(docs, "distribute", moves, now);
  archiveRooms(session, archived, now);
  if (moved.length + archived.length > 0) {
    const ids = newGroups.map((group) => group.id);
    storeUndo(docs, { how: "distribute", moved, made: ids, archived, now });
  }
  return moved;
}

/** Body of `POST /api/sessions/:s/breakouts/groups`: size of groups, and whether only online students count. */
export const quickGroupsBody = z.strictObject({
  of: capacitySchema,
  onlineOnly: z.boolean().default(false),
});

/**
 * Makes groups, fills them at random and opens them. Earlier ones, with what was written in them, are archived. Refuses
 * with `conflict` if those are open, and if there are no students, or too many for the number of groups.
 */
export function makeQuickGroups(
  docs: ClassDocuments,
  { of, onlineOnly }: z.output<typeof quickGroupsBody>,
  online: ReadonlySet<string>,
  seed: number,
  now: number,
): MovedMember[] {
  const { session } = docs;
  requireRunning(session, now);
  const earlier = listActiveRooms(session).map(({ id }) => id);
  const wasOpen = breakoutSetting(session, "open") === true;
  if (earlier.length > 0 && wasOpen) throw refusal("groups-there-already");
  const students = listStudents(session);
  const countedStudents = students.filter(({ id }) =>
    !onlineOnly || online.has(id)
  );
  if (countedStudents.length === 0) throw refusal("nobody-to-group");
  const rules = groupRulesOf(session);
  const count = countGroups(countedStudents.length, {
    auto: rules.auto,
    capacity: of,
  });
  if (count > bounds.rooms && !rules.auto) {
    throw refusal("rooms-at-most", { most: bounds.rooms });
  }
  // Later groups get this size, too; an unlimited capacity stays.
  if (rules.capacity !== null) setBreakoutSettings(session, { capacity: of });
  const newGroups: ActiveGroup[] = [];
  while (newGroups.length < count) {
    newGroups.push(makeGroup(newGroups, newId()));
  }
  const { moves } = plan(
    {
      groups: newGroups,
      students: countedStudents.map((it) => ({ ...it, isOnline: true })),
      rules: { ...rules, auto: false },
    },
    {
      mode: "shuffle",
      onlineOnly: false,
      locked: new Set(),
      apart: [],
      met: new Map(),
    },
    newId,
    makeSeededRandom(seed),
  );
  // First, so that the new groups can have their names.
  archiveRooms(session, earlier, now);
  newGroups.forEach((group) => makeRoom(session, group));
  // Those who do not count are in no group.
  const placements = students.map(({ id }) =>
    [id, moves.get(id) ?? null] as const
  );
  const moved = assignRooms(docs, "distribute", new Map(placements), now);
  openRooms(docs, now, new Set(countedStudents.map(({ id }) => id)));
  storeUndo(docs, {
    how: "distribute",
    moved,
    made: newGroups.map(({ id }) => id),
    archived: earlier,
    before: { open: wasOpen, capacity: rules.capacity, of },
    now,
  });
  return moved;
}

/**
 * Undoes the last move or distribution for students who are still in the group that it put them into. Refuses with
 * `conflict` if there is none.
 */
export function undoGroupMoves(
  docs: ClassDocuments,
  now: number,
): MovedMember[] {
  const { session, staff } = docs;
  const last = undoableChange(staff);
  if (!last) {
    throw refusal("no-move-to-undo");
  }
  const placements = new Map<string, string | null>();
  for (const [id, [from, to]] of Object.entries(last.moved)) {
    const member = members(session).get(id);
    if (member && !member.removed && member.room === to) {
      placements.set(id, from);
    }
  }
  const used = new Set(
    listStudents(session).filter(({ id }) => !placements.has(id))
      .map(({ room }) => room),
  );
  // First, so that restored groups have their names again.
  const left = last.made.filter((room) => !used.has(room));
  archiveRooms(session, left, now);
  last.archived.forEach((room) => restoreRoom(session, room));
  if (last.before) restoreSettings(docs, last.before, now);
  const moved = assignRooms(docs, "undo", placements, now);
  setUndoableChange(staff, null);
  return moved;
}

/**
 * Undoes the settings of quick groups: restores the capacity, ends the countdown, and closes the groups if they were
 * closed before.
 */
function restoreSettings(
  docs: ClassDocuments,
  { open, capacity, of }: NonNullable<UndoableChange["before"]>,
  now: number,
): void {
  const { session } = docs;
  // An unlimited capacity was not changed, and a later setting stays.
  if (capacity !== null && breakoutSetting(session, "capacity") === of) {
    setBreakoutSettings(session, { capacity });
  }
  setBreakoutSettings(session, { endsAt: undefined, stopsAt: undefined });
  if (!open) setRoomsOpen(docs, false, now);
}

export function storeUndo(
  { staff }: ClassDocuments,
  { how, moved, made = [], archived = [], before, now }:
    & { moved: readonly MovedMember[]; now: number }
    & Pick<UndoableChange, "how">
    & Partial<Pick<UndoableChange, "made" | "archived" | "before">>,
): void {
  const pairs = moved.map(({ member, from, to }) => [member, [from, to]]);
  setUndoableChange(staff, {
    at: now,
    how,
    moved: Object.fromEntries(pairs),
    made,
    archived,
    ...before && { before },
  });
}

/** Moves a student into a chosen room. Refuses a full room, and unless rooms are open and `entry` is `free`. */
export const chooseRoomCommand = defineCommand({
  kind: "choose-room",
  fields: { room: idSchema.nullable() },
  needs: ["staff"],
  pace: { lane: "rooms", uses: { choices: 1 } },
  decide(context, { room }) {
    const { session, member: id, tx } = context;
    const member = requireActiveMember(session, id, tx.now);
    const rules = groupRulesOf(session);
    if (member.role !== "student") {
      throw refusal("students-in-rooms-only");
    }
    if (rules.auto) {
      throw refusal("auto-breakouts");
    }
    if (rules.entry !== "free") {
      throw refusal("teacher-chooses-rooms");
    }
    if (!breakoutSetting(session, "open")) {
      throw refusal("rooms-not-open-yet");
    }
    if (member.room === room) return;
    // The group is the student's, whose other device may be in it (ACCESS-6).
    if (member.room !== null) requireConfirmed(session, context.seat);
    if (room !== null) {
      if (!findActiveRoom(session, room)) {
        throw refusal("no-such-room");
      }
      const size = countGroupSizes(listStudents(session)).get(room) ?? 0;
      if (!hasRoom(size, rules)) {
        throw refusal("room-full");
      }
    }
    assignRooms(context, "choice", new Map([[id, room]]), tx.now);
  },
});
