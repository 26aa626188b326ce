/**
 * `share` and `submit`: posts an answer to a room, or hands it in. Writes `messages` of the room;
 * `submissions` of `<s>/staff` and, without the assistant's words, of `<s>/member/<m>`. Students may share
 * their own answers (ACCESS-2), teachers those they may read.
 */
import type * as Y from "yjs";
import { z } from "zod";
import { refusal } from "../model/refuse.ts";
import {
  requireActive,
  requireMaySpeak,
  requireMayWriteIn,
} from "../model/permissions.ts";
import { isPosted, postMessage } from "../chat/chat.ts";
import { holdIfBlocked, isCommandHeld } from "../model/held_messages.ts";
import {
  type CommandContext,
  defineCommand,
  noteText,
  notifyRoomChanged,
} from "../define_command.ts";
import { sessionInfo } from "../model/layout.ts";
import { isSameSeat } from "../model/persons.ts";
import { bounds } from "../model/bounds.ts";
import {
  idSchema,
  roomIdSchema,
  typedTextSchema,
} from "../model/field_schemas.ts";
import type { SubmissionEntry } from "../model/conversations.ts";
import type { Member } from "../model/members.ts";
import type { HeldMessage } from "../model/messages.ts";
import { isOwnConversation } from "./conversations.ts";
import { templateName } from "./conversation_templates.ts";
import { conversationOwner, findTurn, readTurn } from "../model/turns.ts";
import { members, ownSubmissions } from "../model/roots.ts";
import { submissionsOf } from "../model/staff_roots.ts";

export const shareCommand = defineCommand({
  kind: "share",
  fields: {
    conversation: idSchema,
    message: idSchema,
    room: roomIdSchema,
    named: z.boolean().optional(),
  },
  needs: ["conversation", "staff", "ownDocument", "room"],
  mayCauseAlert: true,
  // As the answer is not in the command, it counts as a long one.
  pace: { lane: "rooms", uses: { messages: 1, characters: 8_000 } },
  decide(context, command) {
    const { session, conversation, seat, tx } = context;
    if (isPosted(context, command) || isCommandHeld(context, command)) return;
    const member = members(session).get(context.member);
    if (!member) throw refusal("not-yours");
    requireMaySpeak(session, member, tx.now);
    const owner = requireReadable(context, member);
    requireMayWriteIn(session, member, command.room);
    const { text, model, prompt } = answerOf(conversation, command.message);
    const named = member.role === "teacher" && command.named &&
      owner !== seat;
    const message: HeldMessage["message"] = {
      id: command.id,
      from: seat,
      at: tx.now,
      kind: "assistant",
      text,
      model,
      ...(prompt && { prompt }),
      ...(named && { student: owner }),
    };
    tx.reserveBytes(3 * (text.length + prompt.length));
    const submission = { room: command.room, message };
    if (!holdIfBlocked(context, member, submission, command)) {
      postMessage(context, command.room, message);
    }
    noteText(context, { where: "chat", of: command.id, text: prompt });
  },
  onStored: notifyRoomChanged,
});

export const submitCommand = defineCommand({
  kind: "submit",
  fields: {
    conversation: idSchema,
    message: idSchema,
    note: typedTextSchema.optional(),
  },
  needs: ["conversation", "staff", "ownDocument"],
  mayCauseAlert: true,
  pace: { lane: "submissions", uses: { submissions: 1 } },
  decide(context, command) {
    const { session, conversation, staff, ownDocument, seat, tx } = context;
    const member = members(session).get(context.member);
    const isMine = (memberId: string) => isSameSeat(session, memberId, seat);
    if (!member || !isOwnConversation(context)) throw refusal("not-yours");
    const earlierSubmission = submissionsOf(staff).get(command.id);
    if (earlierSubmission && isMine(earlierSubmission.member)) return;
    if (earlierSubmission) throw refusal("id-taken");
    requireActive(session, member, tx.now);
    if (member.role !== "student") throw refusal("students-submit");
    const note = command.note?.trim();
    if (note && note.length > bounds.note) {
      throw refusal("note-too-long", { most: bounds.note });
    }
    const submissions = [...submissionsOf(staff).values()]
      .filter((it) => isMine(it.member));
    if (submissions.some(({ message }) => message === command.message)) {
      throw refusal("shared-already");
    }
    if (submissions.length >= bounds.submissions) {
      throw refusal("submissions-full", { most: bounds.submissions });
    }
    const { text, model, prompt } = answerOf(conversation, command.message);
    const template = templateName(context, conversation);
    const entry: SubmissionEntry = {
      conversation: command.conversation,
      message: command.message,
      prompt,
      model,
      at: tx.now,
      ...(template && { template }),
      ...(note && { note }),
    };
    tx.reserveBytes(3 * (text.length + 2 * prompt.length));
    const words = [note, prompt].filter(Boolean).join("\n");
    noteText(context, { where: "hand-in", of: command.message, text: words });
    submissionsOf(staff).set(command.id, { ...entry, member: seat, text });
    ownSubmissions(ownDocument).set(command.id, entry);
  },
});

/**
 * The owner of a conversation. Refuses anyone but the owner and, while collection is on, teachers (ACCESS-2).
 */
function requireReadable(
  { session, conversation, seat }: CommandContext<"conversation">,
  member: Member,
): string {
  const owner = conversationOwner(conversation);
  // A member being erased has no entry, although the words still exist (O-3).
  if (owner === undefined || !members(session).has(owner)) {
    throw refusal("not-yours");
  }
  if (isSameSeat(session, owner, seat)) return owner;
  if (member.role === "teacher" && sessionInfo(session, "collect")) {
    return owner;
  }
  throw refusal("not-yours");
}

/** A finished answer with its prompt. Refuses an unfinished or empty one, and a template's first message. */
function answerOf(conversation: Y.Doc, id: string) {
  const turn = findTurn(conversation, id);
  const answer = turn && readTurn(turn);
  if (answer?.prompt === undefined) throw refusal("not-yours");
  if (answer.state === "streaming") throw refusal("answer-still-written");
  if (answer.text.trim() === "") throw refusal("no-words-in-answer");
  const prompt = findTurn(conversation, answer.prompt);
  return {
    text: answer.text,
    model: answer.model ?? "",
    prompt: prompt ? readTurn(prompt).text : "",
  };
}
