/**
 * Computes the indicators of students (M-4). While collection is off (ACCESS-2), no caller passes the text of prompts.
 */
import {
  idleAfterMs,
  type StudentActivity,
  type StudentIndicator,
  type WaitingReason,
} from "./monitoring/activity.ts";
import { offTaskWords } from "./off_task_words.ts";
import { minuteMs } from "../../formats/times.ts";
import { addWorry } from "./words/worries.ts";
import type { WorryingWords } from "./words/worrying_words.ts";
import { plainText } from "./words/plain_text.ts";

/** A student counts as waiting this long after a prompt without an answer, or after a failure (ms). */
const waitsAfterMs = 15_000;
/** A student with a raised hand for this time counts as waiting for a teacher (ms). */
const waitsForTeacherAfterMs = 2 * minuteMs;
/** Time after which waiting for a failed assistant ends (ms). */
const givesUpAfterMs = 10 * minuteMs;
/** If this share of at least `manyOnline` online students is idle, idleness gives no indicator. */
const manyOnline = 4, nearlyAllShare = 3 / 4;

/** Two questions with at least this share of words in common count as the same. */
const sameQuestionShare = 0.8;

interface Prompt {
  conversation: string;
  message: string;
  text: string;
  previousTexts: readonly string[];
  at: number;
  words: WorryingWords;
}

/**
 * A student's indicators after a prompt. Worrying words and waiting for a teacher stay; the others are about the latest
 * prompt.
 */
export function indicatorsAfterPrompt(
  prompt: Prompt,
  previousIndicators: readonly StudentIndicator[] = [],
): StudentIndicator[] {
  const { conversation, message, text, at } = prompt;
  const about = { at, conversation, message };
  let indicators = previousIndicators.filter((indicator) =>
    indicator.kind === "worrying" || indicator.for === "teacher"
  );
  const words = normalizeWords(text);
  if (prompt.words.isWorrying(text)) {
    indicators = addWorry(indicators, { kind: "worrying", ...about });
  }
  if (offTask.test(words)) {
    indicators.push({ kind: "off-task", ...about });
  }
  if (
    prompt.previousTexts.slice(-5).some((previousText) =>
      isSameQuestion(normalizeWords(previousText), words)
    )
  ) {
    indicators.push({ kind: "stuck", ...about });
  }
  return indicators;
}

/**
 * Updates the indicators that depend on time: waiting and idle.
 * @param handAt time of raising a hand or asking for help
 * @param actedAt time of the last action
 */
export function updateTimedIndicators(
  activity: StudentActivity,
  isOnline: boolean,
  now: number,
  handAt?: number,
  actedAt = 0,
): StudentIndicator[] {
  const { askedAt } = activity;
  const lastAt = Math.max(activity.lastAt, actedAt);
  const indicators = activity.signals.filter(({ kind }) =>
    kind !== "waiting" && kind !== "idle"
  );
  const waiting = waitingIndicators(activity, isOnline, now, handAt);
  indicators.push(...waiting);
  if (
    waiting.length === 0 && askedAt === undefined && isOnline &&
    now - lastAt > idleAfterMs
  ) indicators.push({ kind: "idle", at: lastAt });
  return indicators;
}

/** Whether idleness gives an indicator: only if the class is busy, and not nearly all of it is idle. */
export function isIdlenessNotable(
  { idle, online, isBusy }: {
    idle: number;
    online: number;
    isBusy: boolean;
  },
): boolean {
  return isBusy && (online < manyOnline || idle < online * nearlyAllShare);
}

function waitingIndicators(
  { askedAt, failedAt, queued }: StudentActivity,
  isOnline: boolean,
  now: number,
  handAt: number | undefined,
): StudentIndicator[] {
  const indicators: StudentIndicator[] = [];
  const add = (timeMs: number, reason: WaitingReason) =>
    indicators.push({ kind: "waiting", at: timeMs, for: reason });
  const since = (at: number | undefined) => at === undefined ? 0 : now - at;
  // Not for a student in the queue, whose page shows the place in it.
  if (!queued && since(askedAt) > waitsAfterMs) add(askedAt!, "answer");
  if (!isOnline) return indicators;
  const failed = since(failedAt);
  if (failed > waitsAfterMs && failed <= givesUpAfterMs) {
    add(failedAt!, "model");
  }
  if (since(handAt) > waitsForTeacherAfterMs) add(handAt!, "teacher");
  return indicators;
}

function isSameQuestion(a: string, b: string): boolean {
  if (a === b) return true;
  const words = new Set(a.split(" ")), otherWords = new Set(b.split(" "));
  if (words.size < 4 || otherWords.size < 4) return false;
  const sharedCount = [...words].filter((word) => otherWords.has(word)).length;
  return sharedCount / (words.size + otherWords.size - sharedCount) >=
    sameQuestionShare;
}

function normalizeWords(text: string): string {
  return plainText(text).replaceAll(/[’']/g, "").replaceAll(
    /[^\p{L}\p{N}]+/gu,
    " ",
  ).trim();
}

const han = /\p{Script=Han}/u;

const offTask = makePattern(Object.values(offTaskWords).flat());

function makePattern(entries: readonly string[]): RegExp {
  const patterns = entries.map((entry) => {
    const words = normalizeWords(entry) +
      (entry.endsWith("*") ? "\\p{L}*" : "");
    return han.test(entry)
      ? words
      : `(?<![\\p{L}\\p{N}])${words}(?![\\p{L}\\p{N}])`;
  });
  return new RegExp(patterns.join("|"), "u");
}
