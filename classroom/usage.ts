/**
 * How much of the assistant a student has: prompts a minute and tokens a session, counted in the
 * staff's document, so that it holds across devices, restarts and instances.
 */
import type * as Y from "yjs";
import { Refusal } from "../sync/refusal.ts";
import { type AssistantLimits, type AssistantUsage, bounds } from "./schema.ts";

const minute = 60_000;

/** `usage` of the staff's document. */
export function usageOf(staff: Y.Doc): Y.Map<AssistantUsage> {
  return staff.getMap<AssistantUsage>("usage");
}

/** How many tokens a text is, roughly: four letters of an alphabet, or one ideogram. Pure. */
export function tokensOf(text: string): number {
  const wide = text.match(/[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]/g);
  const count = wide?.length ?? 0;
  return count + Math.ceil((text.length - count) / 4);
}

const none: AssistantUsage = { recent: [], tokens: 0, conversations: 0 };

/** One prompt more, or a refusal that says how to go on. Pure. */
export function takePrompt(
  { recent, tokens, conversations }: AssistantUsage = none,
  limits: AssistantLimits,
  costs: number,
  now: number,
): AssistantUsage {
  if (limits.tokens !== null && tokens >= limits.tokens) {
    throw new Refusal(
      "too-often",
      "You have used up what each student has of the assistant in this class. Your teacher can give more.",
    );
  }
  const within = recent.filter((at) => at > now - minute && at <= now);
  const { perMinute } = limits;
  if (perMinute !== null && within.length >= perMinute) {
    const wait = within[within.length - perMinute] + minute - now;
    const seconds = Math.ceil(wait / 1000);
    const times = perMinute === 1 ? "once" : `${perMinute} times`;
    throw new Refusal(
      "too-often",
      `You can ask ${times} a minute. Try again in ${seconds} s.`,
      { retryAfter: seconds },
    );
  }
  return {
    // Past the greatest limit there can be, none of them decides any more.
    recent: [...within, now].slice(-bounds.perMinute.most),
    tokens: tokens + costs,
    conversations,
  };
}

/** Counts what came back. */
export function charge(staff: Y.Doc, member: string, tokens: number): void {
  const usage = usageOf(staff);
  const before = usage.get(member);
  if (!before || tokens === 0) return;
  usage.set(member, { ...before, tokens: before.tokens + tokens });
}
