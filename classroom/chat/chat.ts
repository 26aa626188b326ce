/**
 * Messages of a room. The server sets author, time and kind (CHAT-1); the author is a seat, which names come from. The id is that of the command, so that a repeated
 * command posts nothing (SYNC-3).
 */
import type * as Y from "yjs";
import { z } from "zod";
import type { Tx } from "../../sync/authority.ts";
import { refusal } from "../model/refuse.ts";
import {
  requireActiveMember,
  requireMaySpeak,
  requireMayWriteIn,
} from "../model/permissions.ts";
import {
  type CommandContext,
  defineCommand,
  noteText,
  notifyRoomChanged,
} from "../define_command.ts";
import { markPosted, requireUpload } from "../model/attachments.ts";
import { isKnownRoom } from "../model/breakouts_layout.ts";
import { holdIfBlocked, isCommandHeld } from "../model/held_messages.ts";
import type { ClassDocuments } from "../model/layout.ts";
import { addMessageToFeed } from "../model/monitoring/feed.ts";
import { textLength } from "../pace.ts";
import { cleanMessageText, findMessage } from "../model/room_messages.ts";
import { isSameSeat } from "../model/persons.ts";
import { bounds } from "../model/bounds.ts";
import { membersAnswered } from "../groups/help_flags.ts";
import {
  idSchema,
  roomIdSchema,
  typedTextSchema,
} from "../model/field_schemas.ts";
import {
  type HeldMessage,
  isLongWait,
  type Message,
} from "../model/messages.ts";
import { members, messages } from "../model/roots.ts";

export const sayCommand = defineCommand({
  kind: "say",
  fields: {
    room: roomIdSchema,
    text: typedTextSchema.default(""),
    replyTo: idSchema.optional(),
    /** A finished upload of the same member; with it the text may be empty. */
    file: idSchema.optional(),
    /** Time of writing by the server's clock, as the device estimates it (ms). */
    writtenAt: z.int().nonnegative().optional(),
    /** The device had no connection at `writtenAt`. */
    offline: z.literal(true).optional(),
  },
  needs: ["room", "staff", "ownDocument"],
  mayCauseAlert: true,
  pace: { lane: "rooms", uses: { messages: 1, characters: textLength } },
  decide(context, command) {
    const { session, staff, seat, tx } = context;
    if (isPosted(context, command) || isCommandHeld(context, command)) return;
    const member = requireActiveMember(session, context.member, tx.now);
    requireMaySpeak(session, member, tx.now);
    requireMayWriteIn(session, member, command.room);
    const { id, replyTo, writtenAt, offline } = command;
    if (replyTo && !findMessage(context.room, replyTo)) {
      throw refusal("reply-gone");
    }
    const file = command.file && requireUpload(context, command.file, seat);
    const text = file && command.text.trim() === ""
      ? ""
      : cleanMessageText(command.text, bounds.text);
    const message: HeldMessage["message"] = {
      id,
      from: seat,
      at: tx.now,
      ...(isLongWait(command, members(session).get(seat), tx.now) &&
        { writtenAt, ...(offline && { offline }) }),
      ...(file
        ? { kind: "file", file, ...(text && { text }) }
        : { kind: "text", text }),
      ...(replyTo && { replyTo }),
    };
    const submission = { room: command.room, message };
    const words = [file ? file.name : "", text].filter(Boolean).join("\n");
    if (!holdIfBlocked(context, member, submission, command)) {
      postMessage(context, command.room, message);
      if (file) markPosted(staff, file.id, command.room);
    }
    noteText(context, { where: "chat", of: id, text: words });
    // Here and not once it is stored, as a batch counts the time of its decisions (SYNC-18).
    const answered = membersAnswered(context, command);
    if (answered.length === 0) return;
    const { s, member: senderId, onHelpAnswered } = context;
    tx.afterCommit(() => onHelpAnswered(s, senderId, answered));
  },
  onStored: notifyRoomChanged,
});

/**
 * Whether the room has this seat's message with the command's id, so that the command has had its effect (SYNC-3).
 */
export function isPosted(
  context: CommandContext<"room">,
  command: { id: string; room: string },
): boolean {
  const author = isKnownRoom(context.session, command.room)
    ? findMessage(context.room, command.id)?.message.from
    : undefined;
  return author !== undefined &&
    isSameSeat(context.session, author, context.seat);
}

/**
 * Appends a message, also to its student's feed. Does nothing if the author's message is there already (SYNC-3).
 * Refuses an id of another's message.
 */
export function postMessage(
  context: ClassDocuments & { room: Y.Doc; tx: Tx },
  room: string,
  message: Message,
): void {
  const postedMessage = findMessage(context.room, message.id)?.message;
  if (postedMessage?.from === message.from) return;
  if (postedMessage) throw refusal("id-taken");
  messages(context.room).push([message]);
  addMessageToFeed(context, room, message);
}
