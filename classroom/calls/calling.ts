/**
 * What staff decide on calls (K-1): where there is one, what students may have on in it, muting, and who is out of it.
 * Each may be decided twice, and nothing happens where it is so already. Writes `call`, `callAsked` and `callOut` of the
 * session's document.
 */
import type * as Y from "yjs";
import { z } from "zod";
import { requireRunning } from "../model/acting.ts";
import { activeRooms } from "../model/breakouts_layout.ts";
import { areGroupsOpen } from "../groups/broadcast.ts";
import { unmergedEntry } from "../people/member_changes.ts";
import { membersOf } from "../model/persons.ts";
import { refusal } from "../model/refuse.ts";
import { iso } from "../model/times.ts";
import type { CallView } from "../model/views.ts";
import {
  callAsked,
  callFacts,
  callOut,
  isAnyCallOn,
  setCall,
} from "../model/calls_layout.ts";
import { endedLast } from "../model/following.ts";

/** Which calls are meant. */
export const callRooms = z.enum(["main", "groups"]);

/** Body of `POST /api/sessions/:s/call`. */
export const startCallBody = z.strictObject({ rooms: callRooms });

/** Body of `PATCH /api/sessions/:s/call`: what students may have on. */
export const changeCallBody = z.strictObject({
  cameras: z.boolean(),
  screens: z.boolean(),
}).partial();

/** Starts a call in the main room, or one in each group; refused with `rooms-closed` where no group is open. */
export function startCall(
  session: Y.Doc,
  { rooms }: z.output<typeof startCallBody>,
  now: number,
): void {
  requireRunning(session, now);
  if (callFacts(session)[rooms] !== undefined) return;
  const hasGroups = areGroupsOpen(session) && activeRooms(session).length > 0;
  if (rooms === "groups" && !hasGroups) throw refusal("open-groups-for-call");
  setCall(session, { [rooms]: now });
}

/** Ends the calls there, or all of them. */
export function endCall(
  session: Y.Doc,
  rooms: z.output<typeof callRooms> | undefined,
): void {
  const all = rooms === undefined ? callRooms.options : [rooms];
  for (const it of all) setCall(session, { [it]: undefined });
  if (!isAnyCallOn(session)) endedLast(session);
}

/** Changes what students may have on. */
export function changeCall(
  session: Y.Doc,
  ask: z.output<typeof changeCallBody>,
): void {
  for (const [key, value] of Object.entries(ask)) {
    setCall(session, { [key]: value || undefined });
  }
}

/** Mutes everybody; whoever was asked to unmute is not asked any more. */
export function muteAll(session: Y.Doc, now: number): void {
  if (!isAnyCallOn(session)) return;
  setCall(session, { mutedAt: now });
  callAsked(session).clear();
}

/** Asks a student to unmute; nobody is unmuted by another. */
export function askToUnmute(session: Y.Doc, id: string, now: number): void {
  requireStudent(session, id);
  if (isAnyCallOn(session)) callAsked(session).set(id, now);
}

/** Takes a student out of the call, as long as there is one. */
export function takeOut(session: Y.Doc, id: string, now: number): void {
  requireStudent(session, id);
  callAsked(session).delete(id);
  if (!isAnyCallOn(session) || callOut(session).has(id)) return;
  callOut(session).set(id, now);
}

/** Lets a student join again. */
export function letBack(session: Y.Doc, id: string): void {
  requireStudent(session, id);
  for (const it of membersOf(session, id)) callOut(session).delete(it);
}

/** Where there is a call, and what students may have on in it, as answers show it. */
export function callView(session: Y.Doc): CallView {
  const { main, groups, cameras, screens } = callFacts(session);
  const time = (at: number | undefined) => at === undefined ? null : iso(at);
  return {
    main: time(main),
    groups: time(groups),
    cameras: cameras === true,
    screens: screens === true,
  };
}

function requireStudent(session: Y.Doc, id: string): void {
  if (unmergedEntry(session, id).role !== "student") {
    throw refusal("students-in-call-only");
  }
}
