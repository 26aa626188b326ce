/**
 * The three places at a phone's lower edge (N-6): class chat, group chat,
 * assistant.
 */
import { useSignal, useSignalEffect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { assistant as assistantText } from "texts/assistant.ts";
import { places as t } from "texts/sessions_class.ts";
import type { OwnAssistant } from "../assistant/assistant.ts";
import type { Chat } from "../chat/chat.ts";
import { chatNews } from "../chat/chat_news.ts";
import { roomRequest } from "../chat/panel_requests.ts";
import type { RoomChat } from "../chat/room.ts";
import { isLetterAlone } from "../groups/marks.ts";
import { HandMark } from "../groups/HandMark.tsx";
import { GroupMark } from "../groups/GroupMark.tsx";
import type { PortalPlace } from "../sharing/class/portal_place.ts";
import { AssistantIcon, ChatIcon } from "../ui/icons.tsx";
import { writeList } from "../ui/list.ts";
import { Unread } from "../ui/Unread.tsx";

export function ClassPlaces({ chat, assistant, portal }: {
  chat: Chat | null;
  assistant: OwnAssistant | null;
  portal: PortalPlace;
}) {
  const group = chat?.groups.value[0];
  const room = group && chat.session.facts.rooms.value[group.id];
  const came = useAnswerCame(chat, assistant, portal);
  const isUp = chat?.flag().up ?? false;
  return (
    <nav class="class-places" aria-label={t.title}>
      <Place
        name={t.classChat}
        room={chat?.main}
        hand={isUp && !room}
        onPress={() => roomRequest.value = "main"}
      >
        <ChatIcon />
      </Place>
      {room && (
        <Place
          name={isLetterAlone(room) ? t.mine : room.name}
          whole={t.myGroup({
            name: isLetterAlone(room) ? room.looks.letter : room.name,
          })}
          room={group}
          hand={isUp}
          onPress={() => roomRequest.value = group.id}
        >
          <GroupMark room={room} />
        </Place>
      )}
      <Place
        name={assistantText.title}
        isHere={portal.open.value === null}
        came={came}
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
    came = false,
    hand = false,
    isHere = false,
    ...rest
  }: {
    name: string;
    /** The longer name for screen readers. */
    whole?: string;
    room?: RoomChat;
    hand?: boolean;
    came?: boolean;
    isHere?: boolean;
    onPress: () => void;
    children: ComponentChildren;
  },
) {
  const unread = room?.unread.value ?? 0;
  const mentions = room?.mentions.value ?? 0;
  const notSent = room?.notSent.value ?? 0;
  const news = writeList([
    ...chatNews({ unread, mentions, notSent }),
    ...came ? [t.answerCame] : [],
    ...hand ? [t.handUp] : [],
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
        {hand && <HandMark online isUp />}
        <Unread count={unread + notSent + Number(came)} mentions={mentions} />
      </span>
      <span class="class-place-name" aria-hidden="true">{name}</span>
      <span class="visually-hidden">
        {news ? t.withNews({ place: whole, news }) : whole}
      </span>
    </button>
  );
}

/**
 * True from an answer that came while the assistant was covered, until it is
 * visible again.
 */
function useAnswerCame(
  chat: Chat | null,
  assistant: OwnAssistant | null,
  portal: PortalPlace,
): boolean {
  const came = useSignal(false);
  const wasAnswering = useSignal(false);
  useSignalEffect(() => {
    const answering = assistant?.answering.value ?? false;
    const isAway = chat?.isOpen.value || portal.open.value !== null;
    if (!isAway) came.value = false;
    else if (wasAnswering.peek() && !answering) came.value = true;
    wasAnswering.value = answering;
  });
  return came.value;
}
