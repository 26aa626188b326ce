/**
 * `answer`: writes a sheet in `answers` of `<s>/staff` and its copy in `<s>/member/<m>`. Votes on
 * anonymous polls are requests, since an outbox names its member. Their commit writes who has voted
 * there and in `votes` of `<s>/staff`, and counts the choice in the KV (`poll_counts.ts`), not in documents
 * or logs.
 */
import type * as Y from "yjs";
import { z } from "zod";
import { Refusal } from "../../sync/refusal.ts";
import type { AppServices } from "../app_services.ts";
import { actsWith } from "../define_act.ts";
import { RateLimiter } from "../limits/rate_limiter.ts";
import { requireActiveMember } from "../model/acting.ts";
import { decideOnClass } from "../model/layout.ts";
import type { Who } from "../model/who.ts";
import { batchKey } from "./poll_counts.ts";
import { blockedIn } from "../model/blocked_words.ts";
import { blockedWords } from "../model/holding.ts";
import { type CommandContext, defineCommand } from "../define_command.ts";
import { isReadable } from "../model/display_names.ts";
import {
  membersOf,
  ownDocumentsOf,
  ownsOf,
  personIn,
  seatIn,
} from "../model/persons.ts";
import { refusal } from "../model/refuse.ts";
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
  sharedNow,
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

/** Answers questions; `done` hands the sheet in for good. */
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
    const { session, tx } = at;
    if (sharedNow(session, command.resource, "poll")?.anonymous) {
      // Sent by a page of an earlier version.
      const reason = "wrong-command", values = { path: "resource" };
      throw new Refusal("malformed", { reason, values, withoutCopy: true });
    }
    const check = requireTheirs(at, command.resource);
    const { staff, seat } = at;
    const theirs = requireNotHandedIn(at, check);
    const key = sheetKey(check.id, seat);
    const before = sheets(staff).get(key) as AnswerSheet | undefined;
    const changed: string[] = [];
    for (const [id, answer] of Object.entries(command.answers)) {
      const question = check.questions.find((it) => it.id === id);
      if (!question) throw new Refusal("not-found");
      // A resend after a lost reply is not late.
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
    // Merges answers given as other members of this person.
    const copy = ownCopy(mergedSheets(theirs, sheet));
    for (const own of at.owns) ownSheets(own).set(check.id, copy);
  },
});

const voteBody = z.strictObject({ answer });

export class AnonymousVotes {
  readonly #limiter = new RateLimiter(() => this.parts.clock());

  constructor(
    private readonly parts: Pick<AppServices, "sync" | "clock" | "deleted">,
  ) {}

  /** Counts a vote, which cannot be changed. Refuses a repeated request with `already-answered`. */
  async cast(
    { session: s, member: asked, by = asked }: Who,
    poll: string,
    { answer }: z.output<typeof voteBody>,
  ): Promise<void> {
    const { sync, deleted } = this.parts;
    this.#limiter.require(["voteOfMember", `${s} ${by}`]);
    await decideOnClass(sync, s, ({ session, staff }, tx) => {
      const member = personIn(session, by);
      const at = { session, staff, member, tx };
      const check = requireTheirs(at, poll);
      if (!check.anonymous) {
        throw new Refusal("not-found");
      }
      requireNotHandedIn(at, check);
      if (check.results) throw new Refusal("ended");
      if (check.closed) throw refusal("poll-closed");
      const [question] = check.questions;
      if (!isGiven(answer)) throw refusal("no-answer");
      requireAnswer(check, question, answer, staff);
      const cast = votesCast(staff, poll);
      const keys = questionRules[question.kind].countedAs(answer);
      const add = Object.fromEntries(keys.map((key) => [key, 1]));
      tx.fact({ key: batchKey(s, poll, cast), add });
      votes(staff).set(poll, cast + 1);
      sheets(staff).set(sheetKey(poll, seatIn(session, by)), true);
      for (const own of ownsOf(tx, session, s, member)) {
        ownSheets(own).set(poll, { done: true });
      }
      // The database file keeps the former count for a while.
      tx.after(() => deleted?.());
    }, ({ session }) => ownDocumentsOf(session, s, personIn(session, by)));
  }
}

const act = actsWith<{ votes: AnonymousVotes }>();

export const voteActs = [
  act(
    "POST /resources/:id/vote",
    "member",
    ({ app, who, params, body }) => app.votes.cast(who, params.id, body),
    { body: voteBody },
  ),
] as const;

type Answerer = Pick<
  CommandContext<"staff">,
  "session" | "staff" | "member" | "tx"
>;

function requireTheirs(
  { session, member: me, tx }: Answerer,
  resource: string,
): Check {
  const member = requireActiveMember(session, me, tx.now);
  const check = findShared(session, resource, "quiz", "poll");
  if (member.role !== "student") throw refusal("students-answer");
  if (!isFor(check, member.room)) throw new Refusal("not-in-room");
  return check;
}

function isLate(check: Check, question: string, now: number): boolean {
  if (isOver(check, now)) return true;
  // In a quiz one by one, only the present question is in time.
  return check.pace === "together" &&
    check.questions[check.step ?? 0]?.id !== question;
}

/** The person's answers so far. Refuses if they have handed in. */
function requireNotHandedIn(
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

/** Refuses invalid answers, and blocked or unreadable words in polls. */
function requireAnswer(
  check: Check,
  question: AskedQuestion,
  answer: Answer,
  staff: Y.Doc,
): void {
  // An empty answer withdraws one.
  if (!isGiven(answer)) return;
  const { fits } = questionRules[question.kind];
  const isPoll = check.poll !== undefined;
  if (!fits(question, answer, isPoll)) throw refusal("no-such-answer");
  if (!isPoll || typeof answer !== "string") return;
  if (!isReadable(answer)) throw refusal("line-unshowable");
  if (blockedIn(answer, blockedWords(staff)).length > 0) {
    throw refusal("blocked-answer");
  }
}
