/**
 * The chat and its button on any page (C-1, C-2): floating, pinned, or on a phone a sheet, which a swipe or
 * **Back** closes.
 */
import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import type { ComponentChild, ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useFollowToGroup } from "../groups/GroupArrivalPlace.tsx";
import { useLazyPart } from "../ui/use_lazy_part.ts";
import { announceCall } from "../calls/announce_call.ts";
import type { Chat } from "../chat/chat.ts";
import { closeChatRequest, roomRequest } from "../chat/panel_requests.ts";
import { ChatButton } from "./ChatButton.tsx";
import { ChatPanelDialog } from "./ChatPanelDialog.tsx";
import { type PanelPosition, usePanelPosition } from "./panel_position.ts";
// Styles of parts that load later: a style sheet that fails offline would not be requested again.
import "../groups/groups.css";
import "../chat/chat.css";

/** @param chat null until the page's script has opened it */
export function ChatPanelFrame(
  { chat, above, about, news, foot, closed, isBeforeStart = false, wrapButton }:
    {
      chat: Chat | null;
      /** The class had not started when the page was rendered: no panel until it does. */
      isBeforeStart?: boolean;
      /** Shown at the top of a sheet, which covers the page's own notices. */
      above?: ComponentChildren;
      about?: ComponentChildren;
      news?: ComponentChildren;
      /** Shown instead of the box to those who cannot write (S-8). */
      foot?: ComponentChild;
      /** Set by the panel: true while it is closed, so that the page shows notices about groups. */
      closed?: Signal<boolean>;
      /** Wraps the button, but not the panel. */
      wrapButton?: (button: ComponentChildren) => ComponentChildren;
    },
) {
  const position = usePanelPosition(
    chat?.session.seat.session,
    chat?.session.seat.role === "student",
  );
  const button = useRef<HTMLDivElement>(null);
  const reading = useSignal(false);
  const facts = chat?.session.facts;
  // Until the document has loaded, the state rendered by the server counts.
  const isLive = facts?.info.value.state === undefined
    ? !isBeforeStart
    : facts.isLive.value;
  const toggle = () => {
    if (!position.open.value) chat?.openAtNews();
    position.setOpen(!position.open.value);
  };
  const close = () => {
    position.setOpen(false);
    button.current?.querySelector("button")?.focus();
  };
  useFollowToGroup(chat, position.open.value);
  const tools = useLazyPart(
    chat?.session.seat.role === "teacher",
    () => import("../desk/groups/GroupsMenu.tsx"),
  );
  useAnnouncements(chat);
  const focus = useLazyPart(true, () => import("../ui/focus_guard.ts"));
  useEffect(() => focus?.guardFocus(), [focus]);
  useRequests(chat, position);
  usePanelAttributes(isLive, position);
  const isOpen = position.ready.value && position.open.value;
  const mode = position.mode.value;
  useLayoutEffect(() => {
    if (!chat) return;
    chat.isOpen.value = isOpen;
    chat.isPinned.value = isOpen && mode === "pinned";
    chat.isBottomSheet.value = isOpen && mode === "sheet";
  }, [chat, isOpen, mode]);
  useSignalEffect(() => {
    if (closed) closed.value = position.ready.value && !position.open.value;
  });

  const dialogs = chat && tools && (
    <tools.GroupsDialogs session={chat.session} />
  );
  if (!isLive) return <>{wrapButton?.(null)}{isBeforeStart && dialogs}</>;
  const place = (inIt?: ComponentChildren) => (
    <div class="chat-place" ref={button}>
      <NewsButton
        chat={chat}
        reading={reading}
        isOpen={position.open.value}
        onPress={toggle}
      />
      {inIt}
    </div>
  );
  const panel = (
    <>
      {chat && position.ready.value && (
        <ChatPanelDialog
          chat={chat}
          position={position}
          reading={reading}
          close={close}
          above={above}
          about={about}
          news={news}
          foot={foot}
          tools={tools}
        />
      )}
      {dialogs}
    </>
  );
  return wrapButton ? <>{wrapButton(place())}{panel}</> : place(panel);
}

function useAnnouncements(chat: Chat | null) {
  const voice = useLazyPart(
    chat !== null,
    () => import("../chat/announce_chat.ts"),
  );
  useEffect(() => chat ? voice?.announceChat(chat) : undefined, [chat, voice]);
  useEffect(() => chat ? announceCall(chat.session) : undefined, [chat]);
}

function useRequests(chat: Chat | null, position: PanelPosition) {
  const room = roomRequest.value;
  useEffect(() => {
    if (!room || !chat || !position.ready.value) return;
    roomRequest.value = null;
    chat.showRoom(room);
    position.setOpen(true);
  }, [room, chat, position.ready.value]);
  useSignalEffect(() => {
    if (!closeChatRequest.value) return;
    closeChatRequest.value = false;
    if (position.mode.peek() === "sheet" && position.open.peek()) {
      position.setOpen(false);
    }
  });
}

function usePanelAttributes(isLive: boolean, position: PanelPosition) {
  useEffect(() => {
    // Until the position is read, the attribute from the server stays.
    if (isLive && !position.ready.value) return;
    const root = globalThis.document.documentElement;
    const isOpen = isLive && position.open.value;
    if (isOpen && position.mode.value === "pinned") {
      root.dataset.chat = "pinned";
    } else delete root.dataset.chat;
    // An attribute, since `:has()` would be evaluated for the whole page again and again.
    if (isOpen) root.dataset.panel = "open";
    else delete root.dataset.panel;
  }, [
    isLive,
    position.ready.value,
    position.open.value,
    position.mode.value,
  ]);
  useEffect(() => () => {
    const { dataset } = globalThis.document.documentElement;
    delete dataset.chat;
    delete dataset.panel;
  }, []);
}

/** A component of its own, so that a new message renders only the button. */
function NewsButton({ chat, reading, ...button }: {
  chat: Chat | null;
  reading: Signal<boolean>;
  isOpen: boolean;
  onPress: () => void;
}) {
  return <ChatButton {...newsOf(chat, reading.value)} {...button} />;
}

/** The numbers of news, without messages that are on screen. */
function newsOf(chat: Chat | null, isReading: boolean) {
  if (!chat) return { unread: 0, mentions: 0, held: 0, notSent: 0 };
  const {
    unreadCount,
    mentionCount,
    session: { staff, seat },
  } = chat;
  const seenRoom = isReading ? chat.currentRoom.value : null;
  return {
    unread: unreadCount.value - (seenRoom?.unreadCount.value ?? 0),
    mentions: mentionCount.value - (seenRoom?.mentionCount.value ?? 0),
    held: seat.role === "teacher" ? staff?.heldMessages.value.length ?? 0 : 0,
    notSent: [chat.mainRoom, ...chat.groupRooms.value]
      .reduce(
        (sum, room) =>
          sum + (room === seenRoom ? 0 : room.undecidedCount.value),
        0,
      ),
  };
}
