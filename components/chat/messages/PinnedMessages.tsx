import { useSignal } from "@preact/signals";
import { chat as t } from "texts/chat.ts";
import { Button } from "../../ui/Button.tsx";
import { PinIcon } from "../../ui/icons.tsx";
import { Markdown } from "../../markdown/Markdown.tsx";
import { readMessageText } from "../chat_entries.ts";
import type { RoomChat } from "../room_chat.ts";
import type { MessageScroller } from "./message_scroller.ts";
import { useChatPanelId } from "../panel_ids.ts";
import "../chat.css";

/** The message pinned last in a room (C-11); the others on request. A press on the author scrolls to it. */
export function PinnedMessages(
  { room, scrolling }: { room: RoomChat; scrolling: MessageScroller },
) {
  const isUnfolded = useSignal(false);
  const list = useChatPanelId();
  const pins = room.pins.value;
  const messages = room.shownMessages.value
    .filter(({ id, kind }) => pins[id] && kind !== "deleted")
    .sort((a, b) => pins[b.id].at - pins[a.id].at);
  if (messages.length === 0) return null;
  const otherCount = messages.length - 1;
  return (
    <section class="chat-pinned" aria-label={t.pinned}>
      <PinIcon />
      <ul id={list}>
        {messages.slice(0, isUnfolded.value ? undefined : 1).map((message) => (
          <li key={message.id}>
            <Button
              look="bare small"
              title={t.toPinned}
              onClick={() => scrolling.highlightMessage(message.id)}
            >
              <strong>
                {room.session.facts.nameOf(message.from) ?? t.someone}
              </strong>
            </Button>
            <div class="chat-pinned-words small">
              <Markdown
                text={readMessageText(message)}
                people={room.session.facts.people}
              />
            </div>
          </li>
        ))}
      </ul>
      {otherCount > 0 && (
        <Button
          look="bare small"
          aria-expanded={isUnfolded.value}
          aria-controls={list}
          onClick={() => isUnfolded.value = !isUnfolded.value}
        >
          {t.morePinned({ count: otherCount })}
        </Button>
      )}
    </section>
  );
}
