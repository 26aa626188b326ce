/**
 * A teacher's changes of a session while it runs: switches in the session's document, and the assistant's settings in
 * the staff's, because only staff may read them.
 */
import type * as Y from "yjs";
import { z } from "zod";
import { writtenText } from "../model/controls.ts";
import type { Fault } from "../model/faults.ts";
import { Refusal } from "../../sync/refusal.ts";
import { notePress, pressed, pressOf } from "../presses.ts";
import { refusal, refusalAt } from "../model/refuse.ts";
import { outlastTicket } from "../checks/exit_tickets.ts";
import { press } from "../model/id_schemas.ts";
import { blockedWordsSchema } from "../model/blocked_words.ts";
import { setBlockedWords } from "../model/holding.ts";
import { type ClassDocuments, info, setInfo } from "../model/layout.ts";
import { requireNotEnded } from "../model/acting.ts";
import { noteSwitches } from "../model/activity_events.ts";
import { isShowable } from "../model/display_names.ts";
import type { AssistantLimits, AssistantSettings } from "../model/assistant.ts";
import type { Quota } from "../model/assistant.ts";
import { bounds } from "../model/bounds.ts";
import { scheduleFields } from "./schedule_changes.ts";

const { perMinute, students, tokens } = bounds;

/** Body of `PATCH /api/sessions/:s`. */
export const changeSessionBody = z.strictObject({
  ...scheduleFields,
  joinLocked: z.boolean(),
  chatPaused: z.boolean(),
  assistantPaused: z.boolean(),
  /** **Eyes on me** (S-12): pauses chat and assistant for students, who read this line; null resumes. */
  eyesOnMe: z.strictObject({ text: z.string().max(10_000) }).nullable(),
  nameFilter: z.boolean(),
  /** What holds a student's message for the teacher (C-11). */
  blockedWords: blockedWordsSchema,
  /** The class-wide system prompt; "" takes it away. */
  prompt: writtenText,
  /** A missing field keeps its value; null takes a limit away. */
  limits: z.strictObject({
    perMinute: z.int().min(perMinute.least).max(perMinute.most).nullable(),
    tokens: z.int().min(tokens.least).max(tokens.most).nullable(),
    /** Of the class together, within what the operator gives; null: all of that. */
    classPerMinute: z.int().min(1).max(1e6).nullable(),
    classTokens: z.int().min(tokens.least).max(1e12).nullable(),
    /** How many students the class takes (J-9); those who are in stay. */
    students: z.int().min(students.least).max(students.most),
  }).partial(),
}).partial();

/** Body of `POST /api/sessions/:s/extend`. */
export const extendSessionBody = z.strictObject({
  minutes: z.int().positive(),
  press,
});

/** What each student has of the assistant where the teacher has said nothing. */
export const usualLimits: AssistantLimits = {
  perMinute: bounds.perMinute.usual,
  tokens: bounds.tokens.usual,
};

/** Gives a session more time, once for a press (S3); refused with `conflict` beyond 24 h in total, never cut down (S-4). */
export function extendSession(
  { session, staff }: ClassDocuments,
  ask: z.output<typeof extendSessionBody>,
  now: number,
): void {
  const press = pressOf("extend", ask);
  requireNotEnded(session);
  if (info(session, "state") === "scheduled") throw new Refusal("not-started");
  if (pressed(staff, press, now)) return;
  const endsAt = info(session, "endsAt") + ask.minutes * 60_000;
  const most = bounds.hours.most * 60 * 60_000;
  if (endsAt - info(session, "startsAt") > most) {
    throw refusal("class-too-many-hours", { hours: bounds.hours.most });
  }
  setInfo(session, { endsAt });
  outlastTicket(staff);
  notePress(staff, press, [], now);
}

/** Writes a change into the documents that it belongs to; refuses before it writes. */
export function changeSession(
  session: Y.Doc,
  staff: Y.Doc,
  ask: z.output<typeof changeSessionBody>,
  now: number,
): void {
  const { prompt, limits, eyesOnMe, blockedWords } = ask;
  const { joinLocked, chatPaused, assistantPaused, nameFilter } = ask;
  const switches = { joinLocked, chatPaused, assistantPaused, nameFilter };
  const before = assistantSettings(staff);
  const trimmed = prompt?.trim();
  if (trimmed !== undefined && trimmed.length > bounds.systemPrompt) {
    throw refusal("prompt-too-long", { most: bounds.systemPrompt });
  }
  const line = eyesOnMe?.text.trim();
  if (line !== undefined && line.length > bounds.eyesOnMe) {
    throw refusal("line-too-long", {
      most: bounds.eyesOnMe,
      length: line.length,
    });
  }
  if (line !== undefined && !isShowable(line)) {
    throw refusalAt("eyesOnMe.text", "line-unshowable");
  }
  const changed = Object.entries(switches).filter(([, value]) =>
    value !== undefined
  );
  noteSwitches(session, staff, { ...switches, eyesOnMe }, now);
  setInfo(session, Object.fromEntries(changed));
  if (eyesOnMe !== undefined) {
    setInfo(session, { eyesOnMe: line === undefined ? null : { text: line } });
  }
  if (blockedWords !== undefined) setBlockedWords(staff, blockedWords);
  const map = staff.getMap("assistant");
  if (trimmed !== undefined) map.set("prompt", trimmed);
  if (limits === undefined) return;
  const { students: mostStudents, ...assistant } = limits;
  if (mostStudents !== undefined) setInfo(session, { mostStudents });
  if (Object.keys(assistant).length === 0) return;
  map.set("limits", { ...before.limits, ...assistant });
}

/** The teacher's settings for the assistant of the class. */
export function assistantSettings(staff: Y.Doc): AssistantSettings {
  const map = staff.getMap("assistant");
  return {
    prompt: (map.get("prompt") as string | undefined) ?? "",
    limits: (map.get("limits") as AssistantLimits | undefined) ?? usualLimits,
  };
}

/** Refused where a class would have more of the assistant than the operator gives it. */
export function requireWithin(
  { classPerMinute, classTokens }: NonNullable<
    z.output<typeof changeSessionBody>["limits"]
  >,
  { perMinute, tokens }: Quota,
): void {
  const over = [
    ["classPerMinute", classPerMinute, perMinute] as const,
    ["classTokens", classTokens, tokens] as const,
  ].filter(([, asked, most]) => (asked ?? 0) > most);
  if (over.length === 0) return;
  const errors = over.map(([path, , most]): Fault => ({
    path: `limits.${path}`,
    reason: "over-class-quota",
    values: { most },
  }));
  throw refusal("over-class-quota", { most: over[0][2] }, { errors });
}
