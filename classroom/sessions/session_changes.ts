/**
 * Changes of a session that has not ended: switches in the session's document; blocked words and the assistant's
 * settings in the staff's, which only staff read.
 */
import type * as Y from "yjs";
import { z } from "zod";
import {
  idempotencyKeySchema,
  typedTextSchema,
} from "../model/field_schemas.ts";
import type { Fault } from "../model/faults.ts";
import {
  findEarlierResults,
  idempotentRequest,
  recordIdempotencyKey,
} from "../idempotency.ts";
import { refusal, refusalForField } from "../model/refuse.ts";
import { detachTicket } from "../checks/exit_tickets.ts";
import { blockedWordsSchema } from "../model/blocked_words.ts";
import { setBlockedWords } from "../model/held_messages.ts";
import {
  type ClassDocuments,
  sessionInfo,
  setSessionInfo,
} from "../model/layout.ts";
import { requireNotEnded } from "../model/permissions.ts";
import { recordSwitchEvents } from "../model/activity_events.ts";
import { isShowable } from "../model/display_names.ts";
import type {
  AssistantLimits,
  AssistantSettings,
  Quota,
} from "../model/assistant.ts";
import { bounds } from "../model/bounds.ts";
import { assistantState } from "../model/staff_roots.ts";
import { scheduleFields } from "./schedule_changes.ts";

const { perMinute, students, tokens } = bounds;

export const changeSessionBody = z.strictObject({
  ...scheduleFields,
  joinLocked: z.boolean(),
  chatPaused: z.boolean(),
  assistantPaused: z.boolean(),
  eyesOnMe: z.strictObject({ text: z.string().max(10_000) }).nullable()
    .describe(
      "pauses chat and assistant for students, who read this line; null resumes",
    ),
  nameFilter: z.boolean(),
  blockedWords: blockedWordsSchema,
  prompt: typedTextSchema.describe("class-wide instructions; empty: none"),
  limits: z.strictObject({
    perMinute: z.int().min(perMinute.min).max(perMinute.max).nullable(),
    tokens: z.int().min(tokens.min).max(tokens.max).nullable(),
    classPerMinute: z.int().min(1).max(1e6).nullable().describe(
      "of the class, within the operator's limits; null: the operator's",
    ),
    classTokens: z.int().min(tokens.min).max(1e12).nullable(),
    students: z.int().min(students.min).max(students.max).describe(
      "how many may be in the class; members stay",
    ),
  }).partial().describe(
    "a missing field keeps its value; null removes a limit",
  ),
}).partial();

export const extendSessionBody = z.strictObject({
  minutes: z.int().positive(),
  press: idempotencyKeySchema,
});

export const usualLimits: AssistantLimits = {
  perMinute: bounds.perMinute.default,
  tokens: bounds.tokens.default,
};

/**
 * Extends a session; a repeated request has no second effect (SYNC-3). Refuses with `conflict` beyond 24 h in total
 * (S-4).
 */
export function extendSession(
  { session, staff }: ClassDocuments,
  ask: z.output<typeof extendSessionBody>,
  now: number,
): void {
  const keyedRequest = idempotentRequest("extend", ask);
  requireNotEnded(session);
  if (sessionInfo(session, "state") === "scheduled") {
    throw refusal("not-started");
  }
  if (findEarlierResults(staff, keyedRequest, now)) return;
  const endsAt = sessionInfo(session, "endsAt") + ask.minutes * 60_000;
  const maxMs = bounds.hours.max * 60 * 60_000;
  if (endsAt - sessionInfo(session, "startsAt") > maxMs) {
    throw refusal("class-too-many-hours", { hours: bounds.hours.max });
  }
  setSessionInfo(session, { endsAt });
  detachTicket(staff);
  recordIdempotencyKey(staff, keyedRequest, [], now);
}

/** Changes switches and settings. Refuses before it writes anything. */
export function changeSession(
  session: Y.Doc,
  staff: Y.Doc,
  ask: z.output<typeof changeSessionBody>,
  now: number,
): void {
  const { prompt, limits, eyesOnMe, blockedWords } = ask;
  const { joinLocked, chatPaused, assistantPaused, nameFilter } = ask;
  const switches = { joinLocked, chatPaused, assistantPaused, nameFilter };
  const settings = assistantSettings(staff);
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
    throw refusalForField("eyesOnMe.text", "line-unshowable");
  }
  const changed = Object.entries(switches).filter(([, value]) =>
    value !== undefined
  );
  recordSwitchEvents(session, staff, { ...switches, eyesOnMe }, now);
  setSessionInfo(session, Object.fromEntries(changed));
  if (eyesOnMe !== undefined) {
    setSessionInfo(session, {
      eyesOnMe: line === undefined ? null : { text: line },
    });
  }
  if (blockedWords !== undefined) setBlockedWords(staff, blockedWords);
  const map = assistantState(staff);
  if (trimmed !== undefined) map.set("prompt", trimmed);
  if (limits === undefined) return;
  const { students: mostStudents, ...assistant } = limits;
  if (mostStudents !== undefined) setSessionInfo(session, { mostStudents });
  if (Object.keys(assistant).length === 0) return;
  map.set("limits", { ...settings.limits, ...assistant });
}

export function assistantSettings(staff: Y.Doc): AssistantSettings {
  const map = assistantState(staff);
  return {
    prompt: (map.get("prompt") as string | undefined) ?? "",
    limits: (map.get("limits") as AssistantLimits | undefined) ?? usualLimits,
  };
}

/** Refuses class limits above the operator's. */
export function requireWithinQuota(
  { classPerMinute, classTokens }: NonNullable<
    z.output<typeof changeSessionBody>["limits"]
  >,
  { perMinute, tokens }: Quota,
): void {
  const over = [
    ["classPerMinute", classPerMinute, perMinute] as const,
    ["classTokens", classTokens, tokens] as const,
  ].filter(([, limit, max]) => (limit ?? 0) > max);
  if (over.length === 0) return;
  const errors = over.map(([path, , max]): Fault => ({
    path: `limits.${path}`,
    reason: "over-class-quota",
    values: { most: max },
  }));
  throw refusal("over-class-quota", { most: over[0][2] }, { errors });
}
