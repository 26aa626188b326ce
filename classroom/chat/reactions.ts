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
  needs: ["room", "staff", "own"],
  pace: { lane: "rooms", uses: { reactions: 1 } },
  decide(at, command) {
    const { session, seat, tx } = at;
    const member = requireActiveMember(session, at.member, tx.now);
    requireMaySpeak(session, member, tx.now);
    requireMayWriteIn(session, member, command.room);
    const found = findMessage(at.room, command.message)?.message;
    if (!found || found.kind === "deleted" || found.kind === "system") {
      throw refusal("no-such-message");
    }
    const all = reactionsOf(at.room);
    const there = all.get(found.id);
    // Includes reactions that the person gave as a confirmed alias.
    const mine = membersOfSeat(session, seat)
      .filter((id) => there?.has(reactionKey(command.emoji, id)));
    if (!command.on) {
      if (there?.size === mine.length) all.delete(found.id);
      else mine.forEach((id) => there?.delete(reactionKey(command.emoji, id)));
      return;
    }
    if (mine.length > 0) return;
    const key = reactionKey(command.emoji, seat);
    if (there) there.set(key, true);
    else all.set(found.id, new Y.Map<true>([[key, true]]));
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
