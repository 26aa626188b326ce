/**
 * `answer`: what a student answers to a quiz, or to a poll with names. Writes their sheet in `answers` of
 * `<s>/staff` and its copy in `answers` of `<s>/member/<m>`. A vote on an anonymous poll is a request of its own
 * (`anonymous_votes.ts`), and no command: an outbox is stored with whose it is.
 */
import type * as Y from "yjs";
import { z } from "zod";
import { Refusal } from "../../sync/refusal.ts";
import { requireActiveMember } from "../model/acting.ts";
import { blockedIn } from "../model/blocked_words.ts";
import { blockedWords } from "../model/holding.ts";
import { type CommandContext, defineCommand } from "../define_command.ts";
import { isReadable } from "../model/display_names.ts";
import { membersOf } from "../model/persons.ts";
import { refusal } from "../model/refuse.ts";
import type { Reason } from "../model/refusals.ts";
import { bounds } from "../model/bounds.ts";
import { writtenText } from "../model/controls.ts";
import { id } from "../model/id_schemas.ts";
import { questionRules } from "../model/questions/kinds.ts";
import {
  type Answer,
  type AskedQuestion,
  isGiven,
} from "../model/resources/questions.ts";
import { mergedSheets } from "../model/resources/results.ts";
import {
  type AnswerSheet,
  type Check,
  isFor,
  isOver,
} from "../model/resources/shared.ts";
import {
  findShared,
  ownCopy,
  ownSheets,
  sheetKey,
  sheets,
} from "../model/resources_layout.ts";

/** What is answered to one question: choices, words, or a number. */
export const answerBody = z.union([
  z.array(id).max(bounds.choices.most),
  writtenText.trim().max(bounds.shortText),
  z.number(),
]);

/** Answers questions; with `done` it is handed in, and nothing can be changed any more. */
export const answerCommand = defineCommand({
  kind: "answer",
  fields: {
    resource: id,
    answers: z.record(id, answerBody),
    done: z.boolean().optional(),
  },
  needs: ["staff", "own"],
  pace: { lane: "answers", uses: { answers: 1 } },
  decide(at, command) {
    const { staff, member: me, tx } = at;
    const check = requireTheirs(at, command.resource);
    if (check.kind === "poll" && check.anonymous) {
      const reason = "vote-by-command" satisfies Reason;
      throw new Refusal("malformed", { reason, isSecret: true });
    }
    const theirs = requireNotHandedIn(at, check);
    const key = sheetKey(check.id, me);
    const before = sheets(staff).get(key) as AnswerSheet | undefined;
    const changed: string[] = [];
    for (const [id, answer] of Object.entries(command.answers)) {
      const question = check.questions.find((it) => it.id === id);
      if (!question) throw new Refusal("not-found");
      // What a lost answer of the server's has sent once more was in time then.
      const known = theirs?.answers[id];
      if (JSON.stringify(known) === JSON.stringify(answer)) continue;
      if (check.results?.some((it) => it.id === id)) throw new Refusal("ended");
      changed.push(id);
      requireAnswer(check, question, answer, staff);
    }
    const late = new Set(before?.late);
    for (const id of changed) {
      if (isLate(check, id, tx.now)) late.add(id);
      else late.delete(id);
    }
    const sheet: AnswerSheet = {
      answers: { ...before?.answers, ...command.answers },
      at: tx.now,
      ...(command.done && { done: true }),
      ...(late.size > 0 && { late: [...late] }),
    };
    tx.weigh(2 * JSON.stringify(sheet).length);
    sheets(staff).set(key, sheet);
    // Their page has what they answered under other members too.
    const copy = ownCopy(mergedSheets(theirs, sheet));
    for (const own of at.owns) ownSheets(own).set(check.id, copy);
  },
});

/** Who answers, and in what. */
type Answerer = Pick<
  CommandContext<"staff">,
  "session" | "staff" | "member" | "tx"
>;

/** The quiz or poll, where it is this student's to answer. */
export function requireTheirs(
  { session, member: me, tx }: Answerer,
  resource: string,
): Check {
  const member = requireActiveMember(session, me, tx.now);
  if (member.role !== "student") throw refusal("students-answer");
  const check = findShared(session, resource, "quiz", "poll");
  if (!isFor(check, member.room)) throw new Refusal("not-in-room");
  return check;
}

/** Whether an answer to a question comes after its time. */
function isLate(check: Check, question: string, now: number): boolean {
  if (isOver(check, now)) return true;
  // One by one: those before the one that it stands at are over.
  return check.kind === "quiz" && check.pace === "together" &&
    check.questions[check.step ?? 0]?.id !== question;
}

/** Their answers so far, under all the members who they are. Refused where they have handed it in as one of those. */
export function requireNotHandedIn(
  { session, staff, member }: Answerer,
  { id }: Check,
): AnswerSheet | undefined {
  let theirs: AnswerSheet | undefined;
  for (const other of membersOf(session, member)) {
    const sheet = sheets(staff).get(sheetKey(id, other));
    if (!sheet) continue;
    if (sheet === true || sheet.done) throw new Refusal("already-answered");
    theirs = mergedSheets(theirs, sheet) as AnswerSheet;
  }
  return theirs;
}

/** Refuses what is no answer to a question, and words to a poll that a class is not to see. */
export function requireAnswer(
  check: Check,
  question: AskedQuestion,
  answer: Answer,
  staff: Y.Doc,
): void {
  // Nothing is an answer as well, and takes one back.
  if (!isGiven(answer)) return;
  const { fits } = questionRules[question.kind];
  const isPoll = check.kind === "poll";
  if (!fits(question, answer, isPoll)) throw refusal("no-such-answer");
  if (!isPoll || typeof answer !== "string") return;
  if (!isReadable(answer)) throw refusal("line-unshowable");
  if (blockedIn(answer, blockedWords(staff)).length > 0) {
    throw refusal("blocked-answer");
  }
}
