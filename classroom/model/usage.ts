/**
 * Limits of the assistant per student and class: prompts per minute and tokens per session, for all devices and
 * server instances. A prompt reserves tokens for itself and the longest answer; the ended answer counts what it used.
 */
import type * as Y from "yjs";
import { refusal } from "./refuse.ts";
import type { ClassDocuments } from "./layout.ts";
import { findPerson } from "./persons.ts";
import type {
  AssistantLimits,
  AssistantUsage,
  ClassUsage,
  Quota,
} from "./assistant.ts";
import { bounds } from "./bounds.ts";
import { minuteMs } from "../../formats/times.ts";
import { members } from "./roots.ts";
import {
  assistantState,
  classUsageOf,
  formerMerges,
  memberUsages,
  tokenReservations,
} from "./staff_roots.ts";

const noClassUsage: ClassUsage = { requests: 0, tokens: 0 };

export function readClassUsage(staff: Y.Doc): ClassUsage {
  return classUsageOf(staff) ?? noClassUsage;
}

/**
 * Tokens of removed students. They do not count for the class, whose limit invented names could use up, but for the
 * network address and the server.
 */
export function tokensOfRemovedStudents(
  { session, staff }: ClassDocuments,
): number {
  let sum = 0;
  for (const [id, { tokens }] of memberUsages(staff)) {
    if (isMergedUsage(staff, id)) continue;
    const person = members(session).get(findPerson(session, id));
    // A member without an entry was removed, too.
    if (person === undefined || person.removed === true) sum += tokens;
  }
  return sum;
}

export function setClassUsage(staff: Y.Doc, used: ClassUsage): void {
  assistantState(staff).set("used", used);
}

export function computeClassLimits(
  { classPerMinute, classTokens }: AssistantLimits,
  max: Quota,
): Quota {
  return {
    perMinute: Math.min(classPerMinute ?? Infinity, max.perMinute),
    tokens: Math.min(classTokens ?? Infinity, max.tokens),
  };
}

/**
 * Estimates tokens, rather too many: one per four letters of a word, per three digits, and per other character except
 * blanks.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const [piece] of text.matchAll(/[A-Za-z]+|\d+|[^A-Za-z\d ]+/g)) {
    const charactersPerToken = /^[A-Za-z]/.test(piece)
      ? 4
      : /^\d/.test(piece)
      ? 3
      : 1;
    tokens += Math.ceil(piece.length / charactersPerToken);
  }
  return tokens;
}

const noUsage: AssistantUsage = { recent: [], tokens: 0, conversations: 0 };

/**
 * A student's use with one more prompt; refuses it if the limits are reached. `reserved`: tokens reserved for the
 * student.
 */
export function countPrompt(
  { recent, tokens, conversations }: AssistantUsage = noUsage,
  limits: AssistantLimits,
  reserved: number,
  now: number,
): AssistantUsage {
  if (limits.tokens !== null && tokens + reserved >= limits.tokens) {
    if (tokens < limits.tokens) throw refusal("own-answer-coming");
    throw refusal("own-share-used");
  }
  const recentTimes = recent.filter((at) => at > now - minuteMs && at <= now);
  const { perMinute } = limits;
  if (perMinute !== null && recentTimes.length >= perMinute) {
    const wait = recentTimes[recentTimes.length - perMinute] + minuteMs - now;
    const seconds = Math.ceil(wait / 1000);
    throw refusal("own-pace", { times: perMinute, seconds }, {
      retryAfter: seconds,
    });
  }
  return {
    // Entries beyond the greatest limit cannot change a decision.
    recent: [...recentTimes, now].slice(-bounds.perMinute.max),
    tokens,
    conversations,
  };
}

/** The class's use with one more prompt; refuses it if the limits are reached. */
export function countClassPrompt(
  { requests, tokens, minute }: ClassUsage,
  limits: Quota,
  reserved: number,
  now: number,
): ClassUsage {
  if (tokens + reserved >= limits.tokens) {
    if (tokens < limits.tokens) throw refusal("class-answers-coming");
    throw refusal("class-share-used");
  }
  const seconds = secondsUntil(minute, limits.perMinute, now);
  if (seconds > 0) {
    throw refusal("class-pace", { seconds }, { retryAfter: seconds });
  }
  const { count, ...otherFields } = currentPrompts(minute, now);
  return {
    requests: requests + 1,
    tokens,
    minute: { ...otherFields, count: count + 1 },
  };
}

/**
 * Prompts in the minute from `since`, and in the minute before it. Of the latter, only the part within the last sixty
 * seconds counts.
 */
type Prompts = NonNullable<ClassUsage["minute"]>;

/** Whole seconds until one more prompt is within `max` per minute; 0: now. */
function secondsUntil(
  prompts: Prompts | undefined,
  max: number,
  now: number,
): number {
  for (let seconds = 0; seconds < 120; seconds++) {
    const timeMs = now + seconds * 1000;
    const { since, count, before } = currentPrompts(prompts, timeMs);
    if (count + before * (1 - (timeMs - since) / minuteMs) + 1 <= max) {
      return seconds;
    }
  }
  return 120;
}

function currentPrompts(prompts: Prompts | undefined, now: number): Prompts {
  if (!prompts || now < prompts.since || now - prompts.since >= 2 * minuteMs) {
    return { since: now, count: 0, before: 0 };
  }
  if (now - prompts.since < minuteMs) return prompts;
  return { since: prompts.since + minuteMs, count: 0, before: prompts.count };
}

export function sumUsage(
  staff: Y.Doc,
  isCounted: (member: string) => boolean,
): AssistantUsage {
  const usages = [...memberUsages(staff)]
    .flatMap(([id, usage]) =>
      isCounted(id) && !isMergedUsage(staff, id) ? usage : []
    );
  return usages.reduce<AssistantUsage>((sum, usage) => ({
    recent: [...sum.recent, ...usage.recent].sort((a, b) => a - b),
    tokens: sum.tokens + usage.tokens,
    conversations: sum.conversations + usage.conversations,
  }), noUsage);
}

/** Whether this member's use is counted in another member's, as versions before 0.20 did for aliases. */
function isMergedUsage(staff: Y.Doc, member: string): boolean {
  const merged = formerMerges(staff).get(member);
  return merged !== undefined && !merged.byName;
}

/** Counts an ended answer: drops its reservation, adds the tokens it used. */
export function chargeAnswer(
  staff: Y.Doc,
  { member, turn, took }: { member: string; turn: string; took: number },
): void {
  const chargedMember = tokenReservations(staff).get(turn)?.member ?? member;
  if (tokenReservations(staff).has(turn)) tokenReservations(staff).delete(turn);
  if (took === 0) return;
  const used = readClassUsage(staff);
  setClassUsage(staff, { ...used, tokens: used.tokens + took });
  const usages = memberUsages(staff), previousUsage = usages.get(chargedMember);
  if (!previousUsage) return;
  usages.set(chargedMember, {
    ...previousUsage,
    tokens: previousUsage.tokens + took,
  });
}
