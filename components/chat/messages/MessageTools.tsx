/** The tools of a message (C-10, C-11), loaded on first use. */
import type { Reply } from "../../client/send_request.ts";
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { bounds } from "../../../classroom/model/bounds.ts";
import {
  type Message,
  reactionEmojis,
} from "../../../classroom/model/messages.ts";
import { chat as chatText } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import { notesMark } from "texts/notes_mark.ts";
import { tools as t } from "texts/chat_tools.ts";
import { OwnNotes } from "../../notes/own_notes.ts";
import { arrowStep, isEnter, isEscape } from "../../ui/keys.ts";
import { Button, Form } from "../../ui/Button.tsx";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { ReadAloud } from "../../ui/ReadAloud.tsx";
import {
  BringBackIcon,
  PinIcon,
  PinOffIcon,
  ReplyIcon,
} from "../../ui/icons.tsx";
import {
  EditIcon,
  MutedIcon,
  TeacherIcon,
  TrashIcon,
} from "../../ui/later_icons.tsx";
import { placeNextTo } from "../../ui/popovers/place_next_to.ts";
import { readMessageText } from "../chat_entries.ts";
import type { MessageRemoval } from "../message_ui_state.ts";
import type { RoomChat } from "../room_chat.ts";
import { useChatPanelId } from "../panel_ids.ts";
import "../chat.css";

export function MessageTools({ room }: { room: RoomChat }) {
  const { uiState } = room;
  const list = useRef<HTMLDivElement>(null);
  const open = uiState.openTools.value;
  const message = open &&
    room.shownMessages.value.find(({ id }) => id === open.id);
  useLayoutEffect(() => {
    const { current } = list;
    if (!open || !current) return;
    current.showPopover();
    placeNextTo(current, open.anchor.getBoundingClientRect());
    current.querySelector("button")?.focus();
  }, [open]);
  const close = () => list.current?.hidePopover();
  return (
    <div
      ref={list}
      popover="auto"
      class="popover stack flush message-menu"
      role="group"
      aria-label={message ? t.of({ name: nameOf(room, message) }) : undefined}
      onToggle={(event) => {
        if (event.newState === "closed") uiState.openTools.value = null;
      }}
      onKeyDown={(event) => walk(event, list.current!)}
    >
      {message && <Tools message={message} room={room} close={close} />}
    </div>
  );
}

interface ToolsProps {
  message: Message;
  room: RoomChat;
  close: () => void;
}

function Tools({ message, room, close }: ToolsProps) {
  const { uiState, session: { facts, seat } } = room;
  const { id } = message;
  const isMine = facts.isOwn(message.from, seat);
  const isTeacher = seat.role === "teacher";
  const speaks = room.mutedReason.value === null && seat.role !== "observer";
  const bringBackEntry = room.bringBackEntries.value[id];
  const item = makeItem(close);
  return (
    <>
      {speaks && <Emojis message={message} room={room} close={close} />}
      {speaks &&
        item(
          chatText.reply,
          <ReplyIcon />,
          () => uiState.replyingTo.value = id,
        )}
      {speaks && isMine && "text" in message && message.text &&
        item(t.edit, <EditIcon />, () => uiState.startEditing(message))}
      {readMessageText(message) && (
        <CopyButton
          key={id}
          look="bare"
          text={readMessageText(message)}
          contentId={id}
          label={chatText.copy}
          onCopied={close}
        />
      )}
      {readMessageText(message) && (
        <ReadAloud
          id={id}
          look="bare"
          text={readMessageText(message)}
          onPress={close}
        />
      )}
      {seat.role === "student" && !isMine &&
        item(
          notesMark.tellAbout,
          <TeacherIcon />,
          () =>
            room.session.part(OwnNotes).dialog.value = {
              about: { room: room.id, message: id },
            },
        )}
      {room.id !== "main" && seat.role !== "observer" &&
        message.kind === "text" && !bringBackEntry?.postedAt &&
        item(
          bringBackEntry ? groups.marked : groups.mark,
          <BringBackIcon />,
          () => room.setBringBack(id, !bringBackEntry),
          {
            title: groups.markHint,
            "aria-pressed": bringBackEntry !== undefined,
          },
        )}
      {isTeacher && <PinAndMute message={message} room={room} close={close} />}
      {(isMine || isTeacher) && (
        <Deletion message={message} room={room} close={close} isMine={isMine} />
      )}
    </>
  );
}

/** Makes items of the menu; each closes the menu before it acts. */
const makeItem = (close: () => void) =>
(
  text: string,
  icon: preact.VNode,
  act: () => unknown,
  attributes: { title?: string; "aria-pressed"?: boolean } = {},
) => (
  <Button
    look="bare"
    {...attributes}
    onClick={() => {
      close();
      act();
    }}
  >
    {icon}
    {text}
  </Button>
);

function Emojis({ message: { id }, room, close }: ToolsProps) {
  const { facts, seat } = room.session;
  const ownEmojis = (room.reactions.value.get(id) ?? [])
    .filter(({ members }) => members.some((it) => facts.isOwn(it, seat)))
    .map(({ emoji }) => emoji);
  return (
    <div class="message-emojis">
      {reactionEmojis.map((emoji) => (
        <Button
          look="bare icon-only"
          key={emoji}
          aria-label={chatText.emojis[emoji]}
          title={chatText.emojis[emoji]}
          aria-pressed={ownEmojis.includes(emoji)}
          onClick={() => {
            close();
            room.setReaction(id, emoji, !ownEmojis.includes(emoji));
          }}
        >
          {emoji}
        </Button>
      ))}
    </div>
  );
}

/** The author, if they are a student; null: the teacher cannot mute them. */
function studentOf({ session: { facts } }: RoomChat, message: Message) {
  const id = facts.personOf(message.from);
  const member = facts.members.value[id];
  return member?.role === "student"
    ? { id, isMuted: member.muted === true }
    : null;
}

function PinAndMute({ message, room, close }: ToolsProps) {
  const { api } = room.session;
  const isPinned = room.pins.value[message.id] !== undefined;
  const params = { room: room.id, id: message.id };
  const student = studentOf(room, message);
  const name = nameOf(room, message);
  const item = makeItem(close);
  return (
    <>
      {item(
        isPinned ? chatText.unpin : chatText.pin,
        isPinned ? <PinOffIcon /> : <PinIcon />,
        () =>
          api.request(
            `${isPinned ? "DELETE" : "PUT"} /rooms/:room/pins/:id`,
            params,
          ),
      )}
      {student && item(
        student.isMuted ? t.unmute({ name }) : t.mute({ name }),
        <MutedIcon />,
        () =>
          api.request("PATCH /members/:m", {
            m: student.id,
            muted: !student.isMuted,
          }),
      )}
    </>
  );
}

/** Items that delete this message and, for the teacher, all messages of its student. */
function Deletion(
  { message, room, close, isMine }: ToolsProps & { isMine: boolean },
) {
  const { session: { api, seat }, uiState } = room;
  const { id } = message;
  const params = { room: room.id, id };
  const student = seat.role === "teacher" ? studentOf(room, message) : null;
  const name = nameOf(room, message);
  const item = makeItem(close);
  return (
    <>
      {item(
        t.delete,
        <TrashIcon />,
        () =>
          isMine
            ? uiState.startRemoval(id, {
              onExpire: () => room.retractMessage(id),
            })
            : take(room, id, {
              act: (options) =>
                api.request(
                  "DELETE /rooms/:room/messages/:id",
                  params,
                  options,
                ),
              undo: () =>
                api.request("POST /rooms/:room/messages/:id/undo", params),
            }),
      )}
      {student && item(
        t.deleteAll({ name }),
        <TrashIcon />,
        () =>
          take(room, id, {
            act: (options) =>
              api.request(
                "DELETE /members/:m/messages",
                { m: student.id },
                options,
              ),
            undo: () =>
              api.request("POST /members/:m/messages/undo", { m: student.id }),
          }, { text: t.allDeleted({ name }), undoMs: 20_000 }),
      )}
    </>
  );
}

/** Deletes by a request, with **Undo** in place of this message. */
async function take(
  { session: { api }, uiState }: RoomChat,
  id: string,
  { act, undo }: {
    act: (options: { keepalive: true }) => Promise<Reply<unknown>>;
    undo: () => unknown;
  },
  removal: MessageRemoval = {},
) {
  const deletion = act({ keepalive: true });
  uiState.startRemoval(id, {
    ...removal,
    onUndo: async () => {
      if ((await deletion).ok) undo();
    },
  });
  const reply = await deletion;
  if (reply.ok) return;
  uiState.undoRemoval(id);
  if (reply.problem.type === "no-network") {
    api.refusal.value = { detail: chatText.notDeleted };
  }
}

function nameOf(room: RoomChat, message: Message): string {
  return room.session.facts.nameOf(message.from) ?? chatText.someone;
}

function walk(event: KeyboardEvent, list: HTMLElement) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key] ?? arrowStep(event);
  if (!step) return;
  event.preventDefault();
  const buttons = [...list.querySelectorAll("button")];
  const from = buttons.indexOf(document.activeElement as HTMLButtonElement);
  buttons[(from + step + buttons.length) % buttons.length]?.focus();
}

/** The box in which an own message is edited, in its place. Escape cancels. */
export function MessageEditBox({ room }: { room: RoomChat }) {
  const { uiState } = room;
  const { editing } = uiState;
  const box = useRef<HTMLTextAreaElement>(null);
  const hint = useChatPanelId();
  const isOutboxFull = useSignal(false);
  const text = editing.value?.text ?? "";
  const over = text.trim().length - bounds.text;
  // A layout effect, so that the cursor is set before anything is typed.
  useLayoutEffect(() => {
    box.current?.focus();
    const { length } = box.current?.value ?? "";
    box.current?.setSelectionRange(length, length);
  }, []);
  const leave = () => {
    const item = box.current?.closest<HTMLElement>(".message");
    editing.value = null;
    item?.focus({ preventScroll: true });
  };
  const save = () => {
    const { id } = editing.peek() ?? {};
    if (!id || text.trim() === "" || over > 0) return;
    const oldMessage = room.shownMessages.peek().find((message) =>
      message.id === id
    );
    const isSame = oldMessage && "text" in oldMessage &&
      oldMessage.text === text.trim();
    isOutboxFull.value = !isSame && !room.editMessage(id, text.trim());
    if (!isOutboxFull.value) leave();
  };
  return (
    <Form class="bubble message-edit" onSubmit={save}>
      <textarea
        ref={box}
        class="input"
        rows={Math.min(8, text.split("\n").length)}
        aria-label={t.words}
        aria-describedby={hint}
        aria-invalid={over > 0}
        value={text}
        onInput={({ currentTarget }) => {
          const { id } = editing.peek() ?? {};
          if (id) editing.value = { id, text: currentTarget.value };
        }}
        onKeyDown={(event) => {
          if (isEscape(event)) {
            // Otherwise Escape would also close the panel.
            event.preventDefault();
            event.stopPropagation();
            leave();
          } else if (isEnter(event)) {
            event.preventDefault();
            save();
          }
        }}
      />
      <p class="quiet small" id={hint} role="status">
        {over > 0
          ? chatText.tooLong({ over })
          : isOutboxFull.value
          ? chatText.full
          : <span class="message-keys">{t.hint}</span>}
      </p>
      <div class="actions">
        <Button
          type="submit"
          look="main small"
          aria-disabled={text.trim() === "" || over > 0}
        >
          {t.save}
        </Button>
        <Button look="small" onClick={leave}>{t.cancel}</Button>
      </div>
    </Form>
  );
}
