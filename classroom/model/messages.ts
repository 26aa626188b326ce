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
    /** The author; for a system line, the member who caused the event. */
    from: string;
    /** Only in messages of versions before 0.20: the alias, if the author's browser was unconfirmed (J-2). */
    seat?: string;
    at: number;
    /** Time of writing, if the message arrived much later: see {@link isLongWait}. */
    writtenAt?: number;
    /** The device had no connection at `writtenAt`. */
    offline?: true;
    /** Time of the last edit that changed words, and ids of all edits, in order. */
    editedAt?: number;
    edits?: string[];
  }
  & (
    | { kind: "text"; text: string; replyTo?: string; brought?: Brought }
    | { kind: "file"; file: Attachment; text?: string; replyTo?: string }
    /** The copies of one broadcast in several rooms have the same `broadcast`. */
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
    /** Deleted by its author or a teacher. Keeps its `at`. */
    | { kind: "deleted"; by: string }
  );

/** The reactions (C-10), in the order of display. */
export const reactionEmojis = ["👍", "❤️", "😂", "😮", "🎉", "❓"] as const;

export type ReactionEmoji = typeof reactionEmojis[number];

/**
 * An entry of `reactions` of a room's document, by the message's id: all reactions to the message, a Y.Map keyed by
 * {@link reactionKey}. An empty one is deleted.
 */
export type MessageReactions = Record<string, true>;

export function reactionKey(emoji: ReactionEmoji, member: string): string {
  return `${emoji} ${member}`;
}

/** Reads a {@link reactionKey}; null if it is malformed. */
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
 * An entry of `held` of `<s>/staff`, by the command's id: a message with a blocked word that waits (C-11), or was
 * rejected. When a teacher allows it, it moves to the room.
 */
export interface HeldMessage {
  room: string;
  /** The message as it would be in the room; for an edit, with the new text. */
  message: Extract<Message, { kind: "text" | "file" | "assistant" }>;
  /** Only for an edit: the text before the edit. */
  edits?: { before: string };
  words: string[];
  at: number;
  /** By the author: a withdrawn edit. Absent: it waits; after the end of the class it counts as rejected. */
  rejected?: Pin;
}

interface Brought {
  room: string;
  message: string;
  /** The teacher who brought it to the main room; `from` stays the author. */
  by: string;
}

/** An entry of `marks` of a room's document: a message to bring back to the main room. */
export interface BringBackEntry {
  by: string;
  at: number;
  /** When the message was posted to the main room (ms). */
  postedAt?: number;
}

/**
 * A shorter time between writing and arrival is not kept (ms); `longOfflineMs` for messages written without a
 * connection.
 */
const longWaitMs = 60_000, longOfflineMs = 5_000;

/** Whether to keep the time of writing of a message. Times before the seat joined are not believed. */
export function isLongWait(
  { writtenAt, offline }: { writtenAt?: number; offline?: true },
  seat: Member | undefined,
  now: number,
): boolean {
  return writtenAt !== undefined && seat !== undefined &&
    writtenAt >= seat.joinedAt &&
    now - writtenAt >= (offline ? longOfflineMs : longWaitMs);
}
