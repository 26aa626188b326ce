import {
  effect,
  type ReadonlySignal,
  type Signal,
  useSignal,
} from "@preact/signals";
import type { ComponentChild, ComponentChildren, RefObject } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { chat as t } from "texts/chat.ts";
import { frame } from "texts/everywhere.ts";
import type { ConnectionStatus } from "../../sync/client/open_document.ts";
import { signInAndReturnUrl } from "../accounts/sign_in_urls.ts";
import { CallBarSlot } from "../calls/CallBarSlot.tsx";
import { AttachDropTarget } from "../files/AttachFiles.tsx";
import { Uploads } from "../files/uploads.ts";
import { loadMarkdownReader } from "../markdown/Markdown.tsx";
import { withReloadWarning } from "../page/leave_warning.ts";
import type { ClassSession } from "../client/class_session.ts";
import { isShutOut, useIsSlowToConnect } from "../client/connection_status.ts";
import { Button, CloseButton, IconButton } from "../ui/Button.tsx";
import {
  CloseIcon,
  MoveIcon,
  OfflineIcon,
  PinIcon,
  PinOffIcon,
  ResizeIcon,
  WarningIcon,
} from "../ui/icons.tsx";
import { isEscape } from "../ui/keys.ts";
import { useLazyPart } from "../ui/use_lazy_part.ts";
import type { Chat } from "../chat/chat.ts";
import { announce } from "../ui/announce.ts";
import { messageRequest } from "../chat/panel_requests.ts";
import { loadMessageTools, loadRefusals } from "../chat/messages/lazy_parts.ts";
import { MessageScroller } from "../chat/messages/message_scroller.ts";
import type { RoomChat } from "../chat/room_chat.ts";
import {
  moveBox,
  type PanelMode,
  type PanelPosition,
  resizeBox,
} from "./panel_position.ts";
import {
  createBoxHandle,
  createSwipeHandle,
  type DragHandle,
  usePanelBox,
} from "./panel_box.ts";
import { ChatRoomView } from "./ChatRoomView.tsx";
import { useChatPanelId } from "../chat/panel_ids.ts";
import "../chat/chat.css";
import "../ui/popovers/popovers.ts";

const closingPullPx = 96;

interface ChatPanelDialogProps {
  chat: Chat;
  reading: Signal<boolean>;
  position: PanelPosition;
  close: () => void;
  above?: ComponentChildren;
  about?: ComponentChildren;
  news?: ComponentChildren;
  foot?: ComponentChild;
  tools: typeof import("../desk/groups/GroupsMenu.tsx") | null;
}

export function ChatPanelDialog(
  { chat, position, reading, close, above, about, news, foot, tools }:
    ChatPanelDialogProps,
) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const open = position.open.value;
  const mode = position.mode.value;

  const focus = useRef<BottomSheetFocus>({ before: null, given: null });

  useLayoutEffect(() => show(dialog.current!, open, mode, focus.current), [
    open,
    mode,
  ]);
  useFocusAtOpening(position, dialog, heading);
  usePanelBox(dialog, position);
  const room = chat.currentRoom.value;
  const scrolling = useMemo(() => new MessageScroller(room.messages), [room]);
  useReading(room, scrolling, reading, open);
  useWantedMessage(room, scrolling, dialog, open);

  const moderation = useLazyPart(
    chat.session.seat.role === "teacher",
    () => import("../chat/Moderation.tsx"),
  );
  const isQuiet = useQuiet();
  const groupHead = useLazyPart(
    Object.keys(chat.session.facts.rooms.value).length > 0 || isQuiet.value,
    () => import("./RoomHeader.tsx"),
  );
  const isStaff = chat.session.seat.role !== "student";
  // A student's takes no space: it lies over the oldest visible messages, so that nothing moves.
  const call = (
    <div class="chat-call">
      <CallBarSlot session={chat.session} place="chat" />
    </div>
  );
  return (
    <dialog
      ref={dialog}
      class="chat-panel"
      data-mode={mode}
      data-dense={isStaff}
      // A label of its own: at the first opening, screen readers read the dialog before its heading exists.
      aria-label={t.title}
      onCancel={(event) => {
        // The cancelling of a file picker bubbles up to here.
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        close();
      }}
      onClose={() => {
        // The browser's own back gesture closes a modal dialog without a cancel event.
        if (mode === "sheet" && !dialog.current?.open && open) close();
      }}
      onKeyDown={(event) => {
        // The first Escape closes a popover in the panel.
        const over = dialog.current?.querySelector(":popover-open");
        if (isEscape(event) && mode === "floating" && !over) close();
      }}
      onPointerDown={position.markHistory}
    >
      <PanelHead
        heading={heading}
        position={position}
        pull={createSwipeHandle(dialog, closingPullPx, close)}
        close={close}
      >
        {mode === "sheet" && <ClockOnBottomSheet chat={chat} />}
        {tools && <tools.GroupsMenu session={chat.session} />}
        {moderation && <moderation.ModerationMenu session={chat.session} />}
        <People chat={chat} />
      </PanelHead>
      {groupHead ? <groupHead.RoomTabs chat={chat} /> : <span hidden />}
      {about}
      {moderation && <moderation.HeldMessages session={chat.session} />}
      {groupHead && <groupHead.RoomHeader chat={chat} room={room} />}
      {/* Takes no space: it lies over the oldest visible messages. */}
      <div class="chat-above">
        {mode === "sheet" && above}
        {mode !== "pinned" && news}
        <Banner room={room} />
        <ConnectionTrouble session={chat.session} />
        {!isStaff && call}
      </div>
      <ChatRoomView
        chat={chat}
        room={room}
        scrolling={scrolling}
        Above={groupHead?.GroupBar}
        Draft={groupHead?.LeftDraftNotice}
        call={isStaff && call}
        foot={foot}
      />
      {!foot && (
        <AttachDropTarget
          chosen={chat.session.part(Uploads).chosen}
          onto={dialog}
          onTaken={() => dialog.current?.querySelector("textarea")?.focus()}
        />
      )}
      {mode === "floating" && <ResizeButton position={position} />}
    </dialog>
  );
}

/** Elements with the focus: before the dialog became a sheet, and in the sheet. */
interface BottomSheetFocus {
  before: Element | null;
  given: Element | null;
}

/** Shows or closes the dialog; only a sheet is modal. A change of mode keeps the focus. */
function show(
  dialog: HTMLDialogElement,
  isOpen: boolean,
  mode: PanelMode,
  focus: BottomSheetFocus,
) {
  const { document } = globalThis;
  // Not over another modal dialog, such as when turning the phone makes this one a sheet.
  const isCovered = [...document.querySelectorAll("dialog:modal")]
    .some((it) => it !== dialog);
  const isModal = mode === "sheet" && !isCovered;
  const wasModal = dialog.matches(":modal");
  if (dialog.open && isOpen && isModal === wasModal) return;
  const focused = document.activeElement;
  const wasIn = dialog.open && dialog.contains(focused);
  if (dialog.open) dialog.close();
  if (!isOpen) return;
  if (isModal) dialog.showModal();
  // Not `show()`, which would move the focus.
  else dialog.open = true;
  const isGiven = wasModal && focused === focus.given;
  if (isGiven || wasIn) giveFocus(isGiven ? focus.before : focused);
  if (isModal) {
    Object.assign(focus, { before: focused, given: document.activeElement });
  }
}

function giveFocus(to: Element | null) {
  const { activeElement, body } = globalThis.document;
  if (to instanceof HTMLElement && to !== body) {
    to.focus({ preventScroll: true });
  } else if (activeElement instanceof HTMLElement) activeElement.blur();
}

function ConnectionTrouble({ session }: { session: ClassSession }) {
  const { value } = session.api.refusal;
  return (
    <div role="alert">
      {value && (
        <div class="chat-banner row" data-shown="true">
          <p>{value.detail}</p>
          <CloseButton
            look="small"
            label={t.close}
            onClick={() => session.api.refusal.value = null}
          />
        </div>
      )}
    </div>
  );
}

function useFocusAtOpening(
  position: PanelPosition,
  dialog: RefObject<HTMLDialogElement>,
  heading: RefObject<HTMLElement>,
) {
  const open = position.open.value;
  useEffect(() => {
    if (!open || !position.isOpenedByUser.current) return;
    position.isOpenedByUser.current = false;
    // On a phone the keyboard must not open before the box is tapped.
    if (position.mode.peek() === "sheet") heading.current?.focus();
    else dialog.current?.querySelector("textarea")?.focus();
  }, [open]);
}

function useWantedMessage(
  room: RoomChat,
  scrolling: MessageScroller,
  dialog: RefObject<HTMLDialogElement>,
  isOpen: boolean,
) {
  const messageId = messageRequest.value;
  useEffect(() => {
    if (!messageId || !isOpen) return;
    if (!room.messages.peek().some(({ id }) => id === messageId)) return;
    messageRequest.value = null;
    const isReply = room.uiState.replyingTo.peek() === messageId;
    scrolling.highlightMessage(messageId, !isReply);
    if (isReply) dialog.current?.querySelector("textarea")?.focus();
  }, [messageId, isOpen, room]);
}

/** True a while after the first rendering. Parts are then loaded, so that they work offline. */
function useQuiet(): ReadonlySignal<boolean> {
  const isQuiet = useSignal(false);
  useEffect(() => {
    const timer = setTimeout(() => isQuiet.value = true, 8_000);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    if (!isQuiet.value) return;
    void loadMessageTools();
    void loadRefusals();
    loadMarkdownReader();
  }, [isQuiet.value]);
  return isQuiet;
}

/**
 * Marks messages as read once they were on a visible page. Opening the room, or returning, scrolls to the first
 * unread one (C-13).
 */
function useReading(
  room: RoomChat,
  scrolling: MessageScroller,
  reading: Signal<boolean>,
  isOpen: boolean,
): void {
  const isLooking = useSignal(false);
  const isShown = isOpen && room.isUnreadKnown.value;
  useLayoutEffect(() => {
    const { document } = globalThis;
    const look = () =>
      isLooking.value = isShown && document.visibilityState === "visible";
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [isShown]);
  useLayoutEffect(() => {
    if (!isLooking.value) return;
    const first = room.findFirstUnread();
    room.firstNewId.value = first;
    // Own unsent or refused messages are at the end, so it does not scroll up.
    const unsentMessages = [
      ...room.pendingMessages.peek(),
      ...room.refusedMessages.peek(),
    ];
    if (first && unsentMessages.length === 0) {
      scrolling.scrollToMessage(first, 8);
    } else if (scrolling.isAtEnd.peek()) scrolling.scrollToEnd();
    return () => {
      room.markRead(scrolling.lastSeenIndex.peek());
      room.storeReadMarker();
    };
  }, [isLooking.value, room]);
  // `effect` renders nothing; this runs for every message.
  useEffect(() =>
    effect(() => {
      const seenIndex = scrolling.lastSeenIndex.value;
      void room.messages.value;
      reading.value = isLooking.value && scrolling.isAtEnd.value;
      if (!isLooking.value || seenIndex < 0) return;
      const timer = setTimeout(() => room.markRead(seenIndex), 400);
      return () => clearTimeout(timer);
    }), [room, scrolling]);
}

/** The state of the connection in words, announced on change. */
function Banner({ room }: { room: RoomChat }) {
  const text = useBanner(room);
  const status = statusOf(room);
  const waitingCount = room.pendingMessages.value.length;
  // A removed member is about to be redirected to a page that says so.
  const isLeaving = isShutOut(status) &&
    room.session.seat.cookieRole === "member";
  useEffect(() => {
    if (text && !isLeaving) announce(text, { topic: "connection" });
  }, [text]);
  return (
    <div class="chat-banner row" data-shown={text !== null}>
      {text && (
        <p class="row">
          {status.state === "closed" ? <WarningIcon /> : <OfflineIcon />}
          <span>
            <span>{text}</span>
            {status.state === "offline" && waitingCount > 0 && (
              <strong class="figures">
                {` ${t.waiting({ count: waitingCount })}`}
              </strong>
            )}
          </span>
        </p>
      )}
      {status.state === "closed" && (
        status.reason === "not-signed-in"
          ? <a class="button small" href={signInAndReturnUrl()}>{t.signIn}</a>
          : (
            <Button look="small" onClick={() => location.reload()}>
              {t.reload}
            </Button>
          )
      )}
    </div>
  );
}

/** The room's state, except that a group just left is about to disappear and is not shown as closed. */
function statusOf({ status, id, rooms }: RoomChat): ConnectionStatus {
  const now = status.value;
  const isMoving = now.state === "closed" && id !== "main" &&
    rooms.status.value.state !== "closed";
  return isMoving ? { state: "connecting" } : now;
}

function useBanner(room: RoomChat): string | null {
  const isSlow = useIsSlowToConnect(() => statusOf(room));
  const status = statusOf(room);
  const isSaved = room.session.ownDocument.isSaved.value;
  switch (status.state) {
    case "closed":
      return status.reason === "not-signed-in" ||
          status.reason === "not-allowed"
        ? t.stopped[status.reason]
        : t.stopped.other;
    case "offline":
      return isSaved ? withReloadWarning(t.offline) : t.offlineNotKept;
    case "connecting":
      if (isSlow.value) return t.connecting;
      return isSaved ? null : t.notKept;
    case "online":
      return isSaved ? null : t.notKept;
  }
}

function PanelHead(
  { heading, position, pull, close, children }: {
    heading: RefObject<HTMLHeadingElement>;
    position: PanelPosition;
    pull: DragHandle;
    close: () => void;
    children: ComponentChildren;
  },
) {
  const mode = position.mode.value;
  const move = createBoxHandle(position, moveBox);
  return (
    <div
      class="cluster snug chat-head"
      onPointerDown={mode === "pinned"
        ? undefined
        : (mode === "sheet" ? pull : move).onPointerDown}
      onDblClick={(event) => {
        const { target } = event;
        if (
          mode === "floating" &&
          !(target as Element).closest("button:not(.chat-grip)")
        ) {
          position.reset();
        }
      }}
    >
      {mode === "floating" && (
        <IconButton
          label={t.move}
          Icon={MoveIcon}
          look="small chat-grip"
          onKeyDown={(event) => {
            if (event.key === "Home") position.reset();
            else move.onKeyDown(event);
          }}
        />
      )}
      <h2 ref={heading} tabIndex={-1}>{t.title}</h2>
      {children}
      {mode !== "sheet" && (
        <Button
          look="bare small chat-tool chat-pin"
          title={mode === "pinned" ? t.unpinHint : t.pinHint}
          aria-pressed={mode === "pinned"}
          onClick={position.togglePin}
        >
          {mode === "pinned" ? <PinOffIcon /> : <PinIcon />}
          <span>{mode === "pinned" ? t.unpin : t.pin}</span>
        </Button>
      )}
      <Button look="bare small chat-tool" onClick={close}>
        <CloseIcon />
        <span>{frame.close}</span>
      </Button>
    </div>
  );
}

function ResizeButton({ position }: { position: PanelPosition }) {
  return (
    <button
      type="button"
      class="chat-resize"
      aria-label={t.resize}
      title={t.resize}
      {...createBoxHandle(position, resizeBox)}
    >
      <ResizeIcon />
    </button>
  );
}

/** The groups' time left, for students without tabs of groups: the sheet covers the page's clock. */
function ClockOnBottomSheet({ chat }: { chat: Chat }) {
  const { session: { facts, seat }, groupRooms, isOpen } = chat;
  const { endsAt } = facts.breakouts.value;
  const isWanted = seat.role === "student" && endsAt !== undefined &&
    groupRooms.value.length === 0;
  const clock = useLazyPart(
    isWanted,
    () => import("../groups/BreakoutTimer.tsx"),
  );
  return isWanted && clock && (
    <clock.BreakoutTimer session={chat.session} isShown={isOpen.value} />
  );
}

/** The number of members online, such as "12 online", which opens their list (C-7). */
function People({ chat }: { chat: Chat }) {
  const id = useChatPanelId();
  const opened = useSignal(false);
  const list = useLazyPart(opened.value, () => import("./ChatPeopleList.tsx"));
  if (chat.status.value.state !== "online") return null;
  const count = chat.countOnline().length;
  return (
    <div class="chat-people">
      <Button
        look="bare small chat-tool chat-online"
        data-count={count}
        popoverTarget={id}
      >
        <span class="dot on" />
        <span class="figures">{t.online({ count })}</span>
      </Button>
      <div
        id={id}
        popover="auto"
        class="popover chat-people-list"
        role="group"
        aria-label={t.whoIsOnline}
        onToggle={() => opened.value = true}
      >
        <h3>{t.whoIsOnline}</h3>
        {list && <list.ChatPeopleList chat={chat} />}
      </div>
    </div>
  );
}
