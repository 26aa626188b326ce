/**
 * Applies the member's own commands to a room's messages and reactions, so that changes show at once, even
 * offline. Pure.
 */
import type { MemberCommand } from "../../classroom/commands.ts";
import {
  type Member,
  resolvePerson,
  resolveSeat,
} from "../../classroom/model/members.ts";
import {
  type Message,
  parseReactionKey,
  type ReactionEmoji,
  reactionEmojis,
} from "../../classroom/model/messages.ts";

export type MessageChange = Extract<
  MemberCommand,
  { kind: "edit" | "retract" | "react" }
>;

export interface Reaction {
  readonly emoji: ReactionEmoji;
  readonly members: readonly string[];
}

export function isMessageChange(
  command: { kind: string },
  room: string,
): command is MessageChange {
  return ["edit", "retract", "react"].includes(command.kind) &&
    (command as MessageChange).room === room;
}

export function listChangingIds(
  changes: readonly MessageChange[],
): ReadonlySet<string> {
  return new Set(
    changes.filter(({ kind }) => kind !== "react")
      .map(({ message }) => message),
  );
}

/** The messages with the member's pending edits and deletions; the same list if there are none. */
export function applyChanges(
  messages: readonly Message[],
  changes: readonly MessageChange[],
): readonly Message[] {
  const mine = changes.filter(({ kind }) => kind !== "react");
  if (mine.length === 0) return messages;
  const list = [...messages];
  for (const change of mine) {
    const at = list.findLastIndex(({ id }) => id === change.message);
    const message = list[at];
    if (!message || isChangeDone(change, message)) continue;
    if (change.kind === "retract") {
      const { id, from, at: when } = message;
      list[at] = { id, from, at: when, kind: "deleted", by: from };
    } else if (change.kind === "edit" && "text" in message) {
      list[at] = { ...message, text: change.text };
    }
  }
  return list;
}

export function isChangeDone(
  change: MessageChange,
  message: Message | undefined,
): boolean {
  if (!message || message.kind === "deleted") return true;
  return change.kind === "edit" &&
    (message.edits?.includes(change.id) === true ||
      "text" in message && message.text === change.text);
}

export function listReactions(
  keys: Iterable<string>,
  changes: readonly MessageChange[],
  me: string,
): readonly Reaction[] {
  const all = new Map<ReactionEmoji, string[]>();
  for (const key of keys) {
    const read = parseReactionKey(key);
    if (!read) continue;
    all.set(read.emoji, [...all.get(read.emoji) ?? [], read.member]);
  }
  for (const change of changes) {
    if (change.kind !== "react") continue;
    const without = (all.get(change.emoji) ?? []).filter((one) => one !== me);
    all.set(change.emoji, change.on ? [...without, me] : without);
  }
  return reactionEmojis.flatMap((emoji) => {
    const members = all.get(emoji) ?? [];
    return members.length > 0 ? [{ emoji, members }] : [];
  });
}

export interface ShownReaction extends Reaction {
  /** Whether the reader's seat has reacted so, and can take it back (ACCESS-6). */
  readonly isMine: boolean;
}

/** The reactions with each person once. @param seat the reader's */
export function mergeReactionsByPerson(
  reactions: readonly Reaction[],
  members: Readonly<Record<string, Member>>,
  seat: string,
): readonly ShownReaction[] {
  const entryOf = (id: string) => members[id];
  return reactions.map((reaction) => ({
    ...reaction,
    members: [
      ...new Set(reaction.members.map((one) => resolvePerson(entryOf, one))),
    ],
    isMine: reaction.members.some((one) => resolveSeat(entryOf, one) === seat),
  }));
}
