/** The message list, computed from messages: authors, grouping, days. Pure. */
import { type Member, resolvePerson } from "../../classroom/model/members.ts";
import type {
  BringBackEntry,
  Message,
} from "../../classroom/model/messages.ts";
import type { Reaction } from "./message_changes.ts";
import type { MessageSpan } from "./messages/message_scroller.ts";

export interface ChatEntry {
  readonly message: Message;
  readonly name: string | undefined;
  readonly isTeacher: boolean;
  readonly isRemoved: boolean;
  readonly isMine: boolean;
  /** True if the message continues its author's previous one, without a heading of its own. */
  readonly isContinuation: boolean;
  readonly isFollowed: boolean;
  readonly isNewDay: boolean;
  readonly isFirstNew: boolean;
  /** For text messages of groups: whether it is marked for the main room, or was posted there; null elsewhere. */
  readonly bringBack: "no" | "marked" | "posted" | null;
  readonly reactions: readonly Reaction[];
  readonly answered: Message | undefined;
  readonly isPinned: boolean;
  /** Whether an edit or deletion by the reader has not arrived. */
  readonly isChanging: boolean;
}

interface EntryContext {
  readonly members: Readonly<Record<string, Member>>;
  readonly ownMemberId: string;
  readonly bringBackEntries?: Readonly<Record<string, BringBackEntry>> | null;
  readonly firstNew?: string | null;
  readonly reactions?: ReadonlyMap<string, readonly Reaction[]>;
  readonly pins?: Readonly<Record<string, unknown>>;
  /** Ids of messages with edits or deletions of the reader that have not arrived. */
  readonly changing?: ReadonlySet<string>;
  /** An unsent message of the reader continues the last one. */
  readonly isLastContinued?: boolean;
  readonly find?: (id: string) => Message | undefined;
}

const none: readonly Reaction[] = [];

/** After this pause (ms), a message has a heading again. */
const groupedWithinMs = 5 * 60_000;

export function buildChatEntries(
  messages: readonly Message[],
  { from, to }: MessageSpan,
  context: EntryContext,
): ChatEntry[] {
  const {
    members,
    ownMemberId,
    bringBackEntries = null,
    firstNew = null,
    isLastContinued = false,
  } = context;
  const personIn = (member: string) =>
    resolvePerson((id) => members[id], member);
  const startsDay = (index: number) => {
    const previousMessage = messages[index - 1];
    return previousMessage !== undefined &&
      dayOf(previousMessage.at) !== dayOf(messages[index].at);
  };
  const followsAt = (index: number) => {
    const message = messages[index], previousMessage = messages[index - 1];
    return previousMessage !== undefined && message !== undefined &&
      personIn(previousMessage.from) === personIn(message.from) &&
      previousMessage.kind !== "system" && message.kind !== "system" &&
      previousMessage.kind !== "broadcast" && message.kind !== "broadcast" &&
      message.at - previousMessage.at < groupedWithinMs &&
      !broughtFrom(message) &&
      message.id !== firstNew && !answers(message) && !startsDay(index);
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
      isMine: person === ownMemberId,
      isContinuation: followsAt(from + i),
      isFollowed: followsAt(from + i + 1) ||
        isLastContinued && from + i === messages.length - 1,
      isNewDay: startsDay(from + i),
      isFirstNew,
      bringBack: bringBackEntries && message.kind === "text"
        ? bringBackState(bringBackEntries[message.id])
        : null,
      reactions: context.reactions?.get(message.id) ?? none,
      answered: answers(message)
        ? context.find?.(answers(message)!)
        : undefined,
      isPinned: context.pins?.[message.id] !== undefined,
      isChanging: context.changing?.has(message.id) === true,
    };
  });
}

function answers(message: Message): string | undefined {
  return "replyTo" in message ? message.replyTo : undefined;
}

function dayOf(timeMs: number): number {
  return new Date(timeMs).setHours(0, 0, 0, 0);
}

function bringBackState(entry: BringBackEntry | undefined) {
  return entry ? entry.postedAt ? "posted" : "marked" : "no";
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
