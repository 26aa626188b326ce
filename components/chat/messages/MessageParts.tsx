import { makePreview } from "../../../formats/markdown/previews.ts";
import type { Message } from "../../../classroom/model/messages.ts";
import { chat as t } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { BringBackIcon, MoreIcon, ReplyIcon } from "../../ui/icons.tsx";
import { formatList } from "../../../formats/format_list.ts";
import { mergeReactionsByPerson } from "../message_changes.ts";
import { type ChatEntry, readMessageText } from "../chat_entries.ts";
import { loadMessageTools } from "./lazy_parts.ts";
import type { RoomChat } from "../room_chat.ts";
import type { MessageScroller } from "./message_scroller.ts";
import "../chat.css";
import { UndoButton } from "../../ui/UndoButton.tsx";

export function MessagePreview(
  { message, room }: { message: Message; room: RoomChat },
) {
  const words = message.kind === "deleted"
    ? t.deleted
    : makePreview(readMessageText(message));
  return (
    <span class="brief">
      <strong>{room.session.facts.nameOf(message.from) ?? t.someone}</strong>
      {" "}
      {words}
    </span>
  );
}

export function RepliedToMessage(
  { message, room, scrolling }: {
    message: Message;
    room: RoomChat;
    scrolling: MessageScroller;
  },
) {
  return (
    <Button
      look="bare small message-answered"
      onClick={() => scrolling.highlightMessage(message.id)}
    >
      <ReplyIcon />
      <span class="visually-hidden">{t.answerTo}</span>
      <MessagePreview message={message} room={room} />
    </Button>
  );
}

/** Buttons that reply to a message, in a group mark it for the main room (B-18), and open its tools, as Enter does. */
export function MessageToolButtons(
  { entry: { message, bringBack }, name, room }: {
    entry: ChatEntry;
    name: string;
    room: RoomChat;
  },
) {
  const { uiState, mutedReason, session: { seat } } = room;
  const open = async (anchor: HTMLElement) => {
    await loadMessageTools();
    uiState.openTools.value = { id: message.id, anchor };
  };
  return (
    <div class="message-tools">
      {mutedReason.value === null && seat.role !== "observer" && (
        <IconButton
          look="small message-reply"
          tabIndex={-1}
          label={t.replyTo({ name })}
          Icon={ReplyIcon}
          onClick={() => uiState.replyingTo.value = message.id}
        />
      )}
      {bringBack && bringBack !== "posted" && (
        <IconButton
          look="small message-mark"
          tabIndex={-1}
          label={bringBack === "marked" ? groups.marked : groups.mark}
          Icon={BringBackIcon}
          aria-pressed={bringBack === "marked"}
          onClick={() => room.setBringBack(message.id, bringBack === "no")}
        />
      )}
      <IconButton
        look="small"
        tabIndex={-1}
        label={t.toolsOf({ name })}
        Icon={MoreIcon}
        aria-expanded={uiState.openTools.value?.id === message.id}
        onClick={(event) => open(event.currentTarget as HTMLElement)}
      />
    </div>
  );
}

/** A press adds or removes the reader's own reaction. */
export function MessageReactions(
  { entry, room }: { entry: ChatEntry; room: RoomChat },
) {
  if (entry.reactions.length === 0) return null;
  const { seat, facts } = room.session;
  const isFixed = room.mutedReason.value !== null || seat.role === "observer";
  return (
    <div class="cluster snug reactions" role="group" aria-label={t.reactions}>
      {mergeReactionsByPerson(
        entry.reactions,
        facts.members.value,
        seat.alias ?? seat.member,
      ).map(
        ({ emoji, members, isMine }) => {
          const who = formatList(members.map((member) =>
            member === seat.member ? t.me : facts.nameOf(member) ?? t.someone
          ));
          return (
            <button
              key={emoji}
              type="button"
              class="reaction"
              aria-pressed={isMine}
              aria-disabled={isFixed}
              aria-label={t.reactedBy({
                emoji: t.emojis[emoji],
                count: members.length,
                who,
              })}
              title={who}
              onClick={() =>
                isFixed || room.setReaction(entry.message.id, emoji, !isMine)}
            >
              {emoji}
              <span class="figures">{members.length}</span>
            </button>
          );
        },
      )}
    </div>
  );
}

export function DeletedMessageUndo(
  { message, room }: { message: string; room: RoomChat },
) {
  const undo = (event: { currentTarget: HTMLElement }) => {
    const item = event.currentTarget.closest<HTMLElement>(".message");
    room.uiState.undoRemoval(message);
    item?.focus({ preventScroll: true });
  };
  return (
    <div class="bubble message-going cluster">
      <p class="quiet" role="status">
        {room.uiState.removing.value.get(message)?.text ?? t.deleting}
      </p>
      <UndoButton
        isFocused
        onClick={undo}
        onFocus={({ currentTarget }) =>
          currentTarget.matches(":focus-visible") &&
          room.uiState.extendUndo(message, true)}
        onBlur={() => room.uiState.extendUndo(message, false)}
      />
    </div>
  );
}
