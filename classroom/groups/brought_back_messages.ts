/**
 * **Bring back** (B-18): a group marks messages, and the teacher posts them to the main room. Writes `marks`
 * of a room's document, and messages with `brought` to the main room.
 */
import type * as Y from "yjs";
import { z } from "zod";
import type { Tx } from "../../sync/authority.ts";
import { refusal } from "../model/refuse.ts";
import { requireActiveMember } from "../model/permissions.ts";
import { defineCommand } from "../define_command.ts";
import { findActiveRoom } from "../model/breakouts_layout.ts";
import { maxMessageBytes } from "./broadcast.ts";
import { idSchema } from "../model/field_schemas.ts";
import { newId } from "../model/ids.ts";
import type { Message } from "../model/messages.ts";
import { bringBackEntries, messages } from "../model/roots.ts";

const maxBringBacks = 50;

/** Marks a message or removes the mark. Allowed for teachers and the room's members, even while it is closed. */
export const bringBackCommand = defineCommand({
  kind: "bring-back",
  fields: { room: idSchema, message: idSchema, on: z.boolean() },
  needs: ["room", "staff", "ownDocument"],
  pace: { lane: "rooms", uses: { messages: 1 } },
  decide(context, { room, message: messageId, on }) {
    const { session, seat, tx } = context;
    const member = requireActiveMember(session, context.member, tx.now);
    const isIn = member.role === "teacher" || member.room === room;
    if (!isIn || !findActiveRoom(session, room)) {
      throw refusal("not-in-room");
    }
    const entries = bringBackEntries(context.room),
      entry = entries.get(messageId);
    // A posted message stays marked, so that it is not posted again.
    if (entry?.postedAt) return;
    if (!on) {
      if (entry) entries.delete(messageId);
      return;
    }
    if (entry) return;
    const message = messages(context.room).toArray().find(({ id }) =>
      id === messageId
    );
    if (!message || !canBringBack(message)) {
      throw refusal("no-such-message");
    }
    if (entries.size >= maxBringBacks) {
      throw refusal("marked-full", { most: maxBringBacks });
    }
    entries.set(messageId, { by: seat, at: tx.now });
  },
});

/** Posts marked messages in order, as many as the commit has room for (SYNC-6). `isComplete`: none is left. */
export function bringBackMessages(
  documents: { room: Y.Doc; main: Y.Doc },
  room: string,
  teacherId: string,
  tx: Tx,
): { posted: Message[]; isComplete: boolean } {
  const { now } = tx;
  const entries = bringBackEntries(documents.room);
  const posted: Message[] = [];
  let isComplete = true;
  for (const message of messages(documents.room)) {
    const entry = entries.get(message.id);
    if (!entry || entry.postedAt || !canBringBack(message)) continue;
    const bytes = maxMessageBytes(message.text);
    if (bytes > tx.bytesLeft) {
      isComplete = false;
      break;
    }
    tx.reserveBytes(bytes);
    posted.push({
      id: newId(),
      from: message.from,
      at: now,
      kind: "text",
      text: message.text,
      brought: { room, message: message.id, by: teacherId },
    });
    entries.set(message.id, { ...entry, postedAt: now });
  }
  if (posted.length > 0) messages(documents.main).push(posted);
  return { posted, isComplete };
}

function canBringBack(
  message: Message,
): message is Extract<Message, { kind: "text" }> {
  return message.kind === "text";
}
