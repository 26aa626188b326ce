/**
 * Signals that help a teacher of thirty look at the right one (M-4), as functions of what is known. From what
 * a student writes nothing is computed while collection is off (A2): nobody calls these then.
 */
import {
  idleAfter,
  type StudentActivity,
  type StudentSignal,
  type WaitsFor,
} from "./monitoring/activity.ts";
import { signalWords } from "./signal_words.ts";

/** A student waits when no word of the answer has come for this long, in ms. */
const waitsAfter = 15_000;
/** A student waits for a teacher when their hand or their call for help is up for this long, in ms. */
const waitsForTeacherAfter = 2 * 60_000;
/** Where the assistant failed, nobody waits for it longer than this, in ms. */
const givesUpAfter = 10 * 60_000;
/** Among so many who are online, where so large a part is idle, being idle tells nobody apart. */
const manyOnline = 4, nearlyAll = 3 / 4;

/** Shares of words from which two questions are the same one. */
const same = 0.8;

/** A prompt, and what it comes after. */
interface AskedPrompt {
  conversation: string;
  message: string;
  text: string;
  /** The prompts before it in its conversation, the latest last. */
  before: readonly string[];
  at: number;
}

/** The signals after a prompt: worrying ones stay until dealt with, all others are of the latest prompt. */
export function signalsOf(
  asked: AskedPrompt,
  before: readonly StudentSignal[] = [],
): StudentSignal[] {
  const { conversation, message, text, at } = asked;
  const about = { at, conversation, message };
  const signals = before.filter((it) =>
    it.kind === "worrying" || it.for === "teacher"
  );
  const words = plain(text);
  if (lists.worrying.test(words)) signals.push({ kind: "worrying", ...about });
  if (lists.offTask.test(words)) signals.push({ kind: "off-task", ...about });
  if (asked.before.slice(-5).some((it) => isSame(plain(it), words))) {
    signals.push({ kind: "stuck", ...about });
  }
  // A few are enough to make somebody look.
  return signals.slice(-20);
}

/**
 * The signals as time has passed: who waits, who has long done nothing.
 *
 * @param handAt since when their hand or their call for help is up
 * @param actedAt when they last did anything
 */
export function signalsAt(
  activity: StudentActivity,
  isOnline: boolean,
  now: number,
  handAt?: number,
  actedAt = 0,
): StudentSignal[] {
  const { askedAt } = activity;
  const lastAt = Math.max(activity.lastAt, actedAt);
  const signals = activity.signals.filter(({ kind }) =>
    kind !== "waiting" && kind !== "idle"
  );
  const waits = waitsOf(activity, isOnline, now, handAt);
  signals.push(...waits);
  if (
    waits.length === 0 && askedAt === undefined && isOnline &&
    now - lastAt > idleAfter
  ) signals.push({ kind: "idle", at: lastAt });
  return signals;
}

/** Whether it is worth a word that somebody is idle: the class is at work here, and not nearly all of it is idle. */
export function tellsIdle(
  { idle, online, isBusy }: {
    /** How many are idle, of how many who are online. */
    idle: number;
    online: number;
    /** Anybody has done anything of late: else the class is at something else. */
    isBusy: boolean;
  },
): boolean {
  return isBusy && (online < manyOnline || idle < online * nearlyAll);
}

function waitsOf(
  { askedAt, failedAt, queued }: StudentActivity,
  isOnline: boolean,
  now: number,
  handAt: number | undefined,
): StudentSignal[] {
  const waits: StudentSignal[] = [];
  const add = (at: number, what: WaitsFor) =>
    waits.push({ kind: "waiting", at, for: what });
  const since = (at: number | undefined) => at === undefined ? 0 : now - at;
  // In a queue nobody is stuck: it moves, and the page says how far.
  if (!queued && since(askedAt) > waitsAfter) add(askedAt!, "answer");
  if (!isOnline) return waits;
  const failed = since(failedAt);
  if (failed > waitsAfter && failed <= givesUpAfter) add(failedAt!, "model");
  if (since(handAt) > waitsForTeacherAfter) add(handAt!, "teacher");
  return waits;
}

/** Whether two questions, in plain words, are the same one. */
function isSame(a: string, b: string): boolean {
  if (a === b) return true;
  const one = new Set(a.split(" ")), other = new Set(b.split(" "));
  if (one.size < 4 || other.size < 4) return false;
  const shared = [...one].filter((word) => other.has(word)).length;
  return shared / (one.size + other.size - shared) >= same;
}

/** Lower case, letters and digits alone, one space between words. */
function plain(text: string): string {
  return text.normalize("NFKC").toLowerCase()
    .replaceAll(/[’']/g, "").replaceAll(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/** What is written without spaces between its words. */
const han = /\p{Script=Han}/u;

const lists = {
  worrying: pattern(Object.values(signalWords).flatMap((it) => it.worrying)),
  offTask: pattern(Object.values(signalWords).flatMap((it) => it.offTask)),
};

function pattern(entries: readonly string[]): RegExp {
  const each = entries.map((entry) => {
    const words = plain(entry) + (entry.endsWith("*") ? "\\p{L}*" : "");
    return han.test(entry)
      ? words
      : `(?<![\\p{L}\\p{N}])${words}(?![\\p{L}\\p{N}])`;
  });
  return new RegExp(each.join("|"), "u");
}
