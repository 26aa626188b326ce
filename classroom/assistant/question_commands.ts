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
import { type AnswerLease, kvKeys } from "../storage/kv_keys.ts";
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
import { makePreview } from "../../formats/markdown/previews.ts";
import { assistantSettings } from "../sessions/session_changes.ts";
import { indicatorsAfterPrompt } from "../model/indicators.ts";
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

type AskContext = CommandContext<"conversation" | "staff" | "ownDocument">;

export const askCommand = defineCommand({
  kind: "ask",
  fields: {
    conversation: idSchema,
    text: typedTextSchema,
    template: idSchema.optional(),
  },
  needs: ["conversation", "staff", "ownDocument"],
  mayCauseAlert: true,
  decide(context, command) {
    const { conversation, seat, session, staff, tx } = context;
    const owner = conversationOwner(conversation);
    if (owner !== undefined && !isOwnConversation(context)) {
      throw refusal("id-taken");
    }
    if (findTurn(conversation, command.id)) return;
    const asker = requireAsker(context);
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
      ? requireTemplate(session, context.member, command.template)
      : undefined;
    const earlierWords = buildModelInput(conversation, command.id);
    const cost = costOf(context, asker, [
      systemPrompt(staff, template?.id ?? templateIdOf(conversation)),
      template?.firstMessage ?? "",
      ...earlierWords.map((it) => it.text),
      text,
    ]);
    const { usage } = cost;
    if (owner === undefined) {
      if (cost.conversations >= bounds.conversations) {
        throw refusal("conversations-full", { most: bounds.conversations });
      }
      usage.conversations++;
    }
    reserveTokens(context, command, cost);
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
    beginAnswer(context, asker, command, {
      turn: newId(),
      prompt: command.id,
      question: text,
      cost,
    });
    listConversation(context, asker, command.conversation);
    if (asker.role === "student") {
      recordActivity(context, command.conversation, {
        text,
        message: command.id,
        previousTexts: prompts,
      });
    }
    addTurnToFeed(context, owner ?? seat, {
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
  needs: ["conversation", "staff", "ownDocument"],
  mayCauseAlert: true,
  decide(context, command) {
    const { conversation } = context;
    if (!isOwnConversation(context)) throw refusal("not-yours");
    if (findTurn(conversation, command.id)) return;
    const asker = requireAsker(context);
    const earlierAnswer = findTurn(conversation, command.message);
    const prompt = earlierAnswer?.get("prompt");
    if (typeof prompt !== "string") throw refusal("not-yours");
    const answers = findAnswers(conversation, prompt);
    if (answers.some(({ turn }) => turnState(turn) === "streaming")) {
      throw refusal("answer-still-written");
    }
    requireSpace(conversation);
    const words = buildModelInput(conversation, prompt);
    const cost = costOf(context, asker, [
      systemPrompt(context.staff, templateIdOf(conversation)),
      ...words.map(({ text }) => text),
    ]);
    reserveTokens(context, command, cost);

    const place = (answers.at(-1)?.index ?? -1) + 1;
    const turn = command.id, question = words.at(-1)!.text;
    beginAnswer(
      context,
      asker,
      command,
      { turn, prompt, question, cost },
      place,
    );
    listConversation(context, asker, command.conversation);
    if (asker.role === "student") {
      recordActivity(context, command.conversation, null);
    }
    context.tx.reserveBytes(2000);
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
  const lease: AnswerLease = {
    instance,
    conversation: command.conversation,
  };
  tx.addFact({ key: kvKeys.answering(s, turn), value: lease });
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
  context: AskContext,
  asker: Member,
  texts: readonly string[],
): Cost {
  const { staff, answerService: { spending }, tx: { now } } = context;
  const { limits: assistantLimits } = assistantSettings(staff);
  const limits = asker.role === "student" ? assistantLimits : teacherLimits;
  const prompts = texts.reduce((sum, it) => sum + estimateTokens(it), 0);
  const reservedTokens = prompts + spending.limits.reserved;
  const isMine = makeQuotaTest(context.session, context.seat);
  const used = sumUsage(staff, isMine);
  const usage = memberUsages(staff).get(context.seat);
  const { perMinute, tokens } = computeClassLimits(
    assistantLimits,
    spending.limits.class,
  );
  const max = {
    perMinute,
    tokens: tokens + tokensOfRemovedStudents(context),
  };
  const reservations = [...tokenReservations(staff).values()];
  const ownReservations = reservations.filter((it) => isMine(it.member));
  const sum = (asides: TokenReservation[]) =>
    asides.reduce((sum, it) => sum + it.held, 0);
  countPrompt(used, limits, sum(ownReservations), now);
  return {
    prompts,
    held: reservedTokens,
    usage: countPrompt(usage, noLimits, 0, now),
    conversations: used.conversations,
    ofClass: countClassPrompt(
      readClassUsage(staff),
      max,
      sum(reservations),
      now,
    ),
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

function listConversation(context: AskContext, asker: Member, c: string): void {
  const title = String(conversationInfo(context.conversation).get("title"));
  const { now } = context.tx;
  const opened = Number(turnsOf(context.conversation).get(0).get("at"));
  const template = templateName(context, context.conversation);
  const entry: ConversationEntry = {
    title,
    at: opened,
    lastAt: now,
    ...(template && { template }),
  };
  conversationsOf(context.ownDocument).set(c, entry);
  if (asker.role !== "student" || !sessionInfo(context.session, "collect")) {
    return;
  }
  const member = conversationOwner(context.conversation) ?? context.seat;
  conversationsForStaff(context.staff).set(c, { member, ...entry });
}

/** Updates the student's activity; with collection off only the counts. */
function recordActivity(
  context: AskContext,
  conversation: string,
  question: { text: string; message: string; previousTexts: string[] } | null,
): void {
  const students = studentActivities(context.staff);
  const activity = students.get(context.member);
  const { now } = context.tx;
  const turns = (activity?.turns ?? 0) + 1;
  const minute = Math.floor(
    (now - sessionInfo(context.session, "startsAt")) / 60_000,
  );
  const minutes = { ...activity?.minutes };
  minutes[minute] = (minutes[minute] ?? 0) + 1;
  const counted = {
    lastAt: now,
    turns,
    minutes,
    ...(activity?.slots && { slots: activity.slots }),
  };
  // Now the student is not idle, and no longer waits for an earlier answer.
  const left = (activity?.signals ?? []).filter((indicator) =>
    indicator.kind !== "idle" &&
    (indicator.kind !== "waiting" || indicator.for === "teacher")
  );
  if (!sessionInfo(context.session, "collect")) {
    students.set(context.member, { ...counted, signals: left });
    return;
  }
  const indicators = question
    ? indicatorsAfterPrompt(
      { ...question, conversation, at: now, words: context.worryingWords },
      left,
    )
    : left;
  students.set(context.member, {
    ...counted,
    conversation,
    ...lastAsked(question?.text, activity),
    askedAt: now,
    ...context.answerService.hasQueue && { queued: true },
    signals: indicators,
  });
}

function lastAsked(
  text: string | undefined,
  activity: StudentActivity | undefined,
): Pick<StudentActivity, "asked"> {
  const question = text === undefined
    ? activity?.asked
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
  needs: ["conversation", "staff", "ownDocument"],
  decide(context, { conversation }) {
    const { s, session, staff, member, seat, tx } = context;
    if (!isOwnConversation(context)) throw refusal("not-yours");
    const place = { s, session, staff, member, tx, conversation };
    for (const turn of turnsOf(context.conversation)) {
      if (turnState(turn) !== "streaming") continue;
      endAnswer(place, turn, { state: "stopped" });
    }
    for (const id of membersOfSeat(session, seat)) stopWaiting(staff, id);
  },
  onStored: ({ answerService, s }, { conversation }) =>
    answerService.stopAnswer(s, conversation),
});
