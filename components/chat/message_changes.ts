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
  const textChanges = changes.filter(({ kind }) => kind !== "react");
  if (textChanges.length === 0) return messages;
  const list = [...messages];
  for (const change of textChanges) {
    const index = list.findLastIndex(({ id }) => id === change.message);
    const message = list[index];
    if (!message || isChangeDone(change, message)) continue;
    if (change.kind === "retract") {
      const { id, from, at: timeMs } = message;
      list[index] = { id, from, at: timeMs, kind: "deleted", by: from };
    } else if (change.kind === "edit" && "text" in message) {
      list[index] = { ...message, text: change.text };
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
  ownMemberId: string,
): readonly Reaction[] {
  const membersByEmoji = new Map<ReactionEmoji, string[]>();
  for (const key of keys) {
    const reaction = parseReactionKey(key);
    if (!reaction) continue;
    membersByEmoji.set(reaction.emoji, [
      ...membersByEmoji.get(reaction.emoji) ?? [],
      reaction.member,
    ]);
  }
  for (const change of changes) {
    if (change.kind !== "react") continue;
    const otherMembers = (membersByEmoji.get(change.emoji) ?? []).filter((
      member,
    ) => member !== ownMemberId);
    membersByEmoji.set(
      change.emoji,
      change.on ? [...otherMembers, ownMemberId] : otherMembers,
    );
  }
  return reactionEmojis.flatMap((emoji) => {
    const members = membersByEmoji.get(emoji) ?? [];
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
      ...new Set(
        reaction.members.map((member) => resolvePerson(entryOf, member)),
      ),
    ],
    isMine: reaction.members.some((member) =>
      resolveSeat(entryOf, member) === seat
    ),
  }));
}
