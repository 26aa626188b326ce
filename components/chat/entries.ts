/** What the message list shows, computed from messages: who speaks, and what stands together. Pure. */
import { type Member, personOf } from "../../classroom/model/members.ts";
import type { BringBackMark, Message } from "../../classroom/model/messages.ts";
import type { Reaction } from "./changes.ts";
import type { Span } from "./messages/scrolling.ts";

/** A message as it is shown. */
export interface ChatEntry {
  readonly message: Message;
  readonly name: string | undefined;
  readonly isTeacher: boolean;
  readonly isRemoved: boolean;
  readonly isMine: boolean;
  /** Stands under the name of the entry before it. */
  readonly follows: boolean;
  /** Another entry stands under the name of this one, or under the same as it. */
  readonly isFollowed: boolean;
  /** The first of another day than the message before it. */
  readonly isNewDay: boolean;
  /** The first that one has not read (C-13). */
  readonly isFirstNew: boolean;
  /** In a group: whether it is marked to be brought back to the main room, or has been. */
  readonly mark: "no" | "marked" | "posted" | null;
  readonly reactions: readonly Reaction[];
  readonly answered: Message | undefined;
  readonly isPinned: boolean;
  /** The own change to it has not arrived. */
  readonly isChanging: boolean;
}

/** What entries are computed from besides the messages. */
interface Around {
  readonly members: Readonly<Record<string, Member>>;
  /** Who looks at them. */
  readonly me: string;
  readonly marks?: Readonly<Record<string, BringBackMark>> | null;
  /** The id of the first message that one has not read. */
  readonly firstNew?: string | null;
  readonly reactions?: ReadonlyMap<string, readonly Reaction[]>;
  readonly pins?: Readonly<Record<string, unknown>>;
  /** The messages that one's own commands on their way change. */
  readonly changing?: ReadonlySet<string>;
  /** Something that is on its way stands under the name of the last message. */
  readonly goesOn?: boolean;
  /** Finds a message of the room. */
  readonly find?: (id: string) => Message | undefined;
}

const none: readonly Reaction[] = [];

/** So long after another message of the same author, a message has a heading of its own (ms). */
const together = 5 * 60_000;

/** A piece of the messages, as they are shown. */
export function entries(
  messages: readonly Message[],
  { from, to }: Span,
  around: Around,
): ChatEntry[] {
  const { members, me, marks = null, firstNew = null, goesOn = false } = around;
  const personIn = (member: string) => personOf((id) => members[id], member);
  const startsDay = (at: number) => {
    const before = messages[at - 1];
    return before !== undefined &&
      dayOf(before.at) !== dayOf(messages[at].at);
  };
  const followsAt = (at: number) => {
    const message = messages[at], before = messages[at - 1];
    return before !== undefined && message !== undefined &&
      personIn(before.from) === personIn(message.from) &&
      before.kind !== "system" && message.kind !== "system" &&
      before.kind !== "broadcast" && message.kind !== "broadcast" &&
      message.at - before.at < together && !isBrought(message) &&
      message.id !== firstNew && !answers(message) && !startsDay(at);
  };
  return messages.slice(from, to).map((message, i) => {
    const person = personIn(message.from);
    const member = members[person];
    const isFirstNew = message.id === firstNew;
    return {
      message,
      name: member?.name,
      isTeacher: member?.role === "teacher",
      isRemoved: member?.removed === true,
      isMine: person === me,
      follows: followsAt(from + i),
      isFollowed: followsAt(from + i + 1) ||
        goesOn && from + i === messages.length - 1,
      isNewDay: startsDay(from + i),
      isFirstNew,
      mark: marks && message.kind === "text" ? markOf(marks[message.id]) : null,
      reactions: around.reactions?.get(message.id) ?? none,
      answered: answers(message) ? around.find?.(answers(message)!) : undefined,
      isPinned: around.pins?.[message.id] !== undefined,
      isChanging: around.changing?.has(message.id) === true,
    };
  });
}

function answers(message: Message): string | undefined {
  return "replyTo" in message ? message.replyTo : undefined;
}

function dayOf(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

function markOf(mark: BringBackMark | undefined) {
  return mark ? mark.postedAt ? "posted" : "marked" : "no";
}

function isBrought(message: Message): boolean {
  return message.kind === "text" && message.brought !== undefined;
}

/** Whether two entries look the same. */
export function sameEntry(a: ChatEntry, b: ChatEntry): boolean {
  return (Object.keys(a) as (keyof ChatEntry)[])
    .every((field) => a[field] === b[field]);
}

/** What a message says in words: its text, and the name of its file. */
export function entryWords(message: Message): string {
  const text = "text" in message ? message.text ?? "" : "";
  return message.kind === "file" ? `${message.file.name} ${text}`.trim() : text;
}
