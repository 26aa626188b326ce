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
  mayRejoin: boolean;
  shouldCollect: boolean;
  hours: number;
  breakouts: { isAutomatic: boolean; capacity: number | null };
  shouldKeepGroups: boolean;
  previous: PreviousSession | null;
  /** Resources to share again, and the new class's copies of their pictures. */
  carriedOver: CarriedOverResources | null;
  copies: readonly PictureCopy[];
}

/** The request, with previous or default values for missing fields. */
export function planSession(
  ask: Asked,
  previous: PreviousSession | null,
): SessionPlan {
  const { rejoin = true, collect = true, name = "" } = previous?.record ?? {};
  const { hours = bounds.hours.default } = previous?.record ?? {};
  const { default: usual } = bounds.capacity;
  const { auto = false, capacity = usual } = previous?.breakouts ?? {};
  const groups = {
    isAutomatic: ask.breakouts.auto ?? auto,
    capacity: ask.breakouts.capacity ?? capacity,
  };
  return {
    name: cleanSessionName(ask.name ?? name),
    mayRejoin: ask.rejoin ?? rejoin,
    shouldCollect: ask.collect ?? collect,
    hours: ask.hours ?? hours,
    // Manual groups may be unlimited, automatic ones may not.
    breakouts: groups.isAutomatic
      ? { ...groups, capacity: groups.capacity ?? usual }
      : groups,
    shouldKeepGroups: ask.keepGroups,
    previous,
    carriedOver: ask.keepResources ?? true
      ? resourcesFor(previous, ask.keepGroups)
      : null,
    copies: [],
  };
}

/** The resources to share again; without the groups only those for the whole class. */
function resourcesFor(
  previous: PreviousSession | null,
  shouldKeepGroups: boolean,
): CarriedOverResources | null {
  if (!previous || shouldKeepGroups) return previous && previous.carriedOver;
  const { resources, ...rest } = previous.carriedOver;
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
  { name, mayRejoin, shouldCollect, hours, previous }: SessionPlan,
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
    rejoin: mayRejoin,
    collect: shouldCollect,
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
    nameFilter: previous?.record.nameFilter ?? true,
    blockedWords: previous?.record.blockedWords ?? [],
    prompt: previous?.record.prompt ?? "",
    limits: previous?.record.limits ?? usualLimits,
    mostStudents: previous?.record.mostStudents ?? bounds.students.default,
    ...(previous && { restartOf: previous.of }),
  };
}

/** Fills the session's document. Automatic groups are open from the start (B-7). */
export function fillSession(
  doc: Y.Doc,
  record: SessionRecord,
  teacher: string,
  {
    breakouts: { isAutomatic, capacity },
    previous,
    carriedOver,
    shouldKeepGroups,
  }: SessionPlan,
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
  const open = isAutomatic && record.state === "active";
  setBreakoutSettings(doc, {
    auto: isAutomatic,
    capacity,
    entry: "assigned",
    open,
    ...(open && { openedAt: record.createdAt }),
    stopAtZero: true,
  });
  if (previous) restoreGroups(doc, previous, shouldKeepGroups);
  if (carriedOver) carryOverResources(doc, record, carriedOver);
}

export function fillStaff(
  doc: Y.Doc,
  record: SessionRecord,
  {
    breakouts: { isAutomatic },
    previous,
    carriedOver,
    copies,
    shouldKeepGroups,
  }: SessionPlan,
): void {
  if (previous) {
    const { prompt = "", limits = usualLimits } = previous.record;
    setBlockedWords(doc, record.blockedWords ?? []);
    for (const [id, { room, ...listed }] of previous.listed) {
      const keepsGroup = shouldKeepGroups && room !== undefined;
      classList(doc).set(id, { ...listed, ...(keepsGroup && { room }) });
    }
    const settings = assistantState(doc);
    settings.set("prompt", prompt);
    settings.set("limits", limits);
  }
  if (carriedOver) carryOverStaffParts(doc, record, carriedOver, copies);
  // Students are recognised only if `rejoin` is on in both classes; before the start it may change.
  const isScheduled = record.state === "scheduled";
  if (previous?.record.rejoin && (record.rejoin || isScheduled)) {
    for (const [id, { name, room }] of previous.people) {
      const keepsGroup = shouldKeepGroups && room !== undefined;
      returningMembers(doc).set(id, { name, ...(keepsGroup && { room }) });
    }
  }
  if (isAutomatic && !isScheduled) {
    placementHistory(doc).push([{ at: record.createdAt, kind: "opened" }]);
  }
}
