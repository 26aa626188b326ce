/**
 * Opening and closing of rooms (B-1, B-4, B-6, B-7, B-13): settings, grace and timer. Due times are in the session's
 * document, so that checks can be repeated. Writes `breakouts` of the session's document.
 */
import { z } from "zod";
import type * as Y from "yjs";
import { refusal, refusalForField } from "../model/refuse.ts";
import { chooseGroup, countGroupSizes } from "../model/allocator.ts";
import {
  breakoutSetting,
  findActiveRoom,
  groupRulesOf,
  listActiveRooms,
  listStudents,
  setBreakoutSettings,
} from "../model/breakouts_layout.ts";
import {
  idempotencyKeySchema,
  idSchema,
  typedTextSchema,
} from "../model/field_schemas.ts";
import { attachFile, cleanInstructions } from "./instructions.ts";
import { assignRooms, setRoomsOpen } from "./room_assignment.ts";
import { bounds } from "../model/bounds.ts";
import type { BreakoutsView } from "../model/views.ts";
import { integerWithin } from "../model/faults.ts";
import { toIsoString } from "../../formats/times.ts";
import { requireRunning } from "../model/permissions.ts";
import { type ClassDocuments, isClassRunning } from "../model/layout.ts";
import { areGroupsOpen } from "./broadcast.ts";

const { min, max, default: usual } = bounds.capacity;

/** Students per group (B-1). The refusal names the bounds. */
export const capacitySchema = integerWithin(min, max);

const minutesSchema = z.number().positive().max(bounds.breakoutMinutes);

/** Body of `PATCH /api/sessions/:s/breakouts`. `file`: id of an upload. */
export const changeBreakoutsBody = z.strictObject({
  auto: z.boolean(),
  capacity: capacitySchema.nullable(),
  entry: z.enum(["automatic", "assigned", "free"]),
  minutes: minutesSchema.nullable(),
  stopAtZero: z.boolean(),
  instructions: typedTextSchema.max(100_000).nullable(),
  file: idSchema.nullable(),
}).partial();

export const stopBreakoutsBody = z.strictObject({
  grace: z.number().min(0).max(bounds.graceSeconds).optional(),
});

export const extendBreakoutsBody = z.strictObject({
  minutes: minutesSchema,
  press: idempotencyKeySchema,
});

/** Body of `POST /api/sessions/:s/breakouts/timer`; without `stopAtZero` the setting stays. */
export const startTimerBody = z.strictObject({
  minutes: minutesSchema,
  stopAtZero: z.boolean().optional(),
});

/**
 * Changes the settings of groups; moves nobody (GROUP-3). Switching `auto` on in a running class opens the groups
 * unless they were ended. While groups are open, `minutes` starts the countdown.
 */
export function changeBreakouts(
  docs: ClassDocuments,
  ask: z.output<typeof changeBreakoutsBody>,
  uploaderId: string,
  now: number,
): void {
  const { session } = docs;
  const rules = groupRulesOf(session);
  const auto = ask.auto ?? rules.auto;
  const capacity = ask.capacity === undefined ? rules.capacity : ask.capacity;
  if (auto && ask.capacity === null) {
    throw refusalForField("capacity", "capacity-when-auto", {
      least: min,
      most: max,
    });
  }
  const instructions = ask.instructions === undefined
    ? breakoutSetting(session, "instructions")
    : cleanInstructions(ask.instructions);
  const file = attachFile(docs, ask.file, {
    previousFile: breakoutSetting(session, "file"),
    uploaderId,
  });
  const minutes = ask.minutes ?? null;
  const shouldStartTimer = minutes !== null && breakoutSetting(session, "open");
  if (shouldStartTimer) setEnd(session, now, minutes, now);
  setBreakoutSettings(session, {
    auto,
    capacity: auto ? capacity ?? usual : capacity,
    entry: ask.entry ?? rules.entry,
    stopAtZero: ask.stopAtZero ?? breakoutSetting(session, "stopAtZero") ??
      true,
    instructions,
    file,
  });
  // Before the class (S-7) groups stay closed; they open with it.
  const shouldOpen = auto && !rules.auto && isClassRunning(session, now) &&
    !wereEnded(session);
  if (shouldOpen) setRoomsOpen(docs, true, now);
  if (ask.minutes === undefined) return;
  // `minutes` is kept for the next countdown; null also ends the present countdown.
  setBreakoutSettings(session, { minutes: ask.minutes ?? undefined });
  if (ask.minutes === null) setBreakoutSettings(session, { endsAt: undefined });
}

/** Whether groups were open, were ended, and still have members: only **Start** reopens such groups. */
function wereEnded(session: Y.Doc): boolean {
  return !breakoutSetting(session, "open") &&
    breakoutSetting(session, "openedAt") !== undefined &&
    listStudents(session).some(({ room }) =>
      room && findActiveRoom(session, room)
    );
}

/**
 * Opens the rooms, and cancels a pending end. With entry `automatic`, first places students without a room. Refuses
 * with `conflict` if there are no rooms and groups are not automatic.
 * @param only the students to place; absent: all
 */
export function openRooms(
  docs: ClassDocuments,
  now: number,
  only?: ReadonlySet<string>,
): void {
  const { session } = docs;
  requireRunning(session, now);
  setBreakoutSettings(session, { stopsAt: undefined });
  if (breakoutSetting(session, "open")) return;
  const rules = groupRulesOf(session);
  if (!rules.auto && listActiveRooms(session).length === 0) {
    throw refusal("no-rooms-to-start");
  }
  if (!rules.auto && rules.entry === "automatic") placeAll(docs, now, only);
  // A running countdown goes on in the groups; one that is over must not close them at once.
  const endsAt = breakoutSetting(session, "endsAt") ?? 0;
  if (endsAt <= now) setBreakoutSettings(session, { endsAt: undefined });
  setRoomsOpen(docs, true, now);
}

/** Closes the rooms, now or after `grace` seconds. Members keep their rooms for reopening. */
export function closeRooms(
  docs: ClassDocuments,
  { grace = 0 }: z.output<typeof stopBreakoutsBody>,
  now: number,
): void {
  if (!breakoutSetting(docs.session, "open")) return;
  if (grace === 0) return closeOpenRooms(docs, now);
  setBreakoutSettings(docs.session, {
    stopsAt: now + Math.round(grace * 1000),
  });
}

/**
 * Starts or restarts the countdown, with or without groups, and cancels a pending end. Refuses with `conflict` beyond
 * the longest time.
 */
export function startTimer(
  session: Y.Doc,
  { minutes, stopAtZero }: z.output<typeof startTimerBody>,
  now: number,
): void {
  setEnd(session, now, minutes, now);
  setBreakoutSettings(session, { minutes });
  if (stopAtZero !== undefined) setBreakoutSettings(session, { stopAtZero });
}

/** Stops the countdown and a pending end; open rooms stay open. The minutes are kept. */
export function stopTimer(session: Y.Doc, now: number): void {
  requireRunning(session, now);
  setBreakoutSettings(session, { endsAt: undefined, stopsAt: undefined });
}

/**
 * Extends the countdown and cancels a pending end. Refuses with `rooms-closed` if there is neither a countdown nor an
 * open room, and with `conflict` beyond the longest time.
 */
export function extendTimer(
  session: Y.Doc,
  { minutes }: z.output<typeof extendBreakoutsBody>,
  now: number,
): void {
  const endsAt = breakoutSetting(session, "endsAt");
  if (endsAt === undefined && !breakoutSetting(session, "open")) {
    throw refusal("open-rooms-first");
  }
  setEnd(session, Math.max(endsAt ?? now, now), minutes, now);
}

function setEnd(
  session: Y.Doc,
  from: number,
  minutes: number,
  now: number,
): void {
  requireRunning(session, now);
  const openedAt = breakoutSetting(session, "open")
    ? breakoutSetting(session, "openedAt")
    : undefined;
  const endsAt = from + Math.round(minutes * 60_000);
  const maxMs = bounds.breakoutMinutes * 60_000;
  if (endsAt - (openedAt ?? now) > maxMs) {
    throw refusal("rooms-open-too-long", {
      hours: bounds.breakoutMinutes / 60,
    });
  }
  setBreakoutSettings(session, { endsAt, stopsAt: undefined });
}

/** When the rooms close automatically; null: never. */
export function automaticCloseTime(session: Y.Doc): number | null {
  if (!breakoutSetting(session, "open")) return null;
  const zeroAt = breakoutSetting(session, "stopAtZero")
    ? breakoutSetting(session, "endsAt")
    : undefined;
  const stopsAt = breakoutSetting(session, "stopsAt");
  const closesAt = Math.min(zeroAt ?? Infinity, stopsAt ?? Infinity);
  return closesAt === Infinity ? null : closesAt;
}

export function closeRoomsIfDue(docs: ClassDocuments, now: number): void {
  const closesAt = automaticCloseTime(docs.session);
  if (closesAt !== null && now >= closesAt) closeOpenRooms(docs, now);
}

export function breakoutsView(session: Y.Doc): BreakoutsView {
  const time = (timeMs: number | undefined) =>
    timeMs === undefined ? null : toIsoString(timeMs);
  return {
    ...groupRulesOf(session),
    open: areGroupsOpen(session),
    openedAt: time(breakoutSetting(session, "openedAt")),
    minutes: breakoutSetting(session, "minutes") ?? null,
    endsAt: time(breakoutSetting(session, "endsAt")),
    stopAtZero: breakoutSetting(session, "stopAtZero") ?? true,
    stopsAt: time(breakoutSetting(session, "stopsAt")),
    instructions: breakoutSetting(session, "instructions") ?? null,
    file: breakoutSetting(session, "file") ?? null,
  };
}

function closeOpenRooms(docs: ClassDocuments, now: number): void {
  setBreakoutSettings(docs.session, { endsAt: undefined, stopsAt: undefined });
  setRoomsOpen(docs, false, now);
}

function placeAll(
  docs: ClassDocuments,
  now: number,
  only?: ReadonlySet<string>,
): void {
  const { session } = docs;
  const groups = listActiveRooms(session), rules = groupRulesOf(session);
  const students = listStudents(session);
  const sizes = countGroupSizes(students);
  const placements = new Map<string, string>();
  for (const { id, room } of students) {
    if (room !== null || only?.has(id) === false) continue;
    const choice = chooseGroup(groups, sizes, rules);
    if (choice.kind !== "group") continue;
    sizes.set(choice.room, (sizes.get(choice.room) ?? 0) + 1);
    placements.set(id, choice.room);
  }
  assignRooms(docs, "start", placements, now);
}
