/** One message: who, when, what, and for the own ones how far it has got (C-3, C-4, C-6). */
import type { ComponentChildren } from "preact";
import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { Say } from "../../classroom/schema.ts";
import { chat as t } from "../../locales/en_chat.ts";
import { files } from "../../locales/en_files.ts";
import { groups } from "../../locales/en_groups.ts";
import { lines } from "../../locales/en_lines.ts";
import type { Refused } from "../../sync/client/outbox.ts";
import { AlertIcon, BringBackIcon, CheckIcon, ClockIcon } from "../icons.tsx";
import { Markdown } from "../Markdown.tsx";
import { writeTime } from "../time.ts";
import type { Entry } from "./entries.ts";
import { FileMessage } from "./FileMessage.tsx";
import type { RoomChat } from "./room.ts";
import type { Uploads } from "./upload.ts";
import { FileOnItsWay } from "./UploadItem.tsx";
import { SharedAnswer } from "./SharedAnswer.tsx";
import "./MessageItem.css";

/** A message of the room. `shown`: the one that somebody was just led to. */
export function MessageItem(
  { entry, room, shown }: {
    entry: Entry;
    room: RoomChat;
    shown: ReadonlySignal<string | null>;
  },
) {
  const { message, isMine, isTeacher, isRemoved, follows, mark } = entry;
  if (message.kind === "system") {
    return (
      <li
        class="message system"
        data-id={message.id}
        aria-posinset={entry.place}
        aria-setsize={-1}
        tabIndex={-1}
      >
        <Lines entry={entry} />
        <p class="quiet small">
          {lines[message.event]}{" "}
          <time dateTime={new Date(message.at).toISOString()}>
            {writeTime(message.at, "hour")}
          </time>
        </p>
      </li>
    );
  }
  const brought = message.kind === "text" ? message.brought : undefined;
  const name = entry.name ?? t.someone;
  return (
    <li
      class="message"
      data-mine={isMine}
      data-teacher={isTeacher}
      data-follows={follows}
      data-id={message.id}
      data-kind={message.kind}
      data-shown={shown.value === message.id}
      // Of all messages only a piece is in the page.
      aria-posinset={entry.place}
      aria-setsize={-1}
      tabIndex={-1}
    >
      <Lines entry={entry} />
      <div class={follows ? "visually-hidden" : "message-head"}>
        <span class="message-name">{name}</span>
        {isTeacher && <span class="badge board">{t.teacher}</span>}
        {message.kind === "broadcast" && (
          <span class="badge chalk">{groups.broadcastBadge}</span>
        )}
        {brought && (
          <span class="badge">
            {groups.from(room.chat.rooms.peek()[brought.room]?.name ?? "")}
          </span>
        )}
        {message.kind === "assistant" && <span class="badge chalk">{t.ai}
        </span>}
        {isRemoved && <span class="quiet small">({t.removed})</span>}
        <time class="quiet" dateTime={new Date(message.at).toISOString()}>
          {writeTime(message.at, "hour")}
        </time>
      </div>
      <div class="bubble">
        {message.kind === "file" && <FileMessage file={message.file} />}
        {message.kind === "assistant"
          ? (
            <SharedAnswer
              message={message}
              sharer={name}
              student={message.student &&
                room.chat.members.peek()[message.student]?.name}
            />
          )
          : "text" in message && message.text &&
            <Markdown text={message.text} />}
        {message.kind === "deleted" && <p class="quiet">{t.deleted}</p>}
        {isMine && <State icon={<CheckIcon />} says={t.sent} />}
      </div>
      {mark && <MarkButton mark={mark} room={room} message={message.id} />}
    </li>
  );
}

/** What stands across the list above a message: the day, and where one has not read further. */
function Lines({ entry }: { entry: Entry }) {
  return (
    <>
      {entry.isNewDay && (
        <p class="chat-line quiet small">
          {writeTime(entry.message.at, "date")}
        </p>
      )}
      {entry.isFirstNew && <p class="chat-line new small">{t.newMessages}</p>}
    </>
  );
}

/** Marks a message of a group to be brought back to the main room (B-18). */
function MarkButton(
  { mark, room, message }: {
    mark: NonNullable<Entry["mark"]>;
    room: RoomChat;
    message: string;
  },
) {
  if (mark === "posted") {
    return <p class="message-mark quiet small">{groups.broughtBack}</p>;
  }
  return (
    <button
      type="button"
      class="button bare small message-mark"
      aria-pressed={mark === "marked"}
      title={groups.markHint}
      onClick={() => room.mark(message, mark === "no")}
    >
      <BringBackIcon />
      <span>{mark === "marked" ? groups.marked : groups.mark}</span>
    </button>
  );
}

/** A message that waits to be sent. */
export function PendingItem(
  { command, room, follows }: {
    command: Say;
    room: RoomChat;
    follows: boolean;
  },
) {
  return (
    <li
      class="message"
      data-mine="true"
      data-follows={follows}
      data-state="pending"
      data-id={command.id}
    >
      <div class="bubble">
        <Sayable command={command} uploads={room.chat.uploads} />
        <State icon={<ClockIcon />} says={t.pending} />
      </div>
    </li>
  );
}

/** A message that was refused: why, and what one can do. */
export function RefusedItem(
  props: {
    refused: Refused<Say>;
    room: RoomChat;
  },
) {
  const { id, refused, command } = props.refused;
  const { chat } = props.room;
  const copied = useSignal(false);
  const copy = async () => {
    if (!command) return;
    await navigator.clipboard.writeText(command.text);
    copied.value = true;
  };
  const held = refused === "held";
  // A room that one is not in any more, or that is closed, does not take it, however often one tries.
  const left = refused === "not-in-room" || refused === "rooms-closed";
  const group = chat.breakouts.value.open
    ? chat.groups.value.find(({ id }) => id !== command?.room)
    : undefined;
  const again = left && group
    ? groups.sendTo(chat.rooms.value[group.id]?.name ?? "")
    : t.tryAgain;
  return (
    <li class="message" data-mine="true" data-state="refused">
      <div class="bubble">
        {command
          ? <Sayable command={command} uploads={chat.uploads} />
          : <p class="quiet">{t.lost}</p>}
      </div>
      <p class="message-why" role="alert">
        <AlertIcon />
        {t.notSent(t.refusals[refused] ?? t.refusedOther)}
      </p>
      <div class="actions">
        {command && !held && (!left || group) && (
          <button
            type="button"
            class="button small"
            onClick={() => chat.sendAgain(id, left ? group!.id : command.room)}
          >
            {again}
          </button>
        )}
        {command && left && (
          <button
            type="button"
            class="button small"
            onClick={() => chat.sendAgain(id, "main")}
          >
            {groups.sendToMain}
          </button>
        )}
        <button
          type="button"
          class="button small"
          onClick={() => chat.outbox.discard(id)}
        >
          {t.discard}
        </button>
        {command && (
          <button type="button" class="button small bare" onClick={copy}>
            {copied.value ? t.copied : t.copy}
          </button>
        )}
      </div>
    </li>
  );
}

/** What a command says: its words, and its file as this device knows it. */
function Sayable({ command, uploads }: { command: Say; uploads: Uploads }) {
  const known = uploads.about(command.file);
  return (
    <>
      {command.file && (
        <FileOnItsWay
          name={known?.record.value.name ?? files.aFile}
          size={known?.blob.size}
          preview={known?.preview}
        />
      )}
      {command.text && <Markdown text={command.text} />}
    </>
  );
}

function State(props: { icon: ComponentChildren; says: string }) {
  return (
    <span class="message-state" title={props.says}>
      {props.icon}
      <span class="visually-hidden">{props.says}</span>
    </span>
  );
}
