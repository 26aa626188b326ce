/**
 * `answer`: what a student answers to a quiz or a poll. Writes their sheet in `answers` of `<s>/staff` and
 * its copy in `answers` of `<s>/member/<m>`. Of an anonymous poll the choice goes into a count beside the documents, in
 * the same commit, and nothing else keeps it: the command leaves the outbox in the batch that brings it, so that no log
 * has it together with its member.
 */
import { z } from "zod";
import { Refusal } from "../../sync/refusal.ts";
import { requireActiveMember } from "../model/acting.ts";
import { blockedIn } from "../model/blocked_words.ts";
import { blockedWords } from "../model/holding.ts";
import { type CommandContext, defineCommand } from "../define_command.ts";
import type { ClassDocuments } from "../model/layout.ts";
import { isReadable } from "../model/display_names.ts";
import { countsAs, membersOf } from "../model/persons.ts";
import { refusal } from "../model/refuse.ts";
import { bounds } from "../model/bounds.ts";
import { writtenText } from "../model/controls.ts";
import { id } from "../model/id_schemas.ts";
import { questionRules } from "../model/questions/kinds.ts";
import { type Answer, isGiven } from "../model/resources/questions.ts";
import { mergedSheets } from "../model/resources/results.ts";
import {
  type AnswerSheet,
  type Check,
  isFor,
  isOver,
} from "../model/resources/shared.ts";
import { batchKey } from "./poll_counts.ts";
import {
  findShared,
  findSharedOrTaken,
  ownCopy,
  ownSheets,
  sheetKey,
  sheets,
  votes,
  votesCast,
} from "../model/resources_layout.ts";

const answer = z.union([
  z.array(id).max(bounds.choices.most),
  writtenText.trim().max(bounds.shortText),
  z.number(),
]);

/** Answers questions; with `done` it is handed in, and nothing can be changed any more. */
export const answerCommand = defineCommand({
  kind: "answer",
  fields: {
    resource: id,
    answers: z.record(id, answer),
    done: z.boolean().optional(),
  },
  needs: ["staff", "own"],
  pace: { lane: "answers", uses: { answers: 1 } },
  decide(at, command) {
    const { session, staff, seat, member: me, tx } = at;
    const member = requireActiveMember(session, me, tx.now);
    if (member.role !== "student") throw refusal("students-answer");
    const check = findShared(session, command.resource, "quiz", "poll");
    if (!isFor(check, member.room)) throw new Refusal("not-in-room");
    const theirs = requireNotHandedIn(at, check);
    const key = sheetKey(check.id, seat);
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
      // Nothing is an answer as well, and takes one back.
      const { fits } = questionRules[question.kind];
      const isPoll = check.kind === "poll";
      if (isGiven(answer) && !fits(question, answer, isPoll)) {
        throw refusal("no-such-answer");
      }
      // A class sees the words of a poll.
      const isWord = isPoll && typeof answer === "string";
      if (isWord && answer !== "" && !isReadable(answer)) {
        throw refusal("line-unshowable");
      }
      if (isWord && blockedIn(answer, blockedWords(staff)).length > 0) {
        throw refusal("blocked-answer");
      }
    }
    if (check.kind === "poll" && check.anonymous) {
      return castBallot(at, check, command.answers);
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
    ownSheets(at.own).set(check.id, ownCopy(mergedSheets(theirs, sheet)));
  },
});

/**
 * Whether what somebody has put in their outbox may be a vote that nobody may know: whatever names an anonymous poll, or
 * something that is nowhere to be found any more.
 */
export function mayBeSecret(
  docs: ClassDocuments,
  { kind, resource, answers }: Readonly<Record<string, unknown>>,
): boolean {
  const isAnswer = kind === "answer" || answers !== undefined;
  if (!isAnswer && resource === undefined) return false;
  // It is as the client wrote it.
  if (typeof resource !== "string") return true;
  const found = findSharedOrTaken(docs, resource);
  return !found || found.kind === "poll" && found.anonymous === true;
}

/** Whether an answer to a question comes after its time. */
function isLate(check: Check, question: string, now: number): boolean {
  if (isOver(check, now)) return true;
  // One by one: those before the one that it stands at are over.
  return check.kind === "quiz" && check.pace === "together" &&
    check.questions[check.step ?? 0]?.id !== question;
}

/** Counts a choice, once and for good: what nobody keeps nobody can change. */
function castBallot(
  at: CommandContext<"staff" | "own">,
  check: Check,
  answers: Record<string, Answer>,
): void {
  const { s, staff, seat, tx, onOverwritten } = at;
  const { id: poll, questions: [{ id, kind }] } = check;
  const given = answers[id];
  if (!isGiven(given)) throw refusal("no-answer");
  const keys = questionRules[kind].countedAs(given);
  const add = Object.fromEntries(keys.map((key) => [key, 1]));
  const cast = votesCast(staff, poll);
  tx.fact({ key: batchKey(s, poll, cast), add });
  votes(staff).set(poll, cast + 1);
  sheets(staff).set(sheetKey(poll, seat), true);
  ownSheets(at.own).set(poll, { done: true });
  // The file remembers for a while what the count was before.
  tx.after(onOverwritten);
}

/**
 * Their answers so far, under all the members who they are: with or without proof, they have one voice. Refused where
 * they have handed it in as one of those.
 */
function requireNotHandedIn(
  { session, staff, seat, member }: CommandContext<"staff">,
  { id }: Check,
): AnswerSheet | undefined {
  const isMine = countsAs(session, seat);
  let theirs: AnswerSheet | undefined;
  for (const other of membersOf(session, member)) {
    const sheet = sheets(staff).get(sheetKey(id, other));
    if (!sheet || !isMine(other)) continue;
    if (sheet === true || sheet.done) throw new Refusal("already-answered");
    theirs = mergedSheets(theirs, sheet) as AnswerSheet;
  }
  return theirs;
}
