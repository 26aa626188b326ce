/** The tabs at a phone's lower edge (N-6): class chat, group chat, assistant. */
import { useSignal, useSignalEffect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { assistant as assistantText } from "texts/assistant.ts";
import { places as t } from "texts/sessions_class.ts";
import type { OwnAssistant } from "../assistant/own_assistant.ts";
import type { Chat } from "../chat/chat.ts";
import { describeChatNews } from "../chat/chat_news.ts";
import { roomRequest } from "../chat/panel_requests.ts";
import type { RoomChat } from "../chat/room_chat.ts";
import { isLetterEnough } from "../client/group_emblems.ts";
import { PresenceIcon } from "../groups/PresenceIcon.tsx";
import { GroupEmblem } from "../client/GroupEmblem.tsx";
import type { ResourcePlace } from "../resources/class/resource_place.ts";
import { AssistantIcon, ChatIcon, PeopleIcon } from "../ui/icons.tsx";
import { formatList } from "../../formats/format_list.ts";
import { UnreadBadge } from "../ui/UnreadBadge.tsx";

export function ClassTabs({ chat, assistant, portal }: {
  chat: Chat | null;
  assistant: OwnAssistant | null;
  portal: ResourcePlace;
}) {
  const group = chat?.groupRooms.value[0];
  const room = group && chat.session.facts.rooms.value[group.id];
  const came = useAnswerCame(chat, assistant, portal);
  const isUp = chat?.effectiveFlag().isUp ?? false;
  return (
    <nav class="class-places" aria-label={t.title}>
      <Place
        key="class"
        name={t.classChat}
        room={chat?.mainRoom}
        isHandUp={isUp && !room}
        onPress={() => roomRequest.value = "main"}
      >
        <ChatIcon />
      </Place>
      {room
        ? (
          <Place
            key="group"
            name={isLetterEnough(room) ? t.mine : room.name}
            whole={t.myGroup({
              name: isLetterEnough(room) ? room.looks.letter : room.name,
            })}
            room={group}
            isHandUp={isUp}
            onPress={() => roomRequest.value = group.id}
          >
            <GroupEmblem room={room} />
          </Place>
        )
        : (
          <p key="none" class="class-place-none">
            <span class="class-place-icon">
              <PeopleIcon />
            </span>
            {t.noGroup}
          </p>
        )}
      <Place
        key="assistant"
        name={assistantText.title}
        isHere={portal.open.value === null}
        hasNewAnswer={came}
        onPress={portal.close}
      >
        <AssistantIcon />
      </Place>
    </nav>
  );
}

function Place(
  {
    name,
    whole = name,
    room,
    hasNewAnswer = false,
    isHandUp = false,
    isHere = false,
    ...rest
  }: {
    name: string;
    whole?: string;
    room?: RoomChat;
    isHandUp?: boolean;
    hasNewAnswer?: boolean;
    isHere?: boolean;
    onPress: () => void;
    children: ComponentChildren;
  },
) {
  const unread = room?.unreadCount.value ?? 0;
  const mentions = room?.mentionCount.value ?? 0;
  const notSent = room?.undecidedCount.value ?? 0;
  const news = formatList([
    ...describeChatNews({ unread, mentions, notSent }),
    ...hasNewAnswer ? [t.answerCame] : [],
    ...isHandUp ? [t.handUp] : [],
  ]);
  return (
    <button
      type="button"
      class="class-place"
      aria-current={isHere ? "page" : undefined}
      onClick={rest.onPress}
    >
      <span class="class-place-icon">
        {rest.children}
        {isHandUp && <PresenceIcon isOnline isUp />}
        <UnreadBadge
          look={room && "of-chat"}
          count={unread + notSent + Number(hasNewAnswer)}
          mentions={mentions}
        />
      </span>
      <span class="class-place-name" aria-hidden="true">{name}</span>
      <span class="visually-hidden">
        {news ? t.withNews({ place: whole, news }) : whole}
      </span>
    </button>
  );
}

/** True once an answer has come while the assistant was covered, until the assistant is visible again. */
function useAnswerCame(
  chat: Chat | null,
  assistant: OwnAssistant | null,
  portal: ResourcePlace,
): boolean {
  const came = useSignal(false);
  const wasAnswering = useSignal(false);
  useSignalEffect(() => {
    const answering = assistant?.isAnswering.value ?? false;
    const isAway = chat?.isOpen.value || portal.open.value !== null;
    if (!isAway) came.value = false;
    else if (wasAnswering.peek() && !answering) came.value = true;
    wasAnswering.value = answering;
  });
  return came.value;
}
