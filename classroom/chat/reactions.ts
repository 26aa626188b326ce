/** Reactions (C-10): `reactions` of a room's document, a map per message with any. */
import * as Y from "yjs";
import { z } from "zod";
import { refusal } from "../model/refuse.ts";
import { requireActiveMember } from "../model/acting.ts";
import { defineCommand, tellOfRoom } from "../define_command.ts";
import { requireMaySpeak, requireMayWriteIn } from "../model/may_write.ts";
import { findMessage } from "../model/message_index.ts";
import { membersOf } from "../model/persons.ts";
import { id, roomId } from "../model/id_schemas.ts";
import { emojis, reactionKey } from "../model/messages.ts";

export function reactions(room: Y.Doc): Y.Map<Y.Map<true>> {
  return room.getMap<Y.Map<true>>("reactions");
}

export const reactCommand = defineCommand({
  kind: "react",
  fields: { room: roomId, message: id, emoji: z.enum(emojis), on: z.boolean() },
  needs: ["room", "staff", "own"],
  pace: { lane: "rooms", uses: { reactions: 1 } },
  decide(at, command) {
    const { session, member: from, tx } = at;
    const member = requireActiveMember(session, from, tx.now);
    requireMaySpeak(session, member, tx.now);
    requireMayWriteIn(session, member, command.room);
    const found = findMessage(at.room, command.message)?.message;
    if (!found || found.kind === "deleted" || found.kind === "system") {
      throw refusal("no-such-message");
    }
    const all = reactions(at.room);
    const there = all.get(found.id);
    // Includes reactions given as merged members.
    const mine = membersOf(session, from)
      .map((member) => reactionKey(command.emoji, member))
      .filter((key) => there?.has(key));
    if (!command.on) {
      if (there?.size === mine.length) all.delete(found.id);
      else mine.forEach((key) => there?.delete(key));
      return;
    }
    if (mine.length > 0) return;
    const key = reactionKey(command.emoji, from);
    if (there) there.set(key, true);
    else all.set(found.id, new Y.Map<true>([[key, true]]));
  },
  onStored: tellOfRoom,
});

/** In the order of {@link emojis}. */
export function reactionsTo(
  room: Y.Doc,
  message: string,
): { emoji: string; members: string[] }[] {
  const keys = Object.keys(reactions(room).get(message)?.toJSON() ?? {});
  return emojis.flatMap((emoji) => {
    const start = reactionKey(emoji, "");
    const members = keys.filter((key) => key.startsWith(start))
      .map((key) => key.slice(start.length));
    return members.length === 0 ? [] : [{ emoji, members }];
  });
}
