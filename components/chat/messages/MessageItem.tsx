/** One message: author, time, text; for an own one also its state (C-3, C-4, C-6, C-10). */
import { untranslatedAttribute } from "../../ui/untranslated.ts";
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { chat as t } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import { lines } from "texts/chat_lines.ts";
import type { Message } from "../../../classroom/model/messages.ts";
import { Button } from "../../ui/Button.tsx";
import { AssistantIcon, CheckIcon, ClockIcon } from "../../ui/icons.tsx";
import { Markdown } from "../../markdown/Markdown.tsx";
import { detectLang } from "../../ui/detect_lang.ts";
import { composeMessageAnnouncement } from "../message_announcement.ts";
import { formatTime } from "../../../formats/format_time.ts";
import { broughtFrom, type ChatEntry } from "../chat_entries.ts";
import { loadedMessageTools, loadedRefusals } from "./lazy_parts.ts";
import { FileMessage } from "../../files/FileMessage.tsx";
import {
  DeletedMessageUndo,
  MessageReactions,
  MessageToolButtons,
  RepliedToMessage,
} from "./MessageParts.tsx";
import { MessageState } from "./PendingMessage.tsx";
import type { RoomChat } from "../room_chat.ts";
import type { MessageScroller } from "./message_scroller.ts";
import "../chat.css";

export function MessageItem(
  { entry, room, scrolling }: {
    entry: ChatEntry;
    room: RoomChat;
    scrolling: MessageScroller;
  },
) {
  const { message, isMine, isTeacher, isContinuation } = entry;
  const { uiState } = room;
  const arrivesLate = useMemo(() => isLateArrival(entry, room), []);
  const place = {
    "data-id": message.id,
    tabIndex: -1,
  } as const;
  if (message.kind === "system") {
    return (
      <li class="message system" {...place}>
        <Lines entry={entry} />
        <p class="quiet small">
          {lines[message.event]}{" "}
          <time dateTime={new Date(message.at).toISOString()}>
            {formatTime(message.at, "hour")}
          </time>
        </p>
      </li>
    );
  }
  const name = entry.name ?? t.someone;
  const isGoing = uiState.removing.value.has(message.id);
  const isThere = message.kind !== "deleted" && !isGoing;
  const ChangeNotice = room.refusedChanges.value.has(message.id) &&
    loadedRefusals.value?.RefusedChangeNotice;
  const Edit = uiState.editing.value?.id === message.id &&
    loadedMessageTools.value?.MessageEditBox;
  return (
    <li
      class="message"
      data-mine={isMine}
      data-teacher={isTeacher}
      data-follows={isContinuation}
      data-followed={entry.isFollowed}
      data-kind={message.kind}
      // In the dense chat, broadcasts, answers of the assistant and messages brought from a group have their own
      // row for the head.
      data-apart={message.kind === "broadcast" ||
        message.kind === "assistant" || broughtFrom(message) !== undefined}
      data-shown={scrolling.highlightedId.value === message.id}
      data-arrives={arrivesLate || undefined}
      data-tools={isThere && !Edit ? "" : undefined}
      {...place}
      aria-label={isThere ? whole(entry) : undefined}
    >
      <Lines entry={entry} />
      <MessageHead entry={entry} name={name} room={room} />
      {entry.answered && isThere && (
        <RepliedToMessage
          message={entry.answered}
          room={room}
          scrolling={scrolling}
        />
      )}
      <div class="row snug top message-row">
        {Edit
          ? <Edit room={room} />
          : isGoing
          ? <DeletedMessageUndo message={message.id} room={room} />
          : (
            <div class="bubble">
              <MessageWords entry={entry} name={name} room={room} />
              {isThere && <MessageNotes entry={entry} />}
            </div>
          )}
        {isThere && !Edit && (
          <MessageToolButtons entry={entry} name={name} room={room} />
        )}
      </div>
      {isThere && <MessageReactions entry={entry} room={room} />}
      {ChangeNotice && <ChangeNotice message={message.id} room={room} />}
    </li>
  );
}

function MessageHead({ entry, name, room }: {
  entry: ChatEntry;
  name: string;
  room: RoomChat;
}) {
  const { message, isTeacher, isRemoved, isContinuation } = entry;
  const brought = broughtFrom(message);
  return (
    <div
      class={isContinuation
        ? "visually-hidden"
        : "cluster baseline message-head"}
    >
      <span
        class="message-name"
        title={name}
        {...untranslatedAttribute}
        lang={detectLang(name)}
      >
        {name}
      </span>
      {isTeacher && <span class="badge teacher">{t.teacher}</span>}
      {message.kind === "broadcast" && (
        <span class="badge highlight">{groups.broadcastBadge}</span>
      )}
      {brought && (
        <span class="badge">
          {groups.from(
            {
              name: room.session.facts.rooms.peek()[brought.room]?.name ?? "",
            },
          )}
        </span>
      )}
      {message.kind === "assistant" && (
        <span class="badge highlight">{t.ai}</span>
      )}
      {isRemoved && <span class="quiet small">{t.removed}</span>}
      <time class="quiet" dateTime={new Date(message.at).toISOString()}>
        {formatTime(message.at, "hour")}
      </time>
    </div>
  );
}

/**
 * Notes about a message: when it was written, if sent later; edited or posted in the main room; own ones: sent, or with
 * a change that waits.
 */
function MessageNotes({ entry: { message, isMine, isChanging, bringBack } }: {
  entry: ChatEntry;
}) {
  return (
    <>
      {message.writtenAt && (
        <span class="message-edited quiet">
          {(message.offline ? t.writtenOffline : t.written)({
            time: formatTime(message.writtenAt, "hour"),
          })}
        </span>
      )}
      {message.editedAt && <span class="message-edited quiet">{t.edited}</span>}
      {bringBack === "posted" && (
        <span class="message-edited quiet">{groups.broughtBack}</span>
      )}
      {isMine && (
        isChanging
          ? <MessageState icon={<ClockIcon />} says={t.pending} />
          : <MessageState icon={<CheckIcon />} says={t.sent} />
      )}
    </>
  );
}

const justArrivedMs = 3_000;

/** Whether another member's message was written offline and has just arrived. It then slides in. */
function isLateArrival(
  { message, isMine }: ChatEntry,
  { session: { facts } }: RoomChat,
): boolean {
  const now = Date.now() + facts.clockOffset.peek();
  return message.offline === true && !isMine &&
    now - message.at < justArrivedMs;
}

/** The message in words, for screen readers that go from message to message. */
function whole(entry: ChatEntry): string {
  const { message, reactions } = entry;
  return [
    composeMessageAnnouncement(entry, false).words,
    formatTime(message.at, "hour"),
    ...reactions.map(({ emoji, members }) =>
      t.reaction({ emoji: t.emojis[emoji], count: members.length })
    ),
  ].join(", ");
}

function MessageWords(
  { entry: { message }, name, room }: {
    entry: ChatEntry;
    name: string;
    room: RoomChat;
  },
) {
  if (message.kind === "deleted") return <p class="quiet">{t.deleted}</p>;
  if (message.kind === "assistant") {
    return (
      <SharedAnswer
        message={message}
        sharer={name}
        student={message.student &&
          room.session.facts.members.peek()[message.student]?.name}
      />
    );
  }
  return (
    <>
      {message.kind === "file" && <FileMessage file={message.file} />}
      {"text" in message && message.text && (
        <Markdown text={message.text} people={room.session.facts.people} />
      )}
    </>
  );
}

function Lines({ entry }: { entry: ChatEntry }) {
  return (
    <>
      {entry.isNewDay && (
        <p class="chat-line row quiet small">
          {formatTime(entry.message.at, "date")}
        </p>
      )}
      {entry.isFirstNew && (
        <p class="chat-line row new small">{t.newMessages}</p>
      )}
    </>
  );
}

const foldedLines = 6;
/** Estimated width of a line; a Chinese character counts as two. */
const charactersPerLine = 45;

function isLong(text: string): boolean {
  let lines = 0;
  for (const line of text.trim().split("\n")) {
    const wide = line.match(/[\u2e80-\uffef]/g)?.length ?? 0;
    lines += Math.ceil((line.length + wide) / charactersPerLine) || 1;
  }
  return lines > foldedLines;
}

/**
 * A shared answer of the assistant, with its question.
 *
 * @param student who asked, if the teacher shared it with the name
 */
function SharedAnswer(
  { message, sharer, student }: {
    message: Extract<Message, { kind: "assistant" }>;
    sharer: string;
    student?: string;
  },
) {
  const whole = useSignal(false);
  const { text, prompt } = message;
  const isFolded = isLong(text);
  return (
    <div class="stack tight shared-answer">
      <p class="shared-answer-by small">
        <AssistantIcon />
        <span>
          {student
            ? t.sharedAnswerOf({ sharer, student })
            : t.sharedAnswer({ sharer })}
        </span>
      </p>
      {prompt && (
        <div class="shared-answer-prompt small">
          <span class="visually-hidden">{t.question}</span>
          <p>{prompt}</p>
        </div>
      )}
      <div class="shared-answer-text" data-cut={isFolded && !whole.value}>
        <Markdown text={text} by="program" />
      </div>
      {isFolded && (
        <Button
          look="small bare"
          aria-expanded={whole.value}
          onClick={() => whole.value = !whole.value}
        >
          {whole.value ? t.lessAnswer : t.wholeAnswer}
        </Button>
      )}
    </div>
  );
}
