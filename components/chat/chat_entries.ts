/** The message list, computed from messages: authors, grouping, days. Pure. */
import { type Member, resolvePerson } from "../../classroom/model/members.ts";
import type { BringBackMark, Message } from "../../classroom/model/messages.ts";
import type { Reaction } from "./message_changes.ts";
import type { MessageSpan } from "./messages/message_scroller.ts";

export interface ChatEntry {
  readonly message: Message;
  readonly name: string | undefined;
  readonly isTeacher: boolean;
  readonly isRemoved: boolean;
  readonly isMine: boolean;
  /** True if the message continues its author's previous one, without a heading of its own. */
  readonly follows: boolean;
  readonly isFollowed: boolean;
  readonly isNewDay: boolean;
  readonly isFirstNew: boolean;
  /** For text messages of groups: whether it is marked for the main room, or was posted there; null elsewhere. */
  readonly mark: "no" | "marked" | "posted" | null;
  readonly reactions: readonly Reaction[];
  readonly answered: Message | undefined;
  readonly isPinned: boolean;
  /** Whether an edit or deletion by the reader has not arrived. */
  readonly isChanging: boolean;
}

interface Around {
  readonly members: Readonly<Record<string, Member>>;
  readonly me: string;
  readonly marks?: Readonly<Record<string, BringBackMark>> | null;
  readonly firstNew?: string | null;
  readonly reactions?: ReadonlyMap<string, readonly Reaction[]>;
  readonly pins?: Readonly<Record<string, unknown>>;
  /** Ids of messages with edits or deletions of the reader that have not arrived. */
  readonly changing?: ReadonlySet<string>;
  /** An unsent message of the reader continues the last one. */
  readonly goesOn?: boolean;
  readonly find?: (id: string) => Message | undefined;
}

const none: readonly Reaction[] = [];

/** After this pause (ms), a message has a heading again. */
const groupedWithinMs = 5 * 60_000;

export function buildChatEntries(
  messages: readonly Message[],
  { from, to }: MessageSpan,
  around: Around,
): ChatEntry[] {
  const { members, me, marks = null, firstNew = null, goesOn = false } = around;
  const personIn = (member: string) =>
    resolvePerson((id) => members[id], member);
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
      message.at - before.at < groupedWithinMs && !broughtFrom(message) &&
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

/** The group from which a message was brought to the main room; undefined: it was not. */
export function broughtFrom(message: Message) {
  return message.kind === "text" ? message.brought : undefined;
}

export function isSameEntry(a: ChatEntry, b: ChatEntry): boolean {
  return (Object.keys(a) as (keyof ChatEntry)[])
    .every((field) => a[field] === b[field]);
}

/** The message's text, after the name of its file. */
export function readMessageText(message: Message): string {
  const text = "text" in message ? message.text ?? "" : "";
  return message.kind === "file" ? `${message.file.name} ${text}`.trim() : text;
}
