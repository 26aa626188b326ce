/** Contents of rooms: messages, reactions, pins, marks; and messages held for the teacher. */
import type { Attachment } from "./files.ts";
import { isId } from "./ids.ts";
import type { Member } from "./members.ts";

/** Events that have a system line (C-12). */
export type SystemEvent =
  | "session-started"
  | "groups-opened"
  | "groups-closed"
  | "call-started"
  | "call-ended";

/** An element of `messages` of a room's document. Edits and deletions replace it in place, with the same id. */
export type Message =
  & {
    id: string;
    /** The author; of a system line, who caused the event. */
    from: string;
    /** From versions before 0.20: id of an author who had joined by that member's name alone (J-2). */
    seat?: string;
    at: number;
    /** Time of writing, if it waited for a connection. */
    writtenAt?: number;
    /** The device had no connection at that time. */
    offline?: true;
    /** Time of the last edit, and ids of all edits, in order. */
    editedAt?: number;
    edits?: string[];
  }
  & (
    | { kind: "text"; text: string; replyTo?: string; brought?: Brought }
    | { kind: "file"; file: Attachment; text?: string; replyTo?: string }
    /** Copies in several rooms have the same `broadcast`. */
    | { kind: "broadcast"; text: string; broadcast: string }
    | {
      kind: "assistant";
      text: string;
      prompt?: string;
      model: string;
      /** The student whose answer it is, if a teacher shared it with the name. */
      student?: string;
    }
    | { kind: "system"; event: SystemEvent }
    /** Deleted by its author or a teacher. `at` stays. */
    | { kind: "deleted"; by: string }
  );

/** The reactions (C-10), in the order of display. */
export const reactionEmojis = ["👍", "❤️", "😂", "😮", "🎉", "❓"] as const;

export type ReactionEmoji = typeof reactionEmojis[number];

/**
 * An entry of `reactions` of a room's document, by the message's id: a Y.Map keyed by {@link reactionKey}. An
 * empty one is deleted.
 */
export type ReactionSet = Record<string, true>;

export function reactionKey(emoji: ReactionEmoji, member: string): string {
  return `${emoji} ${member}`;
}

/** Null: not a {@link reactionKey}. */
export function parseReactionKey(
  key: string,
): { emoji: ReactionEmoji; member: string } | null {
  const [emoji, member, ...rest] = key.split(" ");
  const reaction = reactionEmojis.find((it) => it === emoji);
  return reaction && isId(member) && rest.length === 0
    ? { emoji: reaction, member }
    : null;
}

export interface Pin {
  by: string;
  at: number;
}

/**
 * An entry of `held` of `<s>/staff`, by the command's id: a message with a blocked word that waits (C-11), or
 * was rejected. An allowed one moves to the room.
 */
export interface HeldMessage {
  room: string;
  /** As it would be in the room; for an edit, the edited message. */
  message: Extract<Message, { kind: "text" | "file" | "assistant" }>;
  /** Of an edit: the text before it. */
  edits?: { before: string };
  words: string[];
  at: number;
  /** Absent: waiting. After the end of the class, waiting counts as rejected. */
  rejected?: Pin;
}

interface Brought {
  room: string;
  message: string;
  /** The teacher who posted it; `from` stays the author. */
  by: string;
}

/** An entry of `marks` of a room's document: a message to bring back to the main room. */
export interface BringBackMark {
  by: string;
  at: number;
  /** Time of posting to the main room (ms); the mark stays. */
  postedAt?: number;
}

/** Shorter waits before arrival are not shown (ms): for any reason, and for lack of a connection. */
const longWaitMs = 60_000, longOfflineMs = 5_000;

/** Whether to keep the time of writing. Devices may claim any, but none before the member joined. */
export function isLongWait(
  { writtenAt, offline }: { writtenAt?: number; offline?: true },
  { joinedAt }: Member,
  now: number,
): boolean {
  return writtenAt !== undefined && writtenAt >= joinedAt &&
    now - writtenAt >= (offline ? longOfflineMs : longWaitMs);
}
