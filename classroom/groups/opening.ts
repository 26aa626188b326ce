/**
 * Opening and closing of rooms (B-1, B-4, B-6, B-7, B-13): settings, grace and timer. Due times are in the
 * session's document, so repeated checks are harmless. Writes `breakouts` of the session's document.
 */
import { z } from "zod";
import type * as Y from "yjs";
import { refusal, refusalAt } from "../model/refuse.ts";
import { placeFor, sizesOf } from "../model/allocator.ts";
import {
  activeRoom,
  activeRooms,
  breakouts,
  rulesOf,
  setBreakouts,
  students,
} from "../model/breakouts_layout.ts";
import { writtenText } from "../model/controls.ts";
import { id, press } from "../model/id_schemas.ts";
import { attach, cleanInstructions } from "./instructions.ts";
import { assignRooms, setOpen } from "./room_assignment.ts";
import { bounds } from "../model/bounds.ts";
import type { BreakoutsView } from "../model/views.ts";
import { wholeWithin } from "../model/faults.ts";
import { iso } from "../model/times.ts";
import { requireRunning } from "../model/acting.ts";
import { type ClassDocuments, isRunning } from "../model/layout.ts";
import { areGroupsOpen } from "./broadcast.ts";

const { least, most, usual } = bounds.capacity;

/** Students per group (B-1). The refusal names the bounds. */
export const capacity = wholeWithin(least, most);

const minutes = z.number().positive().max(bounds.breakoutMinutes);

/** Body of `PATCH /api/sessions/:s/breakouts`. `file`: id of an upload. */
export const changeBreakoutsBody = z.strictObject({
  auto: z.boolean(),
  capacity: capacity.nullable(),
  entry: z.enum(["automatic", "assigned", "free"]),
  minutes: minutes.nullable(),
  stopAtZero: z.boolean(),
  instructions: writtenText.max(100_000).nullable(),
  file: id.nullable(),
}).partial();

export const stopBreakoutsBody = z.strictObject({
  grace: z.number().min(0).max(bounds.graceSeconds).optional(),
});

export const extendBreakoutsBody = z.strictObject({ minutes, press });

/** Body of `POST /api/sessions/:s/breakouts/timer`; without `stopAtZero` the setting stays. */
export const startTimerBody = z.strictObject({
  minutes,
  stopAtZero: z.boolean().optional(),
});

/**
 * Changes the settings; `by` owns the upload. Moves nobody (GROUP-3). Switching automatic on opens the groups
 * unless they were ended. Minutes start the countdown while groups are open.
 */
export function changeBreakouts(
  docs: ClassDocuments,
  ask: z.output<typeof changeBreakoutsBody>,
  by: string,
  now: number,
): void {
  const { session } = docs;
  const before = rulesOf(session);
  const auto = ask.auto ?? before.auto;
  const next = ask.capacity === undefined ? before.capacity : ask.capacity;
  if (auto && ask.capacity === null) {
    throw refusalAt("capacity", "capacity-when-auto", { least, most });
  }
  const instructions = ask.instructions === undefined
    ? breakouts(session, "instructions")
    : cleanInstructions(ask.instructions);
  const file = attach(docs, ask.file, {
    before: breakouts(session, "file"),
    by,
  });
  const asked = ask.minutes ?? null;
  const counts = asked !== null && breakouts(session, "open");
  if (counts) setEnd(session, now, asked, now);
  setBreakouts(session, {
    auto,
    capacity: auto ? next ?? usual : next,
    entry: ask.entry ?? before.entry,
    stopAtZero: ask.stopAtZero ?? breakouts(session, "stopAtZero") ?? true,
    instructions,
    file,
  });
  // Before the class (S-7) they stay closed, and open with it.
  const opens = auto && !before.auto && isRunning(session, now) &&
    !wereEnded(session);
  if (opens) setOpen(docs, true, now);
  if (ask.minutes === undefined) return;
  // Minutes for the next countdown; null ends the present one.
  setBreakouts(session, { minutes: ask.minutes ?? undefined });
  if (ask.minutes === null) setBreakouts(session, { endsAt: undefined });
}

/** Whether groups with members were open and were ended: only **Start** reopens these. */
function wereEnded(session: Y.Doc): boolean {
  return !breakouts(session, "open") &&
    breakouts(session, "openedAt") !== undefined &&
    students(session).some(({ room }) => room && activeRoom(session, room));
}

/**
 * Opens the rooms; entry `automatic` places students without a room. Refuses with `conflict` without rooms.
 * @param only the students to place; absent: all
 */
export function openRooms(
  docs: ClassDocuments,
  now: number,
  only?: ReadonlySet<string>,
): void {
  const { session } = docs;
  requireRunning(session, now);
  setBreakouts(session, { stopsAt: undefined });
  if (breakouts(session, "open")) return;
  const rules = rulesOf(session);
  if (!rules.auto && activeRooms(session).length === 0) {
    throw refusal("no-rooms-to-start");
  }
  if (!rules.auto && rules.entry === "automatic") placeAll(docs, now, only);
  setBreakouts(session, { endsAt: undefined });
  setOpen(docs, true, now);
}

/** Closes the rooms, now or after a grace. Members keep their rooms for reopening. */
export function stop(
  docs: ClassDocuments,
  { grace = 0 }: z.output<typeof stopBreakoutsBody>,
  now: number,
): void {
  if (!breakouts(docs.session, "open")) return;
  if (grace === 0) return close(docs, now);
  setBreakouts(docs.session, { stopsAt: now + Math.round(grace * 1000) });
}

/** Starts or restarts the countdown, and cancels a pending end. Refuses as {@link extend}. */
export function startTimer(
  session: Y.Doc,
  { minutes, stopAtZero }: z.output<typeof startTimerBody>,
  now: number,
): void {
  setEnd(session, now, minutes, now);
  setBreakouts(session, { minutes });
  if (stopAtZero !== undefined) setBreakouts(session, { stopAtZero });
}

/** Stops the countdown and a pending end; the rooms stay open. The minutes are kept. */
export function stopTimer(session: Y.Doc, now: number): void {
  requireRunning(session, now);
  setBreakouts(session, { endsAt: undefined, stopsAt: undefined });
}

/**
 * Extends the countdown and cancels a pending end. Refuses with `rooms-closed` if closed, and with `conflict`
 * beyond the longest time.
 */
export function extend(
  session: Y.Doc,
  { minutes }: z.output<typeof extendBreakoutsBody>,
  now: number,
): void {
  setEnd(
    session,
    Math.max(breakouts(session, "endsAt") ?? now, now),
    minutes,
    now,
  );
}

function setEnd(
  session: Y.Doc,
  from: number,
  minutes: number,
  now: number,
): void {
  if (!breakouts(session, "open")) {
    throw refusal("open-rooms-first");
  }
  const endsAt = from + Math.round(minutes * 60_000);
  const most = bounds.breakoutMinutes * 60_000;
  if (endsAt - (breakouts(session, "openedAt") ?? now) > most) {
    throw refusal("rooms-open-too-long", {
      hours: bounds.breakoutMinutes / 60,
    });
  }
  setBreakouts(session, { endsAt, stopsAt: undefined });
}

/** When the rooms close automatically; null: never. */
export function closesAt(session: Y.Doc): number | null {
  if (!breakouts(session, "open")) return null;
  const zero = breakouts(session, "stopAtZero")
    ? breakouts(session, "endsAt")
    : undefined;
  const stops = breakouts(session, "stopsAt");
  const at = Math.min(zero ?? Infinity, stops ?? Infinity);
  return at === Infinity ? null : at;
}

export function closeIfDue(docs: ClassDocuments, now: number): void {
  const at = closesAt(docs.session);
  if (at !== null && now >= at) close(docs, now);
}

export function breakoutsView(session: Y.Doc): BreakoutsView {
  const time = (at: number | undefined) => at === undefined ? null : iso(at);
  return {
    ...rulesOf(session),
    open: areGroupsOpen(session),
    openedAt: time(breakouts(session, "openedAt")),
    minutes: breakouts(session, "minutes") ?? null,
    endsAt: time(breakouts(session, "endsAt")),
    stopAtZero: breakouts(session, "stopAtZero") ?? true,
    stopsAt: time(breakouts(session, "stopsAt")),
    instructions: breakouts(session, "instructions") ?? null,
    file: breakouts(session, "file") ?? null,
  };
}

function close(docs: ClassDocuments, now: number): void {
  setBreakouts(docs.session, { endsAt: undefined, stopsAt: undefined });
  setOpen(docs, false, now);
}

function placeAll(
  docs: ClassDocuments,
  now: number,
  only?: ReadonlySet<string>,
): void {
  const { session } = docs;
  const groups = activeRooms(session), rules = rulesOf(session);
  const all = students(session);
  const sizes = sizesOf(all);
  const wanted = new Map<string, string>();
  for (const { id, room } of all) {
    if (room !== null || only?.has(id) === false) continue;
    const found = placeFor(groups, sizes, rules);
    if (found.kind !== "group") continue;
    sizes.set(found.room, (sizes.get(found.room) ?? 0) + 1);
    wanted.set(id, found.room);
  }
  assignRooms(docs, "start", wanted, now);
}
