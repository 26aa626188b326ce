/**
 * Making, changing and deleting breakout rooms (B-5, B-6, B-15, B-16, B-18). Writes `rooms` and `breakouts`
 * of the session's document.
 */
import { z } from "zod";
import type * as Y from "yjs";
import { refusal, refusalForField } from "../model/refuse.ts";
import type { ActiveGroup } from "../model/allocator.ts";
import {
  breakoutSetting,
  findActiveRoom,
  listActiveRooms,
  listStudents,
  setUndoableChange,
} from "../model/breakouts_layout.ts";
import { closeRooms } from "./breakout_opening.ts";
import { forgetBroadcasts } from "./broadcast.ts";
import {
  idempotencyKeySchema,
  idSchema as anId,
  typedTextSchema,
} from "../model/field_schemas.ts";
import { attachFile, cleanInstructions } from "./instructions.ts";
import {
  findFreeGroupNames,
  isGroupNamed,
  isSameGroupName,
  makeRoomName,
} from "../model/group_names.ts";
import { cleanRoomName } from "../model/display_names.ts";
import { archiveRooms, assignRooms, makeRoom } from "./room_assignment.ts";
import { storeUndo } from "./moves.ts";
import { bounds } from "../model/bounds.ts";
import type { Room } from "../model/groups.ts";
import type { RoomView } from "../model/views.ts";
import { toIsoString } from "../../formats/times.ts";
import type { ClassDocuments } from "../model/layout.ts";
import { rooms } from "../model/roots.ts";

/** Body of `POST /api/sessions/:s/breakouts/rooms`: names, or a number of rooms with the next names. */
export const addRoomsBody = z.strictObject({
  names: z.array(z.string().max(1000)).min(1).max(bounds.rooms).optional(),
  count: z.int().min(1).max(bounds.rooms).optional(),
  press: idempotencyKeySchema,
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
  instructions: typedTextSchema.max(100_000).nullable(),
  file: anId.nullable(),
}).partial();

/** Makes rooms. Refuses with `auto-breakouts` while groups are automatic (B-5). */
export function addRooms(
  session: Y.Doc,
  { names, count = names?.length ?? 0 }: {
    readonly names?: readonly string[];
    readonly count?: number;
  },
  newId: () => string,
): RoomView[] {
  if (breakoutSetting(session, "auto")) {
    throw refusal("rooms-made-automatically");
  }
  const existingRooms = listActiveRooms(session);
  if (existingRooms.length + count > bounds.rooms) {
    throw refusal("rooms-at-most", { most: bounds.rooms });
  }
  const cleanNames =
    names?.map((name, index) => cleanRoomName(name, `names.${index}`)) ??
      findFreeGroupNames(existingRooms.map(({ name }) => name), count);
  const namedRooms: Pick<ActiveGroup, "name">[] = [...existingRooms];
  cleanNames.forEach((name, index) => {
    requireFreeName(namedRooms, name, `names.${index}`);
    namedRooms.push({ name });
  });
  const order = Math.max(-1, ...existingRooms.map((room) => room.order)) + 1;
  const newRooms = cleanNames.map((name, index) => ({
    id: newId(),
    name,
    order: order + index,
  }));
  newRooms.forEach((room) => makeRoom(session, room));
  return newRooms.map(({ id, ...room }) => roomView(id, room));
}

/** Renames a room, or changes its instructions; moves nobody (GROUP-3). */
export function changeRoom(
  docs: ClassDocuments,
  id: string,
  ask: z.output<typeof changeRoomBody>,
  uploaderId: string,
): RoomView {
  const { session } = docs;
  const room = findActiveRoom(session, id);
  if (!room) throw refusal("no-such-room");
  const next = { ...room };
  const name = ask.name === undefined ? undefined : cleanRoomName(ask.name);
  // Naming an automatic group as it is shown changes nothing.
  if (name !== undefined && !isGroupNamed(room.name, name)) {
    delete next.number;
    Object.assign(next, makeRoomName(name));
    requireFreeName(
      listActiveRooms(session).filter((it) => it.id !== id),
      next.name,
      "name",
    );
  }
  if (ask.instructions !== undefined) {
    const instructions = cleanInstructions(ask.instructions);
    if (instructions === undefined) delete next.instructions;
    else next.instructions = instructions;
  }
  const file = attachFile(docs, ask.file, {
    previousFile: room.file,
    uploaderId,
    room: id,
  });
  if (file) next.file = file;
  else delete next.file;
  if (JSON.stringify(next) !== JSON.stringify(room)) {
    rooms(session).set(id, next);
  }
  return roomView(id, next);
}

/**
 * Ends the breakout and archives all rooms; everyone returns to the main room (B-15). While groups are automatic, the
 * next join makes new ones, which **Start** opens.
 */
export function deleteRooms(docs: ClassDocuments, now: number): void {
  const { session, staff } = docs;
  const home = new Map(listStudents(session).map(({ id }) => [id, null]));
  assignRooms(docs, "delete", home, now);
  archiveRooms(session, listActiveRooms(session).map(({ id }) => id), now);
  closeRooms(docs, {}, now);
  forgetBroadcasts(staff);
  setUndoableChange(staff, null);
}

/**
 * Archives a room; its members return to the main room. Undo restores both. Without the last room the breakout ends.
 * Refuses a missing room with `not-found`.
 */
export function deleteRoom(
  docs: ClassDocuments,
  id: string,
  now: number,
): void {
  const { session } = docs;
  if (!findActiveRoom(session, id)) throw refusal("no-such-room");
  const home = listStudents(session).filter(({ room }) => room === id)
    .map(({ id }) => [id, null] as const);
  const moved = assignRooms(docs, "move", new Map(home), now);
  archiveRooms(session, [id], now);
  if (listActiveRooms(session).length === 0) closeRooms(docs, {}, now);
  storeUndo(docs, { how: "move", moved, archived: [id], now });
}

export function roomViews(session: Y.Doc): RoomView[] {
  return listActiveRooms(session).map(({ id, ...room }) => roomView(id, room));
}

function roomView(
  id: string,
  { name, order, instructions, file, archivedAt }: Room,
): RoomView {
  return {
    id,
    name,
    order,
    instructions: instructions ?? null,
    file: file ?? null,
    ...(archivedAt && { archivedAt: toIsoString(archivedAt) }),
  };
}

function requireFreeName(
  otherRooms: readonly Pick<ActiveGroup, "name">[],
  name: string,
  path: string,
): void {
  if (!otherRooms.some((it) => isSameGroupName(it.name, name))) return;
  throw refusalForField(path, "room-name-taken", { name });
}
