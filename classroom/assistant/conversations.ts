/**
 * Whose a conversation is, and how an answer in it ends. Writes its turn, and of `<s>/staff` `students`, which
 * tells of questions only while collection is on (A2).
 */
import type * as Y from "yjs";
import type { Tx } from "../../sync/authority.ts";
import { isSameSeat } from "../model/persons.ts";
import { keys } from "../storage/session_keys.ts";
import type { Failure, TurnState } from "../model/conversations.ts";
import { studentsOf } from "../model/conversations_layout.ts";
import { ownerOf, textOf, type TurnMap } from "../model/turns.ts";
import { askingOf, charge, estimateTokens } from "../model/usage.ts";

export interface Ending {
  state: Exclude<TurnState, "streaming">;
  failure?: Failure;
}

/**
 * Ends an answer, whoever does: the student by **Stop**, the model by its last word, the server because it
 * failed. Its claim goes, what it cost is counted, nobody waits for it any more.
 *
 * @param took how many tokens that was; without it, what is estimated from the words
 */
export function endAnswer(
  { tx, s, staff, member }: { tx: Tx; s: string; staff: Y.Doc; member: string },
  turn: TurnMap,
  { state, failure }: Ending,
  took?: number,
): void {
  const id = String(turn.get("id"));
  const asking = askingOf(staff).get(id);
  // What waited for its turn was asked of nobody.
  const prompts = asking && !asking.waits ? asking.prompts : 0;
  const estimate = prompts + estimateTokens(textOf(turn).toString());
  charge(staff, { member, turn: id, took: took ?? estimate });
  turn.set("state", state);
  if (failure) turn.set("failure", failure);
  stopWaiting(staff, member);
  if (state === "failed" && !withoutBlame.has(failure)) {
    missAnswer(staff, member, tx.now);
  }
  tx.fact({ key: keys.answering(s, id), delete: true });
}

/** Failures that do not mean that the assistant is out of order. */
const withoutBlame: ReadonlySet<Failure | undefined> = new Set<Failure>([
  "refused",
  "too-long",
  "not-begun",
]);

/** The assistant has failed, and the student's question is without an answer; with collection off nobody is told (A2). */
function missAnswer(staff: Y.Doc, member: string, now: number): void {
  const students = studentsOf(staff);
  const activity = students.get(member);
  if (activity?.conversation === undefined) return;
  students.set(member, { ...activity, failedAt: now });
}

/** The first words of an answer are there: the student does not wait any more. */
export function stopWaiting(staff: Y.Doc, member: string): void {
  const students = studentsOf(staff);
  const activity = students.get(member);
  if (activity?.askedAt === undefined) return;
  const { askedAt: _, queued: __, ...rest } = activity;
  const signals = rest.signals.filter((it) => it.for !== "answer");
  students.set(member, { ...rest, signals });
}

/** The model is being asked: from now on the student waits for it, and not for a turn. */
export function startWaiting(
  staff: Y.Doc,
  member: string,
  now: number,
): void {
  const students = studentsOf(staff);
  const activity = students.get(member);
  if (!activity?.queued) return;
  const { queued: _, ...rest } = activity;
  students.set(member, { ...rest, askedAt: now });
}

/** Whether a conversation is of this seat, or of a member that was merged into it (J-7). What is another's is `not-yours`, as what is not there (A5). */
export function isTheirs(
  { session, conversation, seat }: {
    session: Y.Doc;
    conversation: Y.Doc;
    seat: string;
  },
): boolean {
  const owner = ownerOf(conversation);
  return owner !== undefined && isSameSeat(session, owner, seat);
}
