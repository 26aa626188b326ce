/**
 * Messages of a room. Author, time and kind are the server's word (C1); the id is the command's, and counts once (S3).
 */
import type * as Y from "yjs";
import { refusal } from "../refuse.ts";
import { requireActiveMember } from "../acting.ts";
import {
  type CommandContext,
  defineCommand,
  tellOfRoom,
} from "../define_command.ts";
import { markPosted, uploaded } from "../files/attached.ts";
import { isRoom } from "../groups/breakouts_layout.ts";
import { holdIfBlocked, isHeld } from "./holding.ts";
import { messages } from "../layout.ts";
import { lengthOf } from "../pace.ts";
import { requireMaySpeak, requireMayWriteIn } from "./may_write.ts";
import { findMessage } from "./message_index.ts";
import { isSamePerson } from "../people/persons.ts";
import { bounds } from "../schema/bounds.ts";
import { answeredBy } from "../groups/help.ts";
import { writtenText } from "../schema/controls.ts";
import { id, roomId } from "../schema/id_schemas.ts";
import type { Held, Message } from "../schema/messages.ts";

/** Says something: appends a message. */
export const sayCommand = defineCommand({
  kind: "say",
  fields: {
    room: roomId,
    text: writtenText.default(""),
    replyTo: id.optional(),
    /** A finished upload of the same member; then the text may be empty. */
    file: id.optional(),
  },
  needs: ["room", "staff", "own"],
  pace: { lane: "rooms", uses: { messages: 1, characters: lengthOf } },
  decide(at, command) {
    const { session, staff, member: from, seat, tx } = at;
    if (isPosted(at, command) || isHeld(at, command)) return;
    const member = requireActiveMember(session, from, tx.now);
    requireMaySpeak(session, member, tx.now);
    requireMayWriteIn(session, member, command.room);
    const { id, replyTo } = command;
    if (replyTo && !findMessage(at.room, replyTo)) {
      throw refusal("reply-gone");
    }
    const file = command.file && uploaded(at, command.file, seat);
    const text = file && command.text.trim() === ""
      ? ""
      : cleanWords(command.text, bounds.text);
    const message: Held["message"] = {
      id,
      from,
      ...(seat !== from && { seat }),
      at: tx.now,
      ...(file
        ? { kind: "file", file, ...(text && { text }) }
        : { kind: "text", text }),
      ...(replyTo && { replyTo }),
    };
    const given = { room: command.room, message };
    if (holdIfBlocked(at, member, given, command)) return;
    post(at.room, message);
    if (file) markPosted(staff, file.id, command.room);
  },
  onStored(at, command) {
    tellOfRoom(at, command);
    const answered = answeredBy(at, command);
    if (answered.length > 0) at.onAnswered(at.s, at.member, answered);
  },
});

/**
 * Whether a command's message is in its room already: then the command has had its effect, whatever has changed since
 * (S3).
 */
export function isPosted(
  at: CommandContext<"room">,
  command: { id: string; room: string },
): boolean {
  const author = isRoom(at.session, command.room)
    ? findMessage(at.room, command.id)?.message.from
    : undefined;
  return author !== undefined && isSamePerson(at.session, author, at.member);
}

/** The words of a message as they are stored, or a refusal. */
export function cleanWords(typed: string, most: number): string {
  const text = typed.trim();
  if (text === "") {
    throw refusal("no-words-in-message");
  }
  if (text.length > most) {
    throw refusal("message-too-long", { most, length: text.length });
  }
  return text;
}

/** Appends a message to a room; one whose id stands there already counts once (S3). */
export function post(room: Y.Doc, message: Message): void {
  const there = findMessage(room, message.id)?.message;
  if (there?.from === message.from) return;
  if (there) throw refusal("id-taken");
  messages(room).push([message]);
}
