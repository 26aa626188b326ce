/** The panel itself: a dialog that floats, is pinned, or is a sheet, with what is loaded into it later. */
import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChild, ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { chat as t } from "texts/chat.ts";
import { CallPlace } from "../../calls/CallPlace.tsx";
import { AttachDrop } from "../../files/AttachDrop.tsx";
import { Uploads } from "../../files/upload.ts";
import { loadReader } from "../../markdown/Markdown.tsx";
import { ResizeIcon } from "../../ui/icons.tsx";
import { isEscape } from "../../ui/keys.ts";
import { useLoaded } from "../../ui/use_loaded.ts";
import type { Chat } from "../chat.ts";
import { loadRefusals, loadTools } from "../messages/loaded.ts";
import { Scrolling } from "../messages/scrolling.ts";
import { Banner } from "./Banner.tsx";
import { PanelHead } from "./PanelHead.tsx";
import { resized } from "./panel_position.ts";
import { People } from "./People.tsx";
import { swipe } from "./pointer.ts";
import { RoomView } from "./RoomView.tsx";
import { Trouble } from "./Trouble.tsx";
import { boxHandle, usePanelBox } from "./use_panel_box.ts";
import { useChatId } from "./ids.ts";
import type { Mode, PanelPosition } from "./use_panel_position.ts";
import { useReading } from "./use_reading.ts";

/** How far a sheet must be pulled down to close (px). */
const pulled = 96;

/** The dialog: in a window of its own, at the side of the page, or as a sheet over it. */
export function PanelDialog(
  { chat, position, reading, close, above, about, news, foot, tools }: {
    chat: Chat;
    reading: Signal<boolean>;
    position: PanelPosition;
    close: () => void;
    above?: ComponentChildren;
    about?: ComponentChildren;
    news?: ComponentChildren;
    foot?: ComponentChild;
    tools: typeof import("../../groups/desk/StaffTools.tsx") | null;
  },
) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const title = useChatId();
  const open = position.open.value;
  const mode = position.mode.value;

  useLayoutEffect(() => show(dialog.current!, open, mode), [open, mode]);
  useEffect(() => {
    if (!open || !position.asked.current) return;
    position.asked.current = false;
    // A phone's keyboard comes when one taps the box, not before.
    if (mode === "sheet") heading.current?.focus();
    else dialog.current?.querySelector("textarea")?.focus();
  }, [open]);
  usePanelBox(dialog, position);
  const room = chat.current.value;
  const scrolling = useMemo(() => new Scrolling(room.messages), [room]);
  useReading(room, scrolling, reading, open);

  const moderation = useLoaded(
    chat.session.seat.role === "teacher",
    () => import("../Moderation.tsx"),
  );
  const quiet = useSignal(false);
  const groupHead = useLoaded(
    Object.keys(chat.session.facts.rooms.value).length > 0 || quiet.value,
    () => import("./GroupHead.tsx"),
  );
  // Once all is quiet, what may be wanted later is fetched, so that it is there without a network too.
  useEffect(() => {
    const timer = setTimeout(() => quiet.value = true, 8_000);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    if (!quiet.value) return;
    void loadTools();
    void loadRefusals();
    loadReader();
  }, [quiet.value]);

  return (
    <dialog
      ref={dialog}
      class="chat-panel"
      data-mode={mode}
      data-dense={chat.session.seat.role !== "student"}
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
        if (isEscape(event) && mode === "floating" && !over) close();
      }}
      onPointerDown={position.markHistory}
    >
      <PanelHead
        title={title}
        heading={heading}
        position={position}
        pull={swipe(dialog, pulled, close)}
        close={close}
      >
        {tools && <tools.GroupsMenu session={chat.session} />}
        {moderation && <moderation.ModerationMenu session={chat.session} />}
        <People chat={chat} />
      </PanelHead>
      {groupHead ? <groupHead.Tabs chat={chat} /> : <span hidden />}
      <CallPlace session={chat.session} on="chat" />
      <div class="chat-above">
        {mode === "sheet" && above}
        {mode !== "pinned" && news}
        {about}
        <Banner room={room} />
        <Trouble session={chat.session} />
      </div>
      {moderation && <moderation.HeldQueue session={chat.session} />}
      {groupHead && <groupHead.AboveRoom chat={chat} room={room} />}
      <RoomView
        chat={chat}
        room={room}
        scrolling={scrolling}
        Above={groupHead?.GroupBar}
        Draft={groupHead?.DraftLeft}
        foot={foot}
      />
      {!foot && (
        <AttachDrop
          chosen={chat.session.part(Uploads).chosen}
          onto={dialog}
          onTaken={() => dialog.current?.querySelector("textarea")?.focus()}
        />
      )}
      {mode === "floating" && (
        <button
          type="button"
          class="chat-resize"
          aria-label={t.resize}
          title={t.resize}
          {...boxHandle(position, resized)}
        >
          <ResizeIcon />
        </button>
      )}
    </dialog>
  );
}

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
