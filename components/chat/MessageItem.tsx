/** One message: who, when, what, and for the own ones how far it has got (C-3, C-4, C-6). */
import type { ComponentChildren } from "preact";
import { useSignal } from "@preact/signals";
import type { Say } from "../../classroom/schema.ts";
import { en as t } from "../../locales/en.ts";
import type { Refused } from "../../sync/client/outbox.ts";
import { AlertIcon, CheckIcon, ClockIcon } from "../icons.tsx";
import { Markdown } from "../Markdown.tsx";
import type { Entry } from "./entries.ts";
import { FileMessage } from "./FileMessage.tsx";
import "./MessageItem.css";

const clock = new Intl.DateTimeFormat(undefined, {
  hour: "numeric",
  minute: "2-digit",
});

/** A message of the room. */
export function MessageItem({ entry }: { entry: Entry }) {
  const { message, isMine, isTeacher, isRemoved, follows } = entry;
  if (message.kind === "system") {
    return <li class="message system quiet small">{message.event}</li>;
  }
  const name = entry.name ?? t.chat.someone;
  return (
    <li
      class="message"
      data-mine={isMine}
      data-teacher={isTeacher}
      data-follows={follows}
      data-id={message.id}
    >
      <div class={follows ? "visually-hidden" : "message-head"}>
        <span class="message-name">{name}</span>
        {isTeacher && <span class="badge board">{t.chat.teacher}</span>}
        {isRemoved && <span class="quiet small">({t.chat.removed})</span>}
        <time class="quiet" dateTime={new Date(message.at).toISOString()}>
          {clock.format(message.at)}
        </time>
      </div>
      <div class="bubble">
        {message.kind === "file" && <FileMessage file={message.file} />}
        {"text" in message && message.text && <Markdown text={message.text} />}
        {message.kind === "deleted" && <p class="quiet">{t.chat.deleted}</p>}
        {isMine && <State icon={<CheckIcon />} says={t.chat.sent} />}
      </div>
    </li>
  );
}

/** A message that waits to be sent. */
export function PendingItem(
  { command, follows }: { command: Say; follows: boolean },
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
        <Markdown text={command.text} />
        <State icon={<ClockIcon />} says={t.chat.pending} />
      </div>
    </li>
  );
}

/** A message that was refused: why, and what one can do. */
export function RefusedItem(
  props: {
    refused: Refused<Say>;
    onTryAgain: () => void;
    onDiscard: () => void;
  },
) {
  const { refused, command } = props.refused;
  const copied = useSignal(false);
  const copy = async () => {
    if (!command) return;
    await navigator.clipboard.writeText(command.text);
    copied.value = true;
  };
  const held = refused === "held";
  return (
    <li class="message" data-mine="true" data-state="refused">
      <div class="bubble">
        {command
          ? <Markdown text={command.text} />
          : <p class="quiet">{t.chat.lost}</p>}
      </div>
      <p class="message-why" role="alert">
        <AlertIcon />
        {t.chat.notSent(t.chat.refusals[refused] ?? t.chat.refusedOther)}
      </p>
      <div class="actions">
        {command && !held && (
          <button
            type="button"
            class="button small"
            onClick={props.onTryAgain}
          >
            {t.chat.tryAgain}
          </button>
        )}
        <button type="button" class="button small" onClick={props.onDiscard}>
          {t.chat.discard}
        </button>
        {command && (
          <button type="button" class="button small bare" onClick={copy}>
            {copied.value ? t.chat.copied : t.chat.copy}
          </button>
        )}
      </div>
    </li>
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
