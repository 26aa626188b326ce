/** Reactions (C-10): `reactions` of a room's document, a map for each message that has reactions. */
import * as Y from "yjs";
import { z } from "zod";
import { refusal } from "../model/refuse.ts";
import {
  requireActiveMember,
  requireMaySpeak,
  requireMayWriteIn,
} from "../model/permissions.ts";
import { defineCommand, notifyRoomChanged } from "../define_command.ts";
import { findMessage } from "../model/room_messages.ts";
import { membersOfSeat } from "../model/persons.ts";
import { idSchema, roomIdSchema } from "../model/field_schemas.ts";
import { reactionEmojis, reactionKey } from "../model/messages.ts";
import { reactionsOf } from "../model/roots.ts";

export const reactCommand = defineCommand({
  kind: "react",
  fields: {
    room: roomIdSchema,
    message: idSchema,
    emoji: z.enum(reactionEmojis),
    on: z.boolean(),
  },
  needs: ["room", "staff", "ownDocument"],
  pace: { lane: "rooms", uses: { reactions: 1 } },
  decide(context, command) {
    const { session, seat, tx } = context;
    const member = requireActiveMember(session, context.member, tx.now);
    requireMaySpeak(session, member, tx.now);
    requireMayWriteIn(session, member, command.room);
    const message = findMessage(context.room, command.message)?.message;
    if (!message || message.kind === "deleted" || message.kind === "system") {
      throw refusal("no-such-message");
    }
    const reactions = reactionsOf(context.room);
    const messageReactions = reactions.get(message.id);
    // Includes reactions that the person gave as a confirmed alias.
    const reactingMembers = membersOfSeat(session, seat)
      .filter((id) => messageReactions?.has(reactionKey(command.emoji, id)));
    if (!command.on) {
      if (messageReactions?.size === reactingMembers.length) {
        reactions.delete(message.id);
      } else {
        reactingMembers.forEach((id) =>
          messageReactions?.delete(reactionKey(command.emoji, id))
        );
      }
      return;
    }
    if (reactingMembers.length > 0) return;
    const key = reactionKey(command.emoji, seat);
    if (messageReactions) messageReactions.set(key, true);
    else reactions.set(message.id, new Y.Map<true>([[key, true]]));
  },
  onStored: notifyRoomChanged,
});

/** The reactions to a message, in the order of {@link reactionEmojis}. */
export function reactionsTo(
  room: Y.Doc,
  message: string,
): { emoji: string; members: string[] }[] {
  const keys = Object.keys(reactionsOf(room).get(message)?.toJSON() ?? {});
  return reactionEmojis.flatMap((emoji) => {
    const start = reactionKey(emoji, "");
    const members = keys.filter((key) => key.startsWith(start))
      .map((key) => key.slice(start.length));
    return members.length === 0 ? [] : [{ emoji, members }];
  });
}
