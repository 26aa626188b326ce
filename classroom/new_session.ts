/** What a session begins with (S-1, B-1): what is asked of its teacher, and what its record and documents say then. */
import type * as Y from "yjs";
import { z } from "zod";
import { placements, setBreakouts } from "./breakouts_layout.ts";
import { newCode } from "./codes.ts";
import { members, setInfo } from "./layout.ts";
import { capacity } from "./opening.ts";
import type { SessionRecord } from "./records.ts";
import { bounds, newId } from "./schema.ts";
import { usualLimits } from "./session_changes.ts";

/** Body of `POST /api/sessions`. What is not listed comes with a later version, and is refused. */
export const createAsk = z.strictObject({
  name: z.string(),
  rejoin: z.boolean().default(true),
  collect: z.boolean().default(true),
  hours: z.number().positive().max(bounds.hours.most).default(
    bounds.hours.usual,
  ),
  breakouts: z.strictObject({
    auto: z.boolean().default(false),
    capacity: capacity.default(bounds.capacity.usual),
  }).default({ auto: false, capacity: bounds.capacity.usual }),
  endActive: z.boolean().default(false),
});

type Asked = z.output<typeof createAsk>;

/** The record of a session that begins now. */
export function newRecord(
  owner: string,
  { name, rejoin, collect, hours }: Asked,
  now: number,
): SessionRecord {
  return {
    id: newId(),
    owner,
    member: newId(),
    createdAt: now,
    code: newCode(),
    rejoin,
    collect,
    name,
    state: "active",
    startsAt: now,
    endsAt: now + Math.round(hours * 60 * 60_000),
    joinLocked: false,
    chatPaused: false,
    assistantPaused: false,
    nameFilter: true,
    prompt: "",
    limits: usualLimits,
  };
}

/** The session's document as it begins, with its teacher in it. Automatic groups are open from the start (B-7). */
export function fillSession(
  doc: Y.Doc,
  record: SessionRecord,
  teacher: string,
  { auto, capacity }: Asked["breakouts"],
): void {
  setInfo(doc, {
    name: record.name,
    code: record.code,
    state: record.state,
    startsAt: record.startsAt,
    endsAt: record.endsAt,
    rejoin: record.rejoin,
    collect: record.collect,
    joinLocked: false,
    chatPaused: false,
    assistantPaused: false,
    eyesOnMe: null,
    nameFilter: true,
  });
  members(doc).set(record.member, {
    name: teacher,
    role: "teacher",
    joinedAt: record.createdAt,
    room: null,
  });
  setBreakouts(doc, {
    auto,
    capacity,
    entry: "assigned",
    open: auto,
    ...(auto && { openedAt: record.createdAt }),
    stopAtZero: true,
  });
}

/** The staff's document as it begins. */
export function fillStaff(
  doc: Y.Doc,
  record: SessionRecord,
  { auto }: Asked["breakouts"],
): void {
  if (auto) placements(doc).push([{ at: record.createdAt, kind: "opened" }]);
}
