/**
 * What one's own commands will have done to a room's messages and reactions once the class has taken them: so
 * an edit made without a network is on screen at once, and a reaction too. Pure.
 */
import type { MemberCommand } from "../../classroom/commands.ts";
import { type Member, personOf } from "../../classroom/model/members.ts";
import {
  type Emoji,
  emojis,
  type Message,
  readReaction,
} from "../../classroom/model/messages.ts";

/** A command that changes what was said. */
export type ChangeCommand = Extract<
  MemberCommand,
  { kind: "edit" | "retract" | "react" }
>;

/** One reaction to a message, and whose it is. */
export interface Reaction {
  readonly emoji: Emoji;
  readonly members: readonly string[];
}

/** Whether a command changes what was said in a room. */
export function isChange(
  command: { kind: string },
  room: string,
): command is ChangeCommand {
  return ["edit", "retract", "react"].includes(command.kind) &&
    (command as ChangeCommand).room === room;
}

/** The messages that are being changed: what was said of them has not arrived yet. A reaction changes no message. */
export function changing(
  changes: readonly ChangeCommand[],
): ReadonlySet<string> {
  return new Set(
    changes.filter(({ kind }) => kind !== "react")
      .map(({ message }) => message),
  );
}

/** The messages with one's own changes; the same list where there are none. */
export function changed(
  messages: readonly Message[],
  changes: readonly ChangeCommand[],
): readonly Message[] {
  const mine = changes.filter(({ kind }) => kind !== "react");
  if (mine.length === 0) return messages;
  const list = [...messages];
  for (const change of mine) {
    const at = list.findLastIndex(({ id }) => id === change.message);
    const message = list[at];
    if (!message || isDone(change, message)) continue;
    if (change.kind === "retract") {
      const { id, from, at: when } = message;
      list[at] = { id, from, at: when, kind: "deleted", by: from };
    } else if (change.kind === "edit" && "text" in message) {
      list[at] = { ...message, text: change.text };
    }
  }
  return list;
}

/** Whether a change has had its effect on its message. */
export function isDone(
  change: ChangeCommand,
  message: Message | undefined,
): boolean {
  if (!message || message.kind === "deleted") return true;
  return change.kind === "edit" &&
    (message.edits?.includes(change.id) === true ||
      "text" in message && message.text === change.text);
}

/** The reactions to one message, as the class has them, with one's own that are on their way. */
export function reactionsOf(
  keys: Iterable<string>,
  changes: readonly ChangeCommand[],
  me: string,
): readonly Reaction[] {
  const all = new Map<Emoji, string[]>();
  for (const key of keys) {
    const read = readReaction(key);
    if (!read) continue;
    all.set(read.emoji, [...all.get(read.emoji) ?? [], read.member]);
  }
  for (const change of changes) {
    if (change.kind !== "react") continue;
    const without = (all.get(change.emoji) ?? []).filter((one) => one !== me);
    all.set(change.emoji, change.on ? [...without, me] : without);
  }
  return emojis.flatMap((emoji) => {
    const members = all.get(emoji) ?? [];
    return members.length > 0 ? [{ emoji, members }] : [];
  });
}

/** The same with everybody once, as who they are now. */
export function reactionsByPerson(
  reactions: readonly Reaction[],
  members: Readonly<Record<string, Member>>,
): readonly Reaction[] {
  return reactions.map((reaction) => ({
    ...reaction,
    members: [
      ...new Set(
        reaction.members.map((one) => personOf((id) => members[id], one)),
      ),
    ],
  }));
}
