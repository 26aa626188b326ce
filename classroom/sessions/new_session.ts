/** The start of a session (S-1, B-1): options, record and documents. */
import * as Y from "yjs";
import { z } from "zod";
import { setBreakoutSettings } from "../model/breakouts_layout.ts";
import { generateCode } from "./join_codes.ts";
import { setBlockedWords } from "../model/held_messages.ts";
import { idSchema } from "../model/field_schemas.ts";
import { setSessionInfo } from "../model/layout.ts";
import { cleanSessionName } from "../model/display_names.ts";
import { capacitySchema } from "../groups/breakout_opening.ts";
import type { SessionRecord } from "../storage/kv_keys.ts";
import { type PreviousClass, restoreGroups } from "./returning.ts";
import { bounds } from "../model/bounds.ts";
import { newId } from "../model/ids.ts";
import type { PictureCopy } from "../files/picture_copies.ts";
import {
  type CarriedOverResources,
  carryOverResources,
  carryOverStaffParts,
} from "./carried_over.ts";
import { usualLimits } from "./session_changes.ts";
import { faultMessage } from "../model/faults.ts";
import { members } from "../model/roots.ts";
import {
  assistantState,
  classList,
  placementHistory,
  returningMembers,
} from "../model/staff_roots.ts";
import {
  dateTimeSchema,
  hoursSchema,
  plannedEnd,
  timeZoneSchema,
} from "./schedule_changes.ts";

/**
 * Body of `POST /api/sessions`. With `restartOf`, missing fields are those of that class (S-6). `startsAt` schedules it
 * (S-7).
 */
export const createSessionBody = z.strictObject({
  name: z.string().optional(),
  rejoin: z.boolean().optional(),
  collect: z.boolean().optional(),
  hours: hoursSchema.optional(),
  breakouts: z.strictObject({ auto: z.boolean(), capacity: capacitySchema })
    .partial()
    .default({}),
  restartOf: idSchema.optional(),
  keepGroups: z.boolean().default(false),
  keepResources: z.boolean().optional().describe(
    "keeps templates, quizzes, polls and exit ticket; otherwise true",
  ),
  endActive: z.boolean().default(false),
  startsAt: dateTimeSchema.optional().describe("schedules it"),
  repeat: z.int().min(1).max(bounds.repeats.max).optional().describe(
    "so many times, weekly at the same time in `zone`",
  ),
  zone: timeZoneSchema.optional(),
  form: idSchema.optional().describe("the press"),
}).refine(({ name, restartOf }) => (name ?? restartOf) !== undefined, {
  path: ["name"],
  message: faultMessage("missing"),
}).refine(({ startsAt, repeat }) => startsAt !== undefined || isOnce(repeat), {
  path: ["startsAt"],
  message: faultMessage("missing"),
}).refine(({ zone, repeat }) => zone !== undefined || isOnce(repeat), {
  path: ["zone"],
  message: faultMessage("missing"),
});

type Asked = z.output<typeof createSessionBody>;

function isOnce(repeat: number | undefined): boolean {
  return repeat === undefined || repeat === 1;
}

export interface PreviousSession extends PreviousClass {
  record: SessionRecord;
  /** The session in which the students were: an earlier one if the repeated class was never held. */
  of: string;
}

export interface SessionPlan {
  name: string;
  rejoin: boolean;
  collect: boolean;
  hours: number;
  breakouts: { auto: boolean; capacity: number | null };
  keepGroups: boolean;
  before: PreviousSession | null;
  /** Resources to share again, and the new class's copies of their pictures. */
  carriedOver: CarriedOverResources | null;
  copies: readonly PictureCopy[];
}

/** The request, with previous or default values for missing fields. */
export function planSession(
  ask: Asked,
  before: PreviousSession | null,
): SessionPlan {
  const { rejoin = true, collect = true, name = "" } = before?.record ?? {};
  const { hours = bounds.hours.default } = before?.record ?? {};
  const { default: usual } = bounds.capacity;
  const { auto = false, capacity = usual } = before?.breakouts ?? {};
  const groups = {
    auto: ask.breakouts.auto ?? auto,
    capacity: ask.breakouts.capacity ?? capacity,
  };
  return {
    name: cleanSessionName(ask.name ?? name),
    rejoin: ask.rejoin ?? rejoin,
    collect: ask.collect ?? collect,
    hours: ask.hours ?? hours,
    // Manual groups may be unlimited, automatic ones may not.
    breakouts: groups.auto
      ? { ...groups, capacity: groups.capacity ?? usual }
      : groups,
    keepGroups: ask.keepGroups,
    before,
    carriedOver: ask.keepResources ?? true
      ? resourcesFor(before, ask.keepGroups)
      : null,
    copies: [],
  };
}

/** The resources to share again; without the groups only those for the whole class. */
function resourcesFor(
  before: PreviousSession | null,
  keepGroups: boolean,
): CarriedOverResources | null {
  if (!before || keepGroups) return before && before.carriedOver;
  const { resources, ...rest } = before.carriedOver;
  return { ...rest, resources: resources.filter((it) => !it.shared.rooms) };
}

/** `startsAt` in ms. */
export interface ScheduledStart {
  startsAt: number;
  series?: string;
  zone?: string;
}

export function newRecord(
  owner: string,
  id: string,
  { name, rejoin, collect, hours, before }: SessionPlan,
  now: number,
  scheduled?: ScheduledStart,
): SessionRecord {
  const { startsAt = now, series, zone } = scheduled ?? {};
  return {
    id,
    owner,
    member: newId(),
    createdAt: now,
    code: generateCode(),
    rejoin,
    collect,
    name,
    state: scheduled ? "scheduled" : "active",
    startsAt,
    endsAt: plannedEnd(startsAt, hours),
    hours,
    ...(series && { series }),
    ...(zone && { zone }),
    joinLocked: false,
    chatPaused: false,
    assistantPaused: false,
    nameFilter: before?.record.nameFilter ?? true,
    blockedWords: before?.record.blockedWords ?? [],
    prompt: before?.record.prompt ?? "",
    limits: before?.record.limits ?? usualLimits,
    mostStudents: before?.record.mostStudents ?? bounds.students.default,
    ...(before && { restartOf: before.of }),
  };
}

/** Fills the session's document. Automatic groups are open from the start (B-7). */
export function fillSession(
  doc: Y.Doc,
  record: SessionRecord,
  teacher: string,
  { breakouts: { auto, capacity }, before, carriedOver, keepGroups }:
    SessionPlan,
): void {
  setSessionInfo(doc, {
    name: record.name,
    code: record.code,
    state: record.state,
    startsAt: record.startsAt,
    endsAt: record.endsAt,
    hours: record.hours,
    zone: record.zone,
    rejoin: record.rejoin,
    collect: record.collect,
    joinLocked: false,
    chatPaused: false,
    assistantPaused: false,
    eyesOnMe: null,
    nameFilter: record.nameFilter,
    mostStudents: record.mostStudents,
  });
  members(doc).set(record.member, {
    name: teacher,
    role: "teacher",
    joinedAt: record.createdAt,
    room: null,
  });
  const open = auto && record.state === "active";
  setBreakoutSettings(doc, {
    auto,
    capacity,
    entry: "assigned",
    open,
    ...(open && { openedAt: record.createdAt }),
    stopAtZero: true,
  });
  if (before) restoreGroups(doc, before, keepGroups);
  if (carriedOver) carryOverResources(doc, record, carriedOver);
}

export function fillStaff(
  doc: Y.Doc,
  record: SessionRecord,
  { breakouts: { auto }, before, carriedOver, copies, keepGroups }: SessionPlan,
): void {
  if (before) {
    const { prompt = "", limits = usualLimits } = before.record;
    setBlockedWords(doc, record.blockedWords ?? []);
    for (const [id, { room, ...listed }] of before.listed) {
      const keepsGroup = keepGroups && room !== undefined;
      classList(doc).set(id, { ...listed, ...(keepsGroup && { room }) });
    }
    const settings = assistantState(doc);
    settings.set("prompt", prompt);
    settings.set("limits", limits);
  }
  if (carriedOver) carryOverStaffParts(doc, record, carriedOver, copies);
  // Students are recognised only if `rejoin` is on in both classes; before the start it may change.
  const isScheduled = record.state === "scheduled";
  if (before?.record.rejoin && (record.rejoin || isScheduled)) {
    for (const [id, { name, room }] of before.people) {
      const keepsGroup = keepGroups && room !== undefined;
      returningMembers(doc).set(id, { name, ...(keepsGroup && { room }) });
    }
  }
  if (auto && !isScheduled) {
    placementHistory(doc).push([{ at: record.createdAt, kind: "opened" }]);
  }
}
