/**
 * Making, changing and deleting breakout rooms (B-5, B-6, B-15, B-16, B-18). Writes `rooms` and `breakouts`
 * of the session's document.
 */
import { z } from "zod";
import type * as Y from "yjs";
import { bringCallHome } from "../model/following.ts";
import { refusal, refusalAt } from "../model/refuse.ts";
import type { Group } from "../model/allocator.ts";
import {
  activeRoom,
  activeRooms,
  breakouts,
  rooms,
  setBreakouts,
  setUndoable,
  students,
} from "../model/breakouts_layout.ts";
import { forgetBroadcasts } from "./broadcast.ts";
import { writtenText } from "../model/controls.ts";
import { id as anId, press } from "../model/id_schemas.ts";
import { attach, cleanInstructions } from "./instructions.ts";
import {
  freeGroupNames,
  isNameOf,
  isSameGroupName,
  named,
} from "../model/group_names.ts";
import { cleanRoomName } from "../model/display_names.ts";
import {
  archiveRooms,
  assignRooms,
  makeRoom,
  setOpen,
} from "./room_assignment.ts";
import { rememberUndo } from "./moves.ts";
import { bounds } from "../model/bounds.ts";
import type { Room } from "../model/groups.ts";
import type { RoomAnswer } from "../model/views.ts";
import { iso } from "../model/times.ts";
import type { ClassDocuments } from "../model/layout.ts";

/** Body of `POST /api/sessions/:s/breakouts/rooms`: names, or a number of rooms with the next names. */
export const addRoomsBody = z.strictObject({
  names: z.array(z.string().max(1000)).min(1).max(bounds.rooms).optional(),
  count: z.int().min(1).max(bounds.rooms).optional(),
  press,
}).refine(
  ({ names, count }) => (names === undefined) !== (count === undefined),
  { path: ["names"] },
);

/**
 * Body of `PATCH /api/sessions/:s/breakouts/rooms/:r`. Null or empty values remove instructions or file.
 * `file`: id of an upload.
 */
export const changeRoomBody = z.strictObject({
  name: z.string().max(1000),
  instructions: writtenText.max(100_000).nullable(),
  file: anId.nullable(),
}).partial();

/** Makes rooms; refuses with `auto-breakouts` for automatic groups (B-5). */
export function addRooms(
  session: Y.Doc,
  { names, count = names?.length ?? 0 }: {
    readonly names?: readonly string[];
    readonly count?: number;
  },
  newId: () => string,
): RoomAnswer[] {
  if (breakouts(session, "auto")) {
    throw refusal("rooms-made-automatically");
  }
  const there = activeRooms(session);
  if (there.length + count > bounds.rooms) {
    throw refusal("rooms-at-most", { most: bounds.rooms });
  }
  const clean = names?.map((name, at) => cleanRoomName(name, `names.${at}`)) ??
    freeGroupNames(there.map(({ name }) => name), count);
  const all: Pick<Group, "name">[] = [...there];
  clean.forEach((name, at) => {
    requireFreeName(all, name, `names.${at}`);
    all.push({ name });
  });
  const order = Math.max(-1, ...there.map((room) => room.order)) + 1;
  const made = clean.map((name, at) => ({
    id: newId(),
    name,
    order: order + at,
  }));
  made.forEach((room) => makeRoom(session, room));
  return made.map(({ id, ...room }) => roomView(id, room));
}

/** Renames a room, or changes instructions; `by` owns the upload. Moves nobody (GROUP-3). */
export function changeRoom(
  docs: ClassDocuments,
  id: string,
  ask: z.output<typeof changeRoomBody>,
  by: string,
): RoomAnswer {
  const { session } = docs;
  const room = activeRoom(session, id);
  if (!room) throw refusal("no-such-room");
  const next = { ...room };
  const name = ask.name === undefined ? undefined : cleanRoomName(ask.name);
  // Naming an automatic group as it is shown changes nothing.
  if (name !== undefined && !isNameOf(room.name, name)) {
    delete next.number;
    Object.assign(next, named(name));
    requireFreeName(
      activeRooms(session).filter((it) => it.id !== id),
      next.name,
      "name",
    );
  }
  if (ask.instructions !== undefined) {
    const instructions = cleanInstructions(ask.instructions);
    if (instructions === undefined) delete next.instructions;
    else next.instructions = instructions;
  }
  const file = attach(docs, ask.file, { before: room.file, by, room: id });
  if (file) next.file = file;
  else delete next.file;
  if (JSON.stringify(next) !== JSON.stringify(room)) {
    rooms(session).set(id, next);
  }
  return roomView(id, next);
}

/** Archives all rooms; everyone returns to the main room (B-15). The next join starts new automatic groups. */
export function deleteRooms(docs: ClassDocuments, now: number): void {
  const { session, staff } = docs;
  const home = new Map(students(session).map(({ id }) => [id, null]));
  assignRooms(docs, "delete", home, now);
  archiveRooms(session, activeRooms(session).map(({ id }) => id), now);
  setBreakouts(session, { endsAt: undefined, stopsAt: undefined });
  if (!breakouts(session, "auto")) setOpen(docs, false, now);
  bringCallHome(session, now);
  forgetBroadcasts(staff);
  setUndoable(staff, null);
}

/**
 * Archives a room; its members return to the main room. Undo restores both. Refuses a missing room with
 * `not-found`.
 */
export function deleteRoom(
  docs: ClassDocuments,
  id: string,
  now: number,
): void {
  const { session } = docs;
  if (!activeRoom(session, id)) throw refusal("no-such-room");
  const home = students(session).filter(({ room }) => room === id)
    .map(({ id }) => [id, null] as const);
  const moved = assignRooms(docs, "move", new Map(home), now);
  archiveRooms(session, [id], now);
  rememberUndo(docs, { how: "move", moved, archived: [id], now });
}

export function roomViews(session: Y.Doc): RoomAnswer[] {
  return activeRooms(session).map(({ id, ...room }) => roomView(id, room));
}

function roomView(
  id: string,
  { name, order, instructions, file, archivedAt }: Room,
): RoomAnswer {
  return {
    id,
    name,
    order,
    instructions: instructions ?? null,
    file: file ?? null,
    ...(archivedAt && { archivedAt: iso(archivedAt) }),
  };
}

function requireFreeName(
  others: readonly Pick<Group, "name">[],
  name: string,
  path: string,
): void {
  if (!others.some((it) => isSameGroupName(it.name, name))) return;
  throw refusalAt(path, "room-name-taken", { name });
}
