/**
 * The command `answer` writes an answer sheet in `answers` of `<s>/staff` and its copy in `<s>/member/<m>`. A
 * vote in an anonymous poll is an act, as a command would stay in the outbox with its member. In these documents
 * a vote says only that the member has voted; `votes` of `<s>/staff` has the number of votes, and the store alone the
 * choice (`poll_counts.ts`).
 */
import type * as Y from "yjs";
import { z } from "zod";
import type { AppServices } from "../app_services.ts";
import { defineActsFor } from "../define_act.ts";
import { RateLimiter } from "../limits/rate_limiter.ts";
import { requireActiveMember, requireConfirmed } from "../model/permissions.ts";
import { decideOnClass } from "../model/layout.ts";
import type { Identity } from "../model/members.ts";
import { voteBatchKey } from "./poll_counts.ts";
import { findBlockedWords } from "../model/blocked_words.ts";
import {
  type CommandContext,
  defineCommand,
  noteText,
} from "../define_command.ts";
import { isReadableLine } from "../model/display_names.ts";
import {
  findPerson,
  findSeat,
  membersOfSeat,
  ownDocumentName,
} from "../model/persons.ts";
import { refusal, refusalWithoutCopy } from "../model/refuse.ts";
import { bounds } from "../model/bounds.ts";
import { idSchema, typedTextSchema } from "../model/field_schemas.ts";
import { questionRules } from "../model/questions/question_rules.ts";
import {
  type Answer,
  isNonEmptyAnswer,
  type PublicQuestion,
} from "../model/resources/questions.ts";
import { mergeAnswerSheets } from "../model/resources/results.ts";
import {
  type AnswerSheet,
  type CheckResource,
  isCheckOver,
  isSharedWithRoom,
} from "../model/resources/shared_resources.ts";
import {
  answerSheetKey,
  countAnonymousVotes,
  findShared,
  requireShared,
  toOwnAnswerSheet,
} from "../model/resources_layout.ts";
import { ownAnswerSheets } from "../model/roots.ts";
import {
  answerSheets,
  blockedWordsOf,
  voteCounts,
} from "../model/staff_roots.ts";

const answerSchema = z.union([
  z.array(idSchema).max(bounds.choices.max),
  typedTextSchema.trim().max(bounds.shortText),
  z.number(),
]);

/** Answers questions; `done` hands the answer sheet in for good. */
export const answerCommand = defineCommand({
  kind: "answer",
  fields: {
    resource: idSchema,
    answers: z.record(idSchema, answerSchema),
    done: z.boolean().optional(),
  },
  needs: ["staff", "ownDocument"],
  mayCauseAlert: true,
  // A vote from an earlier version's page is refused and stored nowhere.
  isThere: (session, { resource }) =>
    !findShared(session, String(resource), "poll")?.anonymous,
  pace: { lane: "answers", uses: { answers: 1 } },
  decide(context, command) {
    const { session, tx } = context;
    if (findShared(session, command.resource, "poll")?.anonymous) {
      // Sent by a page of an earlier version.
      throw refusalWithoutCopy("wrong-command", { path: "resource" });
    }
    const check = requireCheckOf(context, command.resource);
    const { staff, seat } = context;
    const mergedAnswerSheet = requireNotHandedIn(context, check);
    const key = answerSheetKey(check.id, seat);
    const seatAnswerSheet = answerSheets(staff).get(key) as
      | AnswerSheet
      | undefined;
    const changed: string[] = [];
    for (const [id, answer] of Object.entries(command.answers)) {
      const question = check.questions.find((it) => it.id === id);
      if (!question) throw refusal("not-found");
      // A resend after a lost reply is not late.
      const earlierAnswer = mergedAnswerSheet?.answers[id];
      if (JSON.stringify(earlierAnswer) === JSON.stringify(answer)) continue;
      if (check.results?.some((it) => it.id === id)) throw refusal("ended");
      changed.push(id);
      requireAnswer(check, question, answer, staff);
    }
    for (const id of changed) {
      noteAnswer(context, command, id, mergedAnswerSheet?.answers[id]);
    }
    const late = new Set(seatAnswerSheet?.late);
    for (const id of changed) {
      if (isLate(check, id, tx.now)) late.add(id);
      else late.delete(id);
    }
    const answerSheet: AnswerSheet = {
      answers: { ...seatAnswerSheet?.answers, ...command.answers },
      at: tx.now,
      ...(command.done && { done: true }),
      ...(late.size > 0 && { late: [...late] }),
    };
    tx.reserveBytes(2 * JSON.stringify(answerSheet).length);
    answerSheets(staff).set(key, answerSheet);
    // Adds answers that this person gave as another member.
    const copy = toOwnAnswerSheet(
      mergeAnswerSheets(mergedAnswerSheet, answerSheet),
    );
    ownAnswerSheets(context.ownDocument).set(check.id, copy);
  },
});

function noteAnswer(
  context: CommandContext<"staff">,
  { resource, answers }: { resource: string; answers: AnswerSheet["answers"] },
  question: string,
  previousAnswer: Answer | undefined,
): void {
  const text = answers[question];
  if (typeof text !== "string") return;
  noteText(context, {
    where: "answer",
    of: `${resource} ${question}`,
    text,
    ...(typeof previousAnswer === "string" && { previousText: previousAnswer }),
  });
}

const voteBody = z.strictObject({ answer: answerSchema });

export class AnonymousVoteCounter {
  readonly #limiter = new RateLimiter(() => this.parts.clock());

  constructor(
    private readonly parts: Pick<AppServices, "sync" | "clock" | "onDeleted">,
  ) {}

  /**
   * Counts a vote, which cannot be changed. Refuses a second vote with `already-answered`, and an unconfirmed device,
   * which could vote in the student's place (ACCESS-6).
   */
  async count(
    { session: s, member: seatMember, by: cookieMember = seatMember }: Identity,
    poll: string,
    { answer }: z.output<typeof voteBody>,
  ): Promise<void> {
    const { sync, onDeleted } = this.parts;
    this.#limiter.requireTry(["voteOfMember", `${s} ${cookieMember}`]);
    await decideOnClass(sync, s, ({ session, staff }, tx) => {
      const member = findPerson(session, cookieMember),
        seat = findSeat(session, cookieMember);
      const answerer = { session, staff, member, seat, tx };
      const check = requireCheckOf(answerer, poll);
      if (!check.anonymous) {
        throw refusal("not-found");
      }
      requireConfirmed(session, cookieMember);
      requireNotHandedIn(answerer, check);
      if (check.results) throw refusal("ended");
      if (check.closed) throw refusal("poll-closed");
      const [question] = check.questions;
      if (!isNonEmptyAnswer(answer)) throw refusal("no-answer");
      requireAnswer(check, question, answer, staff);
      const earlierVoteCount = countAnonymousVotes(staff, poll);
      const forms = questionRules[question.kind].countForms(answer);
      const add = Object.fromEntries(forms.map((form) => [form, 1]));
      tx.addFact({ key: voteBatchKey(s, poll, earlierVoteCount), add });
      voteCounts(staff).set(poll, earlierVoteCount + 1);
      answerSheets(staff).set(answerSheetKey(poll, seat), true);
      const ownDocument = tx.doc(ownDocumentName(session, s, cookieMember));
      ownAnswerSheets(ownDocument).set(poll, { done: true });
      // Otherwise the database file would keep the former count for a while.
      tx.afterCommit(() => onDeleted?.());
    }, ({ session }) => [ownDocumentName(session, s, cookieMember)]);
  }
}

const act = defineActsFor<{ votes: AnonymousVoteCounter }>();

export const voteActs = [
  act(
    "POST /resources/:id/vote",
    "member",
    ({ app, who, params, body }) => app.votes.count(who, params.id, body),
    { body: voteBody },
  ),
] as const;

type Answerer = Pick<
  CommandContext<"staff">,
  "session" | "staff" | "member" | "seat" | "tx"
>;

function requireCheckOf(
  { session, member: id, tx }: Answerer,
  resource: string,
): CheckResource {
  const member = requireActiveMember(session, id, tx.now);
  const check = requireShared(session, resource, "quiz", "poll");
  if (member.role !== "student") throw refusal("students-answer");
  if (!isSharedWithRoom(check, member.room)) throw refusal("not-in-room");
  return check;
}

function isLate(check: CheckResource, question: string, now: number): boolean {
  if (isCheckOver(check, now)) return true;
  // If the teacher sets the pace, only answers to the present question are in time.
  return check.pace === "together" &&
    check.questions[check.step ?? 0]?.id !== question;
}

/** The seat's answers so far. Refuses if the answer sheet was handed in. */
function requireNotHandedIn(
  { session, staff, seat }: Answerer,
  { id }: CheckResource,
): AnswerSheet | undefined {
  let mergedAnswerSheet: AnswerSheet | undefined;
  for (const member of membersOfSeat(session, seat)) {
    const answerSheet = answerSheets(staff).get(answerSheetKey(id, member));
    if (!answerSheet) continue;
    if (answerSheet === true || answerSheet.done) {
      throw refusal("already-answered");
    }
    mergedAnswerSheet = mergeAnswerSheets(
      mergedAnswerSheet,
      answerSheet,
    ) as AnswerSheet;
  }
  return mergedAnswerSheet;
}

/** Refuses invalid answers, and blocked or unreadable words in polls. */
function requireAnswer(
  check: CheckResource,
  question: PublicQuestion,
  answer: Answer,
  staff: Y.Doc,
): void {
  // An empty answer withdraws the former one.
  if (!isNonEmptyAnswer(answer)) return;
  const { isValid } = questionRules[question.kind];
  const isPoll = check.poll !== undefined;
  if (!isValid(question, answer, isPoll)) throw refusal("no-such-answer");
  if (!isPoll || typeof answer !== "string") return;
  if (!isReadableLine(answer)) throw refusal("line-unshowable");
  if (findBlockedWords(answer, blockedWordsOf(staff)).length > 0) {
    throw refusal("blocked-answer");
  }
}
