/** What rooms hold: messages, reactions, pins, marks, and what waits for the teacher. */
import type { Attached } from "./files.ts";
import { refusal } from "./refuse.ts";
import { isId } from "./ids.ts";

/** The event that a line of the system tells (C-12). */
export type SystemEvent =
  | "session-started"
  | "groups-opened"
  | "groups-closed"
  | "call-started"
  | "call-ended";

/**
 * An element of `messages` of a room's document. What an edit or a retraction changes is replaced in its place:
 * a message keeps its id and where it stands.
 */
export type Message =
  & {
    id: string;
    /** The author; of a line of the system, the person who caused it. */
    from: string;
    /** Of versions before 0.20: the id of an author who had come by that member's name alone (J-2). */
    seat?: string;
    at: number;
    /** When it was written, where it waited for a connection. */
    writtenAt?: number;
    /** When its words were last changed, and the ids of the edits that made them, in order. */
    editedAt?: number;
    edits?: string[];
  }
  & (
    | { kind: "text"; text: string; replyTo?: string; brought?: Brought }
    | { kind: "file"; file: Attached; text?: string; replyTo?: string }
    /** The same words in several rooms have the same `broadcast`. */
    | { kind: "broadcast"; text: string; broadcast: string }
    | {
      kind: "assistant";
      text: string;
      /** The prompt of the answer. */
      prompt?: string;
      model: string;
      /** Whose answer it is, where a teacher shared it with the name. */
      student?: string;
    }
    | { kind: "system"; event: SystemEvent }
    /** The member who took it away: its author, or a teacher. `at` stays the time of the message. */
    | { kind: "deleted"; by: string }
  );

/** The reactions (C-10), in the order in which they are offered. */
export const emojis = ["👍", "❤️", "😂", "😮", "🎉", "❓"] as const;

/** One of the reactions. */
export type Emoji = typeof emojis[number];

/**
 * An entry of `reactions` of a room's document, by the message's id, is a Y.Map with a key
 * {@link reactionKey} for each reaction that stands. There is no entry without any.
 */
export type ReactionSet = Record<string, true>;

export function reactionKey(emoji: Emoji, member: string): string {
  return `${emoji} ${member}`;
}

/** The parts of a {@link reactionKey}; null: it is none. */
export function readReaction(
  key: string,
): { emoji: Emoji; member: string } | null {
  const [emoji, member, ...rest] = key.split(" ");
  const known = emojis.find((it) => it === emoji);
  return known && isId(member) && rest.length === 0
    ? { emoji: known, member }
    : null;
}

/** An entry of `pins` of a room's document, by the message's id. */
export interface Pin {
  by: string;
  at: number;
}

/**
 * An entry of `held` of `<s>/staff`, by the id of the command: what has a blocked word in it and waits for the
 * teacher (C-11), and what the teacher has rejected. What is allowed leaves its words to the room.
 */
export interface Held {
  room: string;
  /** As it would be in the room; for an edit, the message with it. */
  message: Extract<Message, { kind: "text" | "file" | "assistant" }>;
  /** The words of the message before, where it is an edit. */
  edits?: { before: string };
  /** Which of the blocked words are in it. */
  words: string[];
  at: number;
  /** Absent: it waits. After the end of the class what waits counts as rejected. */
  rejected?: Pin;
}

/** Of a message in the main room: that it was said in a breakout room, marked there and brought back. */
interface Brought {
  room: string;
  message: string;
  /** The teacher who posted it; `from` stays who said it. */
  by: string;
}

/** An entry of `marks` of a room's document: this message is to be brought back to the main room. */
export interface BringBackMark {
  by: string;
  at: number;
  /** When it was posted to the main room, in ms; from then on the mark stays. */
  postedAt?: number;
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
