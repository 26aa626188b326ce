/**
 * The chat with its button, over whatever page one is on (C-1, C-2): it floats and can be moved, sized
 * and pinned; on a phone it is a sheet, closed by a swipe down, **Close**, or the Back button.
 */
import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { CloseButton } from "../../ui/CloseButton.tsx";
import { chat as t } from "../../../locales/en/chat/chat.ts";
import { groups } from "../../../locales/en/groups/groups.ts";
import {
  CloseIcon,
  MoveIcon,
  PinIcon,
  PinOffIcon,
  ResizeIcon,
} from "../../ui/icons.tsx";
import { loadReader } from "../../markdown/Markdown.tsx";
import {
  ArrivalNotice,
  useFollowing,
} from "../../people/joining/ArrivalNotice.tsx";
import { AskForHelp } from "../../groups/AskForHelp.tsx";
import { AttachDrop } from "../../files/AttachDrop.tsx";
import { Banner } from "./Banner.tsx";
import type { Chat } from "../chat.ts";
import { ChatButton } from "./ChatButton.tsx";
import { Composer } from "../Composer.tsx";
import { MessageList } from "../messages/MessageList.tsx";
import { People } from "./People.tsx";
import { follow, swipe } from "./pointer.ts";
import type { RoomChat } from "../room.ts";
import { Scrolling } from "../messages/scrolling.ts";
import {
  type Box,
  moved,
  resized,
  usualBox,
  within,
} from "./panel_position.ts";
import { useStaffTools } from "./use_staff_tools.ts";
import { roomPanel } from "./room_panel.ts";
import { useLoaded } from "../../ui/use_loaded.ts";
import { type Mode, usePlacement, type Usually } from "./use_panel_position.ts";
import { visit } from "../panel_requests.ts";
import { useChatId } from "./use_chat_id.ts";
// Of what is loaded later: a style that did not come, for want of a network, would not be asked for again.
import "../../groups/ChooseRoom.css";
import "./GroupBar.css";
import "../MentionList.css";
import "../messages/MessageTools.css";
import "../Moderation.css";
import "../messages/Pinned.css";
import "./Tabs.css";
import "../../groups/Timer.css";
import "./Panel.css";

/** How far a sheet must be pulled down to close (px). */
const pulled = 96;
/** How far an arrow key moves or sizes the panel (px). */
const stride = 24;

/** The button and the panel. `chat` is null until the page's script has opened it. */
export function Panel(
  { chat, usually, above, about, closed }: {
    chat: Chat | null;
    /** Where it is until the person says otherwise. */
    usually: Usually;
    /** What covers the page must say itself what the page would: stands at the top of a phone's sheet. */
    above?: ComponentChildren;
    /** Which class it is the chat of, where the page does not say so. */
    about?: ComponentChildren;
    /** Becomes true while the panel is closed: then the page says what is said of one's group. */
    closed?: Signal<boolean>;
  },
) {
  const placement = usePlacement(chat?.seat.session, usually);
  const button = useRef<HTMLSpanElement>(null);
  const reading = useSignal(false);
  const live = chat?.live.value ?? true;
  const toggle = () => {
    placement.setOpen(!placement.open.value, true);
  };
  const close = () => {
    placement.setOpen(false, true);
    button.current?.querySelector("button")?.focus();
  };
  const openIt = () => {
    if (!placement.open.peek()) placement.setOpen(true, true);
  };
  useFollowing(chat, openIt);
  const tools = useStaffTools(chat);
  const wanted = visit.value;
  useEffect(() => {
    if (!wanted || !chat || !placement.ready.value) return;
    visit.value = null;
    chat.show(wanted);
    placement.setOpen(true, true);
  }, [wanted, chat, placement.ready.value]);
  useEffect(() => {
    // Until it is known, what the server said of it stands.
    if (live && !placement.ready.value) return;
    const root = globalThis.document.documentElement;
    const pinned = live && placement.open.value &&
      placement.mode.value === "pinned";
    if (pinned) root.dataset.chat = "pinned";
    else delete root.dataset.chat;
  }, [
    live,
    placement.ready.value,
    placement.open.value,
    placement.mode.value,
  ]);

  useSignalEffect(() => {
    if (closed) closed.value = placement.ready.value && !placement.open.value;
  });

  if (!live) return null;
  return (
    <span class="chat-place" ref={button}>
      <ChatButton
        {...newsOf(chat, reading.value)}
        open={placement.open.value}
        onPress={toggle}
      />
      {chat && placement.ready.value && (
        <Floating
          chat={chat}
          placement={placement}
          reading={reading}
          close={close}
          above={above}
          about={about}
          tools={tools}
        />
      )}
      {chat && tools && <tools.GroupsDialogs chat={chat} />}
    </span>
  );
}

/** What is on screen is as good as read. */
function newsOf(chat: Chat | null, reading: boolean) {
  if (!chat) return { unread: 0, mentions: 0, held: 0, notSent: 0 };
  const { unread, mentions, staff, seat } = chat;
  const seen = reading ? chat.current.value : null;
  return {
    unread: unread.value - (seen?.unread.value ?? 0),
    mentions: mentions.value - (seen?.mentions.value ?? 0),
    held: seat.role === "teacher" ? staff?.held.value.length ?? 0 : 0,
    notSent: [chat.main, ...chat.groups.value]
      .reduce((sum, room) => sum + (room === seen ? 0 : room.notSent.value), 0),
  };
}

function Floating(
  { chat, placement, reading, close, above, about, tools }: {
    chat: Chat;
    reading: Signal<boolean>;
    placement: ReturnType<typeof usePlacement>;
    close: () => void;
    above?: ComponentChildren;
    about?: ComponentChildren;
    tools: ReturnType<typeof useStaffTools>;
  },
) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const title = useChatId();
  const open = placement.open.value;
  const mode = placement.mode.value;

  useLayoutEffect(() => show(dialog.current!, open, mode), [open, mode]);
  useEffect(() => {
    if (!open || !placement.asked.current) return;
    placement.asked.current = false;
    // A phone's keyboard comes when one taps the box, not before.
    if (mode === "sheet") heading.current?.focus();
    else dialog.current?.querySelector("textarea")?.focus();
  }, [open]);
  useBox(dialog, placement, mode);
  const room = chat.current.value;
  const scrolling = useMemo(() => new Scrolling(room.messages), [room]);
  useReading(room, scrolling, reading, open);

  const moderation = useLoaded(
    chat.seat.role === "teacher",
    () => import("../Moderation.tsx"),
  );
  const pinned = useLoaded(
    Object.keys(room.pins.value).length > 0,
    () => import("../messages/Pinned.tsx"),
  );
  const quiet = useSignal(false);
  const groupHead = useLoaded(
    Object.keys(chat.rooms.value).length > 0 || quiet.value,
    () => import("./GroupHead.tsx"),
  );
  // Once all is quiet, what may be wanted later is fetched, so that it is there without a network too.
  useEffect(() => {
    const timer = setTimeout(() => quiet.value = true, 8_000);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    if (!quiet.value) return;
    room.doing.load();
    room.doing.loadRefusals();
    loadReader();
  }, [quiet.value, room]);

  const window = () => ({ width: innerWidth, height: innerHeight });
  const current = () => placement.box.value ?? usualBox(window());
  const move = follow((start: Box, dx, dy) => {
    placement.setBox(moved(start, dx, dy, window()));
  }, current);
  const resize = follow((start: Box, dx, dy) => {
    placement.setBox(resized(start, dx, dy, window()));
  }, current);
  const pull = swipe(dialog, pulled, close);
  const byKeys = (change: typeof moved) => (event: KeyboardEvent) => {
    const way = arrows[event.key];
    if (!way) return;
    event.preventDefault();
    placement.setBox(
      change(current(), way[0] * stride, way[1] * stride, window()),
    );
  };

  return (
    <dialog
      ref={dialog}
      class="chat-panel"
      data-mode={mode}
      aria-labelledby={title}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClose={() => {
        // The system's own way back closes a sheet without asking us.
        if (mode === "sheet" && !dialog.current?.open && open) close();
      }}
      onKeyDown={(event) => {
        // A list that is open over the panel is what Escape closes first.
        const over = dialog.current?.querySelector(":popover-open");
        if (event.key === "Escape" && mode === "floating" && !over) close();
      }}
      onPointerDown={placement.markHistory}
    >
      <div
        class="chat-head"
        {...(mode === "sheet" ? pull : mode === "floating" ? move : {})}
        onDblClick={(event) => {
          const { target } = event;
          if (
            mode === "floating" &&
            !(target as Element).closest("button:not(.chat-grip)")
          ) {
            placement.reset();
          }
        }}
      >
        {mode === "floating" && (
          <button
            type="button"
            class="button bare icon-only small chat-grip"
            aria-label={t.move}
            title={t.move}
            onKeyDown={(event) => {
              if (event.key === "Home") placement.reset();
              else byKeys(moved)(event);
            }}
          >
            <MoveIcon />
          </button>
        )}
        <h2 id={title} ref={heading} tabIndex={-1}>{t.title}</h2>
        {tools && <tools.GroupsMenu chat={chat} />}
        {moderation && <moderation.ModerationMenu chat={chat} />}
        <People chat={chat} />
        {mode !== "sheet" && placement.canPin.value && (
          <button
            type="button"
            class="button bare small chat-pin"
            aria-pressed={mode === "pinned"}
            onClick={placement.togglePin}
          >
            {mode === "pinned" ? <PinOffIcon /> : <PinIcon />}
            <span>{mode === "pinned" ? t.unpin : t.pin}</span>
          </button>
        )}
        <CloseButton small onClick={close} />
      </div>
      {groupHead ? <groupHead.Tabs chat={chat} /> : <span hidden />}
      <div class="chat-above">
        {mode === "sheet" && above}
        {about}
        <Banner room={room} />
        <Trouble chat={chat} />
      </div>
      <ArrivalNotice chat={chat} onFollow={() => {}} />
      {moderation && <moderation.HeldQueue chat={chat} />}
      {groupHead && <groupHead.AboveRoom chat={chat} room={room} />}
      <div class="chat-room" id={roomPanel} {...panelRole(room)}>
        {groupHead && <groupHead.InRoom room={room} />}
        {pinned && <pinned.Pinned room={room} scrolling={scrolling} />}
        <MessageList key={room.id} room={room} scrolling={scrolling} />
      </div>
      <div class="chat-row">
        <Typing room={room} />
        {chat.seat.role === "student" && <AskForHelp room={room} />}
      </div>
      <Composer room={room} />
      <AttachDrop
        uploads={chat.uploads}
        onto={dialog}
        onTaken={() => dialog.current?.querySelector("textarea")?.focus()}
      />
      {mode === "floating" && (
        <button
          type="button"
          class="chat-resize"
          aria-label={t.resize}
          title={t.resize}
          {...resize}
          onKeyDown={byKeys(resized)}
        >
          <ResizeIcon />
        </button>
      )}
    </dialog>
  );
}

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Opens and closes the dialog; only a sheet is modal. */
function show(dialog: HTMLDialogElement, open: boolean, mode: Mode) {
  // What is open over the page stays over it, also where a turned phone makes a sheet of the panel.
  const covered = [...globalThis.document.querySelectorAll("dialog:modal")]
    .some((other) => other !== dialog);
  const modal = mode === "sheet" && !covered;
  if (dialog.open && (!open || modal !== dialog.matches(":modal"))) {
    dialog.close();
  }
  if (!open || dialog.open) return;
  if (modal) dialog.showModal();
  // Not `show()`, which would take the focus from where one is.
  else dialog.open = true;
}

/** Puts the panel where it is; a floating one stays whole in the window as that changes. */
function useBox(
  dialog: { current: HTMLDialogElement | null },
  placement: ReturnType<typeof usePlacement>,
  mode: Mode,
) {
  const box = placement.box.value;
  useLayoutEffect(() => {
    const { style } = dialog.current!;
    const put = () => {
      for (const name of ["left", "top", "width", "height"]) {
        style.removeProperty(name);
      }
      if (mode !== "floating") return;
      const size = { width: innerWidth, height: innerHeight };
      const { x, y, width, height } = box ? within(box, size) : usualBox(size);
      style.left = `${x}px`;
      style.top = `${y}px`;
      style.width = `${width}px`;
      style.height = `${height}px`;
    };
    put();
    addEventListener("resize", put);
    return () => removeEventListener("resize", put);
  }, [box, mode]);
  // A phone's keyboard covers the page without sizing it, on some: the sheet ends above it.
  useEffect(() => {
    const view = globalThis.visualViewport;
    if (mode !== "sheet" || !view) return;
    const fit = () =>
      dialog.current?.style.setProperty("--view", `${view.height}px`);
    fit();
    view.addEventListener("resize", fit);
    return () => view.removeEventListener("resize", fit);
  }, [mode]);
}

/**
 * What has been on screen, in a page that one sees, is read. Who opens the room, or comes back to the page,
 * is at the first message that they have not read (C-13).
 */
function useReading(
  room: RoomChat,
  scrolling: Scrolling,
  reading: Signal<boolean>,
  open: boolean,
) {
  const looking = useSignal(false);
  const here = open && room.known.value;
  useLayoutEffect(() => {
    const { document } = globalThis;
    const look = () =>
      looking.value = here && document.visibilityState === "visible";
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [here]);
  useLayoutEffect(() => {
    if (!looking.value) return;
    const first = room.firstUnread();
    room.firstNew.value = first;
    // What of one's own is on its way, or refused and waits for an answer, stands at the end.
    const own = [...room.sending.peek(), ...room.refused.peek()];
    if (first && own.length === 0) scrolling.toMessage(first, 8);
    else if (scrolling.atEnd.peek()) scrolling.toEnd();
    return () => room.markRead(scrolling.seen.peek());
  }, [looking.value, room]);
  const seen = scrolling.seen.value;
  const atEnd = scrolling.atEnd.value;
  const last = room.messages.value.at(-1)?.id;
  useEffect(() => {
    reading.value = looking.value && atEnd;
    if (!looking.value || seen < 0) return;
    const timer = setTimeout(() => room.markRead(seen), 400);
    return () => clearTimeout(timer);
  }, [looking.value, atEnd, seen, last, room]);
}

/** Of several rooms, the one that is shown belongs to its tab. */
function panelRole({ chat, id }: RoomChat) {
  if (chat.groups.value.length === 0) return {};
  const label = chat.rooms.value[id]?.name ?? groups.main;
  return { role: "tabpanel", "aria-label": label } as const;
}

/** That the class did not do what was asked of it, and why; gone with a press, or the next that it does. */
function Trouble({ chat }: { chat: Chat }) {
  const { value } = chat.trouble;
  return (
    <div role="alert">
      {value && (
        <div class="chat-banner" data-shown="true">
          <p>{value}</p>
          <button
            type="button"
            class="button bare icon-only small"
            aria-label={t.close}
            onClick={() => chat.trouble.value = ""}
          >
            <CloseIcon />
          </button>
        </div>
      )}
    </div>
  );
}

function Typing({ room }: { room: RoomChat }) {
  const names = room.typing.value;
  return (
    <p class="chat-typing quiet small" aria-hidden="true">
      {names.length > 0 && t.typing(names)}
    </p>
  );
}
