/**
 * `ask`, `retry` and `stop` (A-1, R-1, SYNC-3). Writes `info` and `turns` of `<s>/conversation/<c>`;
 * `conversations` of `<s>/member/<m>`; `asking`, `assistant`, `usage`, `students` and `conversations` of `<s>/staff`,
 * with words of the question only while collection is on (ACCESS-2).
 */
import type * as Y from "yjs";
import { refusal } from "../model/refuse.ts";
import { requireActiveMember } from "../model/permissions.ts";
import {
  type AnswerTask,
  type CommandContext,
  defineCommand,
} from "../define_command.ts";
import { sessionInfo } from "../model/layout.ts";
import { makeQuotaTest, membersOfSeat } from "../model/persons.ts";
import { type AnswerClaim, kvKeys } from "../storage/kv_keys.ts";
import type {
  AssistantLimits,
  AssistantUsage,
  ClassUsage,
  TokenReservation,
} from "../model/assistant.ts";
import { bounds } from "../model/bounds.ts";
import { idSchema, typedTextSchema } from "../model/field_schemas.ts";
import type { ConversationEntry } from "../model/conversations.ts";
import { newId } from "../model/ids.ts";
import type { Member } from "../model/members.ts";
import {
  maxPromptPreview,
  type StudentActivity,
} from "../model/monitoring/activity.ts";
import { addTurnToFeed } from "../model/monitoring/feed.ts";
import { makePreview } from "../model/previews.ts";
import { assistantSettings } from "../sessions/session_changes.ts";
import { signalsAfterPrompt } from "../model/signals.ts";
import {
  openingTurn,
  requireTemplate,
  systemPrompt,
  templateIdOf,
  templateName,
} from "./conversation_templates.ts";
import { endAnswer, isOwnConversation, stopWaiting } from "./conversations.ts";
import {
  buildModelInput,
  conversationOwner,
  findAnswers,
  findTurn,
  makeConversationTitle,
  makeTurn,
  turnState,
  turnText,
} from "../model/turns.ts";
import {
  computeClassLimits,
  countClassPrompt,
  countPrompt,
  estimateTokens,
  readClassUsage,
  setClassUsage,
  sumUsage,
  tokensOfRemovedStudents,
} from "../model/usage.ts";
import { conversationInfo, conversationsOf, turnsOf } from "../model/roots.ts";
import {
  conversationsForStaff,
  memberUsages,
  studentActivities,
  tokenReservations,
} from "../model/staff_roots.ts";

type AskContext = CommandContext<"conversation" | "staff" | "own">;

export const askCommand = defineCommand({
  kind: "ask",
  fields: {
    conversation: idSchema,
    text: typedTextSchema,
    template: idSchema.optional(),
  },
  needs: ["conversation", "staff", "own"],
  mayCauseAlert: true,
  decide(at, command) {
    const { conversation, seat, session, staff, tx } = at;
    const owner = conversationOwner(conversation);
    if (owner !== undefined && !isOwnConversation(at)) {
      throw refusal("id-taken");
    }
    if (findTurn(conversation, command.id)) return;
    const asking = requireAsker(at);
    const text = command.text.trim();
    if (text === "") throw refusal("no-words-in-question");
    if (text.length > bounds.prompt) {
      throw refusal("question-too-long", {
        most: bounds.prompt,
        length: text.length,
      });
    }
    requireSpace(conversation);
    // Later prompts may name a template, too, but only a new conversation begins from it.
    const template = owner === undefined && command.template
      ? requireTemplate(session, at.member, command.template)
      : undefined;
    const before = buildModelInput(conversation, command.id);
    const cost = costOf(at, asking, [
      systemPrompt(staff, template?.id ?? templateIdOf(conversation)),
      template?.firstMessage ?? "",
      ...before.map((it) => it.text),
      text,
    ]);
    const { usage } = cost;
    if (owner === undefined) {
      if (cost.conversations >= bounds.conversations) {
        throw refusal("conversations-full", { most: bounds.conversations });
      }
      usage.conversations++;
    }
    reserveTokens(at, command, cost);
    if (owner === undefined) {
      const fields = conversationInfo(conversation);
      fields.set("member", seat);
      fields.set("title", makeConversationTitle(text, bounds.title));
      if (template) {
        fields.set("template", template.id);
        turnsOf(conversation).push(openingTurn(template, tx.now));
      }
    }
    const prompts = turnsOf(conversation).toArray()
      .filter((turn) => turn.get("role") === "user")
      .slice(-5).map((turn) => turnText(turn).toString());
    turnsOf(conversation).push([makeTurn({
      id: command.id,
      role: "user",
      text,
      at: tx.now,
      state: "done",
    })]);
    beginAnswer(at, asking, command, {
      turn: newId(),
      prompt: command.id,
      question: text,
      cost,
    });
    listConversation(at, asking, command.conversation);
    if (asking.role === "student") {
      recordActivity(at, command.conversation, {
        text,
        message: command.id,
        before: prompts,
      });
    }
    addTurnToFeed(at, owner ?? seat, {
      id: command.id,
      at: tx.now,
      text,
      kind: "question",
      conversation: command.conversation,
    });
    tx.reserveBytes(2000 + 3 * (template?.firstMessage?.length ?? 0));
  },
});

export const retryCommand = defineCommand({
  kind: "retry",
  fields: { conversation: idSchema, message: idSchema },
  needs: ["conversation", "staff", "own"],
  mayCauseAlert: true,
  decide(at, command) {
    const { conversation } = at;
    if (!isOwnConversation(at)) throw refusal("not-yours");
    if (findTurn(conversation, command.id)) return;
    const asking = requireAsker(at);
    const earlierAnswer = findTurn(conversation, command.message);
    const prompt = earlierAnswer?.get("prompt");
    if (typeof prompt !== "string") throw refusal("not-yours");
    const answers = findAnswers(conversation, prompt);
    if (answers.some(({ turn }) => turnState(turn) === "streaming")) {
      throw refusal("answer-still-written");
    }
    requireSpace(conversation);
    const context = buildModelInput(conversation, prompt);
    const cost = costOf(at, asking, [
      systemPrompt(at.staff, templateIdOf(conversation)),
      ...context.map(({ text }) => text),
    ]);
    reserveTokens(at, command, cost);

    const after = (answers.at(-1)?.at ?? -1) + 1;
    const turn = command.id, question = context.at(-1)!.text;
    beginAnswer(at, asking, command, { turn, prompt, question, cost }, after);
    listConversation(at, asking, command.conversation);
    if (asking.role === "student") {
      recordActivity(at, command.conversation, null);
    }
    at.tx.reserveBytes(2000);
  },
});

/** Adds the answer's turn, and claims it for this server instance in the same commit. */
function beginAnswer(
  {
    answerService,
    conversation,
    member,
    seat,
    s,
    session,
    staff,
    tx,
  }: AskContext,
  asker: Member,
  command: { id: string; conversation: string },
  { turn, prompt, question, cost }:
    & Pick<AnswerTask, "turn" | "prompt" | "question">
    & { cost: Cost },
  place = turnsOf(conversation).length,
): void {
  turnsOf(conversation).insert(place, [makeTurn({
    id: turn,
    role: "assistant",
    text: "",
    at: tx.now,
    state: "streaming",
    model: answerService.model,
    prompt,
  })]);
  const { prompts, held } = cost;
  const { instance } = answerService;
  tokenReservations(staff).set(turn, {
    member: seat,
    prompts,
    held,
    ...answerService.hasQueue && { instance, waits: true },
  });
  const claim: AnswerClaim = {
    instance,
    conversation: command.conversation,
  };
  tx.addFact({ key: kvKeys.answering(s, turn), value: claim });
  const task: AnswerTask = {
    session: s,
    conversation: command.conversation,
    member,
    seat,
    turn,
    prompt,
    question,
    command: command.id,
    inputTokens: prompts,
    isCollected: asker.role === "student" && sessionInfo(session, "collect"),
  };
  tx.afterCommit(() => {
    answerService.spending.confirmReservation(task.command);
    answerService.beginAnswer(task);
  });
}

/** Limits of staff: bounded, as their prompts cost, too. */
const teacherLimits: AssistantLimits = { perMinute: 20, tokens: null };

const noLimits: AssistantLimits = { perMinute: null, tokens: null };

interface Cost extends Omit<TokenReservation, "member"> {
  usage: AssistantUsage;
  /** Number of conversations that count for the same quota. */
  conversations: number;
  ofClass: ClassUsage;
}

/**
 * Computes the cost of a prompt, or refuses it: above the limits of students (set by the teacher) or `teacherLimits`,
 * and above those of the class. Stores nothing.
 */
function costOf(
  at: AskContext,
  asking: Member,
  texts: readonly string[],
): Cost {
  const { staff, answerService: { spending }, tx: { now } } = at;
  const { limits: set } = assistantSettings(staff);
  const limits = asking.role === "student" ? set : teacherLimits;
  const prompts = texts.reduce((sum, it) => sum + estimateTokens(it), 0);
  const reservedTokens = prompts + spending.limits.reserved;
  const isMine = makeQuotaTest(at.session, at.seat);
  const used = sumUsage(staff, isMine);
  const usage = memberUsages(staff).get(at.seat);
  const { perMinute, tokens } = computeClassLimits(set, spending.limits.class);
  const max = {
    perMinute,
    tokens: tokens + tokensOfRemovedStudents(at),
  };
  const all = [...tokenReservations(staff).values()];
  const mine = all.filter((it) => isMine(it.member));
  const sum = (asides: TokenReservation[]) =>
    asides.reduce((sum, it) => sum + it.held, 0);
  countPrompt(used, limits, sum(mine), now);
  return {
    prompts,
    held: reservedTokens,
    usage: countPrompt(usage, noLimits, 0, now),
    conversations: used.conversations,
    ofClass: countClassPrompt(readClassUsage(staff), max, sum(all), now),
  };
}

/** Reserves the cost, or refuses it by the server's budget. After this, the decision must not refuse any more. */
function reserveTokens(
  { staff, seat, s, answerService }: AskContext,
  { id }: { id: string },
  { held: tokens, usage, ofClass }: Cost,
): void {
  answerService.spending.reserve(id, { session: s, member: seat, tokens });
  memberUsages(staff).set(seat, usage);
  setClassUsage(staff, ofClass);
}

function listConversation(at: AskContext, asking: Member, c: string): void {
  const title = String(conversationInfo(at.conversation).get("title"));
  const { now } = at.tx;
  const opened = Number(turnsOf(at.conversation).get(0).get("at"));
  const template = templateName(at, at.conversation);
  const entry: ConversationEntry = {
    title,
    at: opened,
    lastAt: now,
    ...(template && { template }),
  };
  conversationsOf(at.own).set(c, entry);
  if (asking.role !== "student" || !sessionInfo(at.session, "collect")) return;
  const member = conversationOwner(at.conversation) ?? at.seat;
  conversationsForStaff(at.staff).set(c, { member, ...entry });
}

/** Updates the student's activity; with collection off only the counts. */
function recordActivity(
  at: AskContext,
  conversation: string,
  question: { text: string; message: string; before: string[] } | null,
): void {
  const students = studentActivities(at.staff);
  const before = students.get(at.member);
  const { now } = at.tx;
  const turns = (before?.turns ?? 0) + 1;
  const minute = Math.floor(
    (now - sessionInfo(at.session, "startsAt")) / 60_000,
  );
  const minutes = { ...before?.minutes };
  minutes[minute] = (minutes[minute] ?? 0) + 1;
  const counted = {
    lastAt: now,
    turns,
    minutes,
    ...(before?.slots && { slots: before.slots }),
  };
  // Now the student is not idle, and no longer waits for an earlier answer.
  const left = (before?.signals ?? []).filter((it) =>
    it.kind !== "idle" && (it.kind !== "waiting" || it.for === "teacher")
  );
  if (!sessionInfo(at.session, "collect")) {
    students.set(at.member, { ...counted, signals: left });
    return;
  }
  const signals = question
    ? signalsAfterPrompt(
      { ...question, conversation, at: now, words: at.worryingWords },
      left,
    )
    : left;
  students.set(at.member, {
    ...counted,
    conversation,
    ...lastAsked(question?.text, before),
    askedAt: now,
    ...at.answerService.hasQueue && { queued: true },
    signals,
  });
}

function lastAsked(
  text: string | undefined,
  before: StudentActivity | undefined,
): Pick<StudentActivity, "asked"> {
  const question = text === undefined
    ? before?.asked
    : makePreview(text, maxPromptPreview);
  return question ? { asked: question } : {};
}

function requireAsker({ session, member: id, tx }: AskContext): Member {
  const member = requireActiveMember(session, id, tx.now);
  // During **Eyes on me** running answers go on, and no new one begins (S-12).
  const paused = sessionInfo(session, "assistantPaused") ||
    sessionInfo(session, "eyesOnMe");
  if (member.role === "student" && paused) {
    throw refusal("assistant-paused");
  }
  return member;
}

/** Limits a conversation, as it is one document that is loaded whole. */
function requireSpace(conversation: Y.Doc): void {
  const turns = turnsOf(conversation).toArray();
  const length = turns.reduce((sum, turn) => sum + turnText(turn).length, 0);
  if (turns.length < bounds.turns && length < bounds.conversation) return;
  throw refusal("conversation-too-long");
}

export const stopCommand = defineCommand({
  kind: "stop",
  fields: { conversation: idSchema },
  needs: ["conversation", "staff", "own"],
  decide(at, { conversation }) {
    const { s, session, staff, member, seat, tx } = at;
    if (!isOwnConversation(at)) throw refusal("not-yours");
    const place = { s, session, staff, member, tx, conversation };
    for (const turn of turnsOf(at.conversation)) {
      if (turnState(turn) !== "streaming") continue;
      endAnswer(place, turn, { state: "stopped" });
    }
    for (const id of membersOfSeat(session, seat)) stopWaiting(staff, id);
  },
  onStored: ({ answerService, s }, { conversation }) =>
    answerService.stopAnswer(s, conversation),
});
