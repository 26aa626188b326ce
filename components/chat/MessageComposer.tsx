import { type ReadonlySignal, signal, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { bounds } from "../../classroom/model/bounds.ts";
import type { Message } from "../../classroom/model/messages.ts";
import { chat as t } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import { CloseButton, Form } from "../ui/Button.tsx";
import { PauseIcon, ReplyIcon } from "../ui/icons.tsx";
import { lazyPart } from "../ui/load_part.ts";
import { AttachButton, StagedFiles } from "../files/AttachFiles.tsx";
import { Uploads } from "../files/uploads.ts";
import type { ClassSession } from "../client/class_session.ts";
import { unknownRoom } from "../client/drafts.ts";
import {
  type DraftText,
  SendButton,
  TextBox,
  useDraftText,
} from "../client/TextBox.tsx";
import type { MentionPicker } from "./MentionList.tsx";
import { describeMutedReason } from "./message_announcement.ts";
import { takesFocusAttribute } from "../ui/takes_focus.ts";
import { loadMessageTools } from "./messages/lazy_parts.ts";
import { MessagePreview } from "./messages/MessageParts.tsx";
import type { MutedReason, RoomChat } from "./room_chat.ts";
import { useChatPanelId } from "./panel_ids.ts";
import "./chat.css";

/**
 * Time (ms) after a change of room in which the first attempt to send only warns: the member may not have noticed it.
 */
const surpriseMs = 1_500;

export function MessageComposer({ room }: { room: RoomChat }) {
  const id = useChatPanelId();
  const { session } = room;
  // Until the student's room is known, text is a draft of `unknownRoom`.
  const writing = useDraftText(
    session,
    room.rooms.isRoomKnown.value ? room.id : unknownRoom,
  );
  const { box, text } = writing;
  const surprise = useSurprise(room);
  const sending = useSending(room, writing, surprise.isSurprised);
  const uploads = session.part(Uploads);
  const mentions = useMentions(session, writing, `${id}-names`);
  const mutedReason = room.mutedReason.value;
  const { replyingTo, changedDraft } = room.uiState;
  const answered = replyingTo.value;
  useEffect(() => {
    if (answered) box.current?.focus();
  }, [answered]);
  useLayoutEffect(() => {
    const change = changedDraft.value;
    if (!change) return;
    changedDraft.value = null;
    writing.reloadDraft();
    if (change.shouldFocus) box.current?.focus();
  }, [changedDraft.value]);
  const onKey = (event: KeyboardEvent) => {
    const act = mentions.actionOf(event);
    const lastMessage = event.key === "ArrowUp" && text.value === "" &&
      !answered &&
      lastOwnMessage(room);
    if (act) act();
    else if (event.key === "Escape" && answered) replyingTo.value = null;
    else if (lastMessage) {
      void loadMessageTools().then(() =>
        room.uiState.startEditing(lastMessage)
      );
    } else return false;
    event.preventDefault();
    // Escape must not close the panel too.
    event.stopPropagation();
    return true;
  };

  if (mutedReason !== null) {
    return (
      <MutedNotice reason={mutedReason} hasDraft={text.value.trim() !== ""} />
    );
  }
  return (
    <Form
      class="composer"
      data-surprised={surprise.isSurprised}
      onSubmit={() => sending.send()}
    >
      {mentions.list}
      {answered && (
        <ReplyBar id={`${id}-reply`} room={room} message={answered} />
      )}
      <StagedFiles
        chosen={uploads.chosen}
        onClosed={() => box.current?.focus()}
      />
      <AttachButton
        chosen={uploads.chosen}
        onChosen={() => box.current?.focus()}
      />
      <TextBox
        writing={writing}
        id={id}
        kind="composer"
        label={t.message}
        placeholder={placeholder(room)}
        maxCharacters={bounds.text}
        note={sending.note}
        isWrong={sending.note !== null}
        aria-describedby={answered ? `${id}-reply` : ""}
        {...mentions.attributes}
        onSend={() => sending.send()}
        onType={() => {
          sending.cancelWaiting();
          void mentions.look();
          room.setTyping(room.rooms.isRoomKnown.value && text.value !== "");
          surprise.prolong();
        }}
        onKey={onKey}
        onBlur={() => {
          mentions.picker?.close();
          room.setTyping(false);
        }}
      >
        <SendButton
          isDisabled={sending.cannot}
          words={t.send}
        />
      </TextBox>
    </Form>
  );
}

/** True for a moment after the room changed while the box had text. */
function useSurprise({ rooms: { roomChangedAt } }: RoomChat) {
  const isSurprised = useSignal(false);
  const calmTimer = useRef<ReturnType<typeof setTimeout>>();
  const surpriseFor = (ms: number) => {
    clearTimeout(calmTimer.current);
    isSurprised.value = ms > 0;
    if (ms > 0) {
      calmTimer.current = setTimeout(() => isSurprised.value = false, ms);
    }
  };
  useLayoutEffect(() => {
    surpriseFor(roomChangedAt.value + surpriseMs - performance.now());
    return () => clearTimeout(calmTimer.current);
  }, [roomChangedAt.value]);
  const prolong = () => {
    if (isSurprised.value) surpriseFor(surpriseMs);
  };
  return { isSurprised, prolong };
}

/** Sends what is in the box: at once, after a warning, or when the room is known. */
function useSending(
  room: RoomChat,
  writing: DraftText,
  isSurprised: ReadonlySignal<boolean>,
) {
  const { box, text, isOutboxFull } = writing;
  const { session, rooms, uiState: { replyingTo } } = room;
  const uploads = session.part(Uploads);
  const isRoomKnown = rooms.isRoomKnown.value;
  const hasWarned = useSignal(false);
  const waitingText = useRef<string | null>(null);
  useLayoutEffect(() => {
    hasWarned.value = false;
    uploads.chosen.rejected.value = [];
  }, [session, room.id]);

  const length = text.value.trim().length;
  const over = length - bounds.text;
  const problem = over > 0
    ? t.tooLong({ over })
    : isOutboxFull.value
    ? t.full
    : null;
  const files = uploads.chosen.sendable.value.length;
  const cannot = length + files === 0 ||
    (problem !== null && !isOutboxFull.value);
  const send = (words = text.value.trim(), remainingText = "") => {
    box.current?.focus();
    if (cannot) return;
    if (!isRoomKnown) {
      waitingText.current = words;
      return;
    }
    if (isSurprised.value && !hasWarned.value) {
      hasWarned.value = true;
      return;
    }
    hasWarned.value = false;
    const reply = replyingTo.value ?? undefined;
    if (files) uploads.sendChosen(room.id, words, reply);
    else isOutboxFull.value = !room.sendMessage(words, reply);
    if (isOutboxFull.value) return;
    rooms.dismissArrival(room.id);
    writing.set(remainingText);
    uploads.chosen.rejected.value = [];
    replyingTo.value = null;
  };
  // If Enter was pressed before the room was known: sends now. An older draft of that room stays in the box.
  useEffect(() => {
    const words = waitingText.current, boxText = text.value.trimEnd();
    waitingText.current = null;
    if (!isRoomKnown || words === null || room.mutedReason.value !== null) {
      return;
    }
    if (boxText.endsWith(words)) {
      send(words, boxText.slice(0, -words.length).trimEnd());
    }
  }, [isRoomKnown]);
  return {
    send,
    cannot,
    note: problem ?? (hasWarned.value ? groups.sendHere : null),
    /** Typing cancels a message that waits for the room. */
    cancelWaiting: () => waitingText.current = null,
  };
}

function placeholder({ id, rooms, session }: RoomChat): string {
  if (!rooms.isRoomKnown.value) return t.message;
  if (id === "main") return t.placeholder;
  return groups.placeholder({
    name: session.facts.rooms.value[id]?.name ?? "",
  });
}

type Mentions =
  & { picker: MentionPicker }
  & Pick<typeof import("./MentionList.tsx"), "MentionList">;

const mentionPart = lazyPart(() => import("./MentionList.tsx"));

/** Completes names after an `@`. The code is loaded at the first one. */
function useMentions(
  session: ClassSession,
  { box, text, set }: DraftText,
  id: string,
) {
  const mentions = useMemo(() => signal<Mentions | null>(null), [session]);
  const picker = mentions.value?.picker;
  const isOpen = picker !== undefined && picker.choices.value.length > 0;
  const complete = (index?: number) => {
    if (!picker || !box.current) return;
    const chosen = picker.insertName(text.value, index);
    set(chosen.text);
    box.current.value = chosen.text;
    box.current.setSelectionRange(chosen.cursor, chosen.cursor);
  };
  return {
    picker,
    list: mentions.value && picker && (
      <mentions.value.MentionList
        picker={picker}
        id={id}
        onChoose={complete}
      />
    ),
    attributes: {
      "aria-autocomplete": "list",
      "aria-controls": isOpen ? id : undefined,
      "aria-activedescendant": isOpen
        ? `${id}-${picker.selectedIndex.value}`
        : undefined,
    } as const,
    /** The action of a key while the list is open; undefined: none. */
    actionOf({ key, shiftKey }: KeyboardEvent): (() => void) | undefined {
      if (!isOpen || shiftKey) return undefined;
      return {
        ArrowUp: () => picker.moveSelection(-1),
        ArrowDown: () => picker.moveSelection(1),
        Enter: () => complete(),
        Tab: () => complete(),
        Escape: () => picker.close(),
      }[key];
    },
    async look() {
      const field = box.current!;
      if (!mentions.peek()) {
        if (!/[@＠]/.test(field.value)) return;
        // Fails offline: names are then not completed.
        const { MentionList, MentionPicker } = await mentionPart();
        mentions.value ??= { picker: new MentionPicker(session), MentionList };
      }
      mentions.peek()?.picker.updateChoices(field.value, field.selectionStart);
    },
  };
}

function lastOwnMessage(room: RoomChat): Message | undefined {
  const { session: { facts, seat }, shownMessages } = room;
  return shownMessages.peek().slice(-30).findLast((message) =>
    facts.isOwn(message.from, seat) && "text" in message &&
    message.kind !== "assistant" && message.text
  );
}

function ReplyBar(
  { id, room, message }: { id: string; room: RoomChat; message: string },
) {
  const answered = room.shownMessages.value.find(({ id }) => id === message);
  if (!answered) return null;
  return (
    <div class="composer-reply small">
      <ReplyIcon />
      <span id={id}>
        <span class="visually-hidden">{t.replyingTo}</span>{" "}
        <MessagePreview message={answered} room={room} />
      </span>
      <CloseButton
        look="small"
        label={t.noReply}
        onClick={() => room.uiState.replyingTo.value = null}
      />
    </div>
  );
}

function MutedNotice(
  { reason, hasDraft }: { reason: MutedReason; hasDraft: boolean },
) {
  return (
    <div
      class="composer silenced"
      role="group"
      // The reason was announced already, so the label does not repeat it.
      aria-label={t.message}
      tabIndex={-1}
      {...takesFocusAttribute}
    >
      <PauseIcon />
      <p>
        {describeMutedReason(reason)}{" "}
        {hasDraft && <span class="quiet">{t.draftKept}</span>}
      </p>
    </div>
  );
}
