/**
 * When the rooms are open (B-1, B-4, B-6, B-7, B-13): the settings, start and end, grace and timer. The session's
 * document says what is due next, so it does not matter who looks at the clock, or how often. Writes `breakouts` of the
 * session's document.
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

/** Max students per group (B-1); outside the bounds it is refused with them. */
export const capacity = wholeWithin(least, most);

const minutes = z.number().positive().max(bounds.breakoutMinutes);

/** Body of `PATCH /api/sessions/:s/breakouts`. A file is named by the id of its upload. */
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

/** Body of `POST /api/sessions/:s/breakouts/timer`; without `stopAtZero` what happens at zero stays as it is set. */
export const startTimerBody = z.strictObject({
  minutes,
  stopAtZero: z.boolean().optional(),
});

/**
 * Changes the settings; `by` is whose upload a file may be. Nobody is moved by it (G3); switching automatic on opens
 * the groups, unless they were ended. Minutes begin the countdown while the groups are open.
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
  // Before the class begins (S-7) they are closed, and open with it.
  const opens = auto && !before.auto && isRunning(session, now) &&
    !wereEnded(session);
  if (opens) setOpen(docs, true, now);
  if (ask.minutes === undefined) return;
  // While the groups are closed these are what the timer begins with; without any there is nothing to count down.
  setBreakouts(session, { minutes: ask.minutes ?? undefined });
  if (ask.minutes === null) setBreakouts(session, { endsAt: undefined });
}

/** Whether there are groups with people in them that were open and were ended: only **Start** sends these off again. */
function wereEnded(session: Y.Doc): boolean {
  return !breakouts(session, "open") &&
    breakouts(session, "openedAt") !== undefined &&
    students(session).some(({ room }) => room && activeRoom(session, room));
}

/**
 * Opens the rooms; with entry `automatic`, whoever has none yet gets one. Refused with `conflict` without rooms.
 *
 * @param only whom it is about; absent: all students
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

/** Closes the rooms, now or after a grace; members keep their rooms, so that they can be opened again. */
export function stop(
  docs: ClassDocuments,
  { grace = 0 }: z.output<typeof stopBreakoutsBody>,
  now: number,
): void {
  if (!breakouts(docs.session, "open")) return;
  if (grace === 0) return close(docs, now);
  setBreakouts(docs.session, { stopsAt: now + Math.round(grace * 1000) });
}

/** Starts the countdown, or starts it anew; an end that is under way is off. Refused as {@link extend} is. */
export function startTimer(
  session: Y.Doc,
  { minutes, stopAtZero }: z.output<typeof startTimerBody>,
  now: number,
): void {
  setEnd(session, now, minutes, now);
  setBreakouts(session, { minutes });
  if (stopAtZero !== undefined) setBreakouts(session, { stopAtZero });
}

/**
 * Stops the countdown, and an end that is under way: the rooms stay as they are, open without a limit. The minutes are
 * kept for the next one. Where they have closed meanwhile there is nothing to stop.
 */
export function stopTimer(session: Y.Doc, now: number): void {
  requireRunning(session, now);
  setBreakouts(session, { endsAt: undefined, stopsAt: undefined });
}

/**
 * Gives more time; an end that is under way is off. Refused with `rooms-closed` while they are, and with `conflict`
 * beyond what a class can last in total, never cut down.
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

/** When the rooms close by themselves; null: they do not. */
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

/** The settings and the state, as answers show them. */
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

/** Everybody who has no room gets one, the smallest first, as long as there is room; in one record. */
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
