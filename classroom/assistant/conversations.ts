/**
 * Ownership of conversations, and the end of answers. Writes the turn, the usage in `<s>/staff`, and
 * its `students`, which mentions questions only while collection is on (ACCESS-2).
 */
import type * as Y from "yjs";
import type { Tx } from "../../sync/authority.ts";
import { isSameSeat } from "../model/persons.ts";
import { kvKeys } from "../storage/kv_keys.ts";
import type {
  AnswerFailure,
  TurnMap,
  TurnState,
} from "../model/conversations.ts";
import type { ClassDocuments } from "../model/layout.ts";
import { addTurnToFeed } from "../model/monitoring/feed.ts";
import { addWorry } from "../model/words/worries.ts";
import { conversationOwner, turnText } from "../model/turns.ts";
import { chargeAnswer, estimateTokens } from "../model/usage.ts";
import { studentActivities, tokenReservations } from "../model/staff_roots.ts";

/** `member`: the person who asked. */
interface AnswerPlace extends ClassDocuments {
  readonly tx: Tx;
  readonly s: string;
  readonly conversation: string;
  readonly member: string;
}

export interface AnswerEnding {
  state: Exclude<TurnState, "streaming">;
  failure?: AnswerFailure;
}

/**
 * Ends an answer, after **Stop**, the last word or a failure: deletes its claim, counts its cost, and ends the
 * student's waiting.
 * @param took tokens used; absent: estimated from the words
 */
export function endAnswer(
  { tx, s, session, staff, conversation, member }: AnswerPlace,
  turn: TurnMap,
  { state, failure }: AnswerEnding,
  took?: number,
): void {
  const id = String(turn.get("id"));
  const reservation = tokenReservations(staff).get(id);
  // The model was not asked for a waiting answer.
  const prompts = reservation && !reservation.waits ? reservation.prompts : 0;
  const text = turnText(turn).toString();
  const estimate = prompts + estimateTokens(text);
  chargeAnswer(staff, { member, turn: id, took: took ?? estimate });
  turn.set("state", state);
  if (failure) turn.set("failure", failure);
  const seat = conversationOwner(turn.doc!) ?? member;
  const reply = { id, at: tx.now, text, kind: "reply", conversation } as const;
  addTurnToFeed({ session, staff, tx }, seat, reply);
  stopWaiting(staff, member);
  if (state === "failed" && !blamelessFailures.has(failure)) {
    recordMissedAnswer(staff, member, tx.now);
  }
  tx.addFact({ key: kvKeys.answering(s, id), delete: true });
}

/** Failures that do not mean that the assistant is out of order. */
const blamelessFailures: ReadonlySet<AnswerFailure | undefined> = new Set<
  AnswerFailure
>([
  "refused",
  "too-long",
  "not-begun",
  "question-stopped",
  "answer-stopped",
]);

/**
 * Marks a student's question as unanswered. Does nothing while **Collect student conversations** is off: the staff's
 * document then names no conversation (ACCESS-2).
 */
function recordMissedAnswer(staff: Y.Doc, member: string, now: number): void {
  const students = studentActivities(staff);
  const activity = students.get(member);
  if (activity?.conversation === undefined) return;
  students.set(member, { ...activity, failedAt: now });
}

/** Adds the guard's signal about a question (M-4, T-3), once. Only while **Collect student conversations** is on. */
export function flagWorryingQuestion(
  staff: Y.Doc,
  member: string,
  about: { at: number; conversation: string; message: string },
): void {
  const students = studentActivities(staff);
  const activity = students.get(member);
  if (!activity) return;
  const indicator = { kind: "worrying", ...about } as const;
  const indicators = addWorry(activity.signals, indicator);
  if (indicators !== activity.signals) {
    students.set(member, { ...activity, signals: indicators });
  }
}

export function stopWaiting(staff: Y.Doc, member: string): void {
  const students = studentActivities(staff);
  const activity = students.get(member);
  if (activity?.askedAt === undefined) return;
  const { askedAt: _, queued: __, ...rest } = activity;
  const indicators = rest.signals.filter((it) => it.for !== "answer");
  students.set(member, { ...rest, signals: indicators });
}

/** Begins the waiting time when the model is asked, as time in the queue does not count. */
export function startWaiting(
  staff: Y.Doc,
  member: string,
  now: number,
): void {
  const students = studentActivities(staff);
  const activity = students.get(member);
  if (!activity?.queued) return;
  const { queued: _, ...rest } = activity;
  students.set(member, { ...rest, askedAt: now });
}

/**
 * Whether a conversation belongs to this seat, or to an alias of it (J-7). Those of others are refused like missing
 * ones (ACCESS-5).
 */
export function isOwnConversation(
  { session, conversation, seat }: {
    session: Y.Doc;
    conversation: Y.Doc;
    seat: string;
  },
): boolean {
  const owner = conversationOwner(conversation);
  return owner !== undefined && isSameSeat(session, owner, seat);
}
